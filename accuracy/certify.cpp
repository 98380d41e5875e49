#include "accuracy/certify.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <random>
#include <vector>

#include "accuracy/reference.hpp"
#include "accuracy/screen.hpp"
#include "kernels/first_exception.hpp"

namespace gelubench {
namespace {

/// Adds one point to the certificate.
template <class Input>
void check(const Screen<Input>& screen, Input x, Certificate& certificate) {
  using Numbers = ScreenNumbers<Input>;
  if (x == 0) return;  // has a rule, special_value()
  typename Numbers::Value got = 0;
  screen.evaluate({&x, 1}, {&got, 1});
  const Real exact = exact_value(screen.curve(), static_cast<double>(x), Numbers::fit_bits);
  ++certificate.points;
  if (exact.is_zero() || exact.exponent() < Numbers::vanishing_exponent) {
    // What the screen calls vanishing, or zero, has to be as small and of the same sign.
    const auto limit = static_cast<typename Numbers::Value>(quad_power_of_two(Numbers::vanishing_exponent + 1));
    const bool small = got < limit && -got < limit;
    const bool fits = exact.is_zero() ? got == 0 : small && (got < 0) == (exact.sign() < 0);
    certificate.misfits += fits ? 0 : 1;
    return;
  }
  if (exact.exponent() >= Numbers::beyond_exponent) {
    const auto limit = static_cast<typename Numbers::Value>(quad_power_of_two(Numbers::beyond_exponent - 1));
    certificate.misfits += (exact.sign() < 0 ? -got : got) > limit ? 0 : 1;
    return;
  }
  Real deviation(Numbers::fit_bits);
  mpfr_sub(deviation.get(), exact.get(), to_real(got).get(), MPFR_RNDA);
  mpfr_div(deviation.get(), deviation.get(), exact.get(), MPFR_RNDA);
  const double magnitude = std::fabs(deviation.to_double());
  if (magnitude > certificate.largest ||
      (magnitude == certificate.largest && static_cast<double>(x) < certificate.at)) {
    certificate.largest = magnitude;
    certificate.at = static_cast<double>(x);
  }
}

/// A run of bit patterns of which some points are tried.
template <class Bits>
struct Part {
  Bits first;
  std::uint64_t size;
  std::uint64_t points;
};

/// As many points of every interval of the screen, but all of an interval that has fewer; at least `points` in all.
template <class Input>
std::vector<Part<typename BitLayout<Input>::Bits>> stratified(const Screen<Input>& screen, std::uint64_t points) {
  std::vector<Part<typename BitLayout<Input>::Bits>> parts;
  for (const bool negative : {false, true}) {
    for (const auto& s : screen.segments(negative)) parts.push_back({s.first, std::uint64_t{s.last} - s.first + 1, 0});
  }
  const auto total = [&](std::uint64_t each) {
    std::uint64_t sum = 0;
    for (const auto& part : parts) sum += std::min(each, part.size);
    return sum;
  };
  constexpr std::uint64_t both_ends = 2;
  std::uint64_t each = std::max(both_ends, points / parts.size() + 1);
  // By a sixteenth: near enough to the number asked for. It ends where all intervals are taken whole.
  while (total(each) < points && total(2 * each) > total(each)) each += each / 16 + 1;
  for (auto& part : parts) part.points = std::min(each, part.size);
  return parts;
}

/// Bit patterns from first to last.
template <class Bits>
struct Patterns {
  Bits first;
  Bits last;
};

/// The numbers of each sign between the ends of the range.
template <class Input>
std::vector<Patterns<typename BitLayout<Input>::Bits>> patterns_in(const CertifyRange& range) {
  using Layout = BitLayout<Input>;
  using Bits = typename Layout::Bits;
  std::vector<Patterns<Bits>> patterns;
  const auto add = [&](double low, double high, Bits sign) {  // magnitudes
    if (high < low) return;
    Real least(std::numeric_limits<Input>::digits);  // rounds subnormal numbers inwards a little too far: they are kept
    mpfr_set_d(least.get(), low, MPFR_RNDU);
    const auto cut = [](double x) { return std::min(x, static_cast<double>(std::numeric_limits<Input>::max())); };
    const Bits first = std::bit_cast<Bits>(static_cast<Input>(cut(least.to_double())));
    Real greatest(std::numeric_limits<Input>::digits);
    mpfr_set_d(greatest.get(), high, MPFR_RNDD);
    const Bits last = std::bit_cast<Bits>(static_cast<Input>(cut(greatest.to_double())));
    if (first <= last) patterns.push_back({static_cast<Bits>(first | sign), static_cast<Bits>(last | sign)});
  };
  if (range.to >= 0) add(std::max(range.from, 0.0), range.to, 0);
  if (range.from < 0) add(std::max(-range.to, 0.0), -range.from, Layout::sign);
  return patterns;
}

template <class Input>
std::uint64_t count_in(const CertifyRange& range) {
  std::uint64_t count = 0;
  for (const auto& p : patterns_in<Input>(range)) count += std::uint64_t{p.last} - p.first + 1;
  return count;
}

/// Every number between the ends of the range.
template <class Input>
std::vector<Part<typename BitLayout<Input>::Bits>> all_of(const CertifyRange& range) {
  using Bits = typename BitLayout<Input>::Bits;
  constexpr std::uint64_t most = std::uint64_t{1} << 16;  // of a part, which is what journals keep and shards share
  std::vector<Part<Bits>> parts;
  for (const auto& p : patterns_in<Input>(range)) {
    for (std::uint64_t at = p.first; at <= p.last; at += most) {
      const std::uint64_t n = std::min<std::uint64_t>(most, p.last - at + 1);
      parts.push_back({static_cast<Bits>(at), n, n});
    }
  }
  return parts;
}

/// Tries the points of a part, of which there are either all or both ends and random ones, until it is to stop.
template <class Input, class IsStopped>
void check_part(const Screen<Input>& screen, const Part<typename BitLayout<Input>::Bits>& part, std::uint64_t seed,
                const IsStopped& is_stopped, Certificate& certificate) {
  using Bits = typename BitLayout<Input>::Bits;
  std::mt19937_64 random(seed);
  const bool every = part.points == part.size;
  for (std::uint64_t i = 0; i < part.points && !is_stopped(); ++i) {
    const std::uint64_t offset = every ? i : (i == 0 ? 0 : (i == 1 ? part.size - 1 : random() % part.size));
    check(screen, std::bit_cast<Input>(static_cast<Bits>(part.first + offset)), certificate);
  }
}

template <class Input>
CertifiedParts certify_screen(Curve curve, const CertifyOptions& options) {
  const Screen<Input> screen(curve);
  const auto parts = options.range ? all_of<Input>(*options.range) : stratified(screen, options.points);
  const Certificate nothing{.curve = curve, .bound = Screen<Input>::relative_error};
  CertifiedParts result{nothing, {}, static_cast<std::uint32_t>(parts.size())};
  std::uint64_t done = 0;
  std::mutex results;
  FirstException failure;
  const auto is_stopped = [&] { return failure.has_caught() || (options.stop != nullptr && *options.stop); };
  const auto certify_part = [&](std::uint32_t p) {
    const bool takes = !options.takes || options.takes(p);
    CertifiedParts one{nothing, {p}, result.of};
    // One generator per part: the points do not depend on the number of threads.
    if (takes) check_part(screen, parts[p], options.seed * parts.size() + p, is_stopped, one.found);
    const std::lock_guard lock(results);
    result.found.merge(one.found);
    if (options.progress) options.progress(++done, parts.size());
    if (!takes || is_stopped()) return;
    result.parts.push_back(p);
    if (options.keep) options.keep(one);
  };
#pragma omp parallel for schedule(dynamic) num_threads(options.threads)
  for (std::uint32_t p = 0; p < result.of; ++p) failure.guard([&] { certify_part(p); });
  failure.rethrow();
  return result;
}

}  // namespace

std::uint64_t numbers_in(const CertifyRange& range, DType dtype) {
  return dtype == DType::f64 ? count_in<double>(range) : count_in<float>(range);
}

CertifiedParts certify(Curve curve, DType dtype, const CertifyOptions& options) {
  return dtype == DType::f64 ? certify_screen<double>(curve, options) : certify_screen<float>(curve, options);
}

}  // namespace gelubench
