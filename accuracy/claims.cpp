#include "accuracy/claims.hpp"

#include <fmt/format.h>

#include <optional>

#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"
#include "kernels/peers/versions.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

enum class Measure { ulp, absolute };

/// The broken promise in words, or nothing where MPFR finds the bound kept at x (the screen is off by up to 2^-20 ULP).
std::optional<std::string> broken_bound(const Kernel& kernel, Measure measure, double bound, double x) {
  const JudgedError e = judge(kernel, kernel.curve(), x);
  if ((measure == Measure::ulp ? e.ulp : e.abs) <= bound) return std::nullopt;
  return fmt::format("{}: claims max {} {:.9g}, but at x = {} got {}, want {}: {:.9g} ULP, {:.4g} absolute", kernel.id,
                     measure == Measure::ulp ? "ULP" : "absolute error", bound, hex_float(x), hex_float(e.got),
                     hex_float(e.want), e.ulp, e.abs);
}

}  // namespace

JudgedError judge(const Kernel& kernel, Curve curve, double x) {
  const Format format = format_of(kernel.dtype);
  JudgedError error;
  error.x = x;
  error.got = evaluate_in_vector(kernel, x);
  error.want = correctly_rounded(curve, x, format);
  const Real exact = exact_value(curve, x);
  error.ulp = ulp_error(format, error.got, exact);
  error.abs = absolute_error(format, error.got, exact);
  return error;
}

std::vector<std::string> broken_claims(const KernelErrors& errors, const SpecialReport& special) {
  const Kernel& kernel = *errors.kernel;
  const Claim& claim = kernel.claim;
  const auto input = [&](const Extreme& extreme) { return decode(format_of(kernel.dtype), extreme.at); };
  std::vector<std::string> broken;
  const auto add = [&](std::optional<std::string> message) {
    if (message) broken.push_back(std::move(*message));
  };
  for (std::size_t r = 0; r < region_count; ++r) {
    const ErrorStats& stats = errors.own.regions[r];
    const auto region = static_cast<Region>(r);
    if (claim.max_ulp != Claim::none && region_is_at_least(region, kernel.dtype, claim.ulp_from)) {
      if (stats.counted_apart() > 0) {
        broken.push_back(
            fmt::format("{}: claims max ULP {:.9g}, but {} has {} NaN, {} infinite, {} zero and {} results of "
                        "the wrong sign",
                        kernel.id, claim.max_ulp, to_string(region), stats.nan, stats.infinite, stats.total_loss,
                        stats.wrong_sign));
      }
      if (stats.max_ulp.value > claim.max_ulp) {
        add(broken_bound(kernel, Measure::ulp, claim.max_ulp, input(stats.max_ulp)));
      }
    }
    if (claim.max_abs != Claim::none && region != Region::identity && stats.max_abs.value > claim.max_abs) {
      add(broken_bound(kernel, Measure::absolute, claim.max_abs, input(stats.max_abs)));
    }
    if (claim.finite && stats.nan + stats.infinite > 0) {
      broken.push_back(fmt::format("{}: {} NaN and {} infinite results for finite inputs of {}", kernel.id, stats.nan,
                                   stats.infinite, to_string(region)));
    }
  }
  if (claim.special_values && special.failures > 0) {
    const SpecialFailure& f = special.examples.front();
    broken.push_back(fmt::format("{}: claims right special values, but at x = {} got {}, want {}", kernel.id,
                                 hex_float(f.x), hex_float(f.got), hex_float(f.want)));
  }
  return broken;
}

std::optional<std::string> claimed_elsewhere(const Kernel& kernel) {
#if !defined(__x86_64__)
  if (!kernel.library.name.empty()) return fmt::format("claimed of {} on x86-64", kernel.library.name);
#endif
  for (const PeerVersion& here : peer_versions()) {
    if (here.library != kernel.library.name || here.version == kernel.library.version) continue;
    return fmt::format("claimed of {} {}, here is {}", here.library, kernel.library.version, here.version);
  }
  return std::nullopt;
}

}  // namespace gelubench
