#include "accuracy/sweep_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "accuracy/stretches.hpp"
#include "accuracy/xxhash.hpp"

namespace gelubench {
namespace {

/// The largest error of a correctly rounded result.
constexpr double correctly_rounded_ulp = 0.5;

ReferenceErrors reference_errors(const ReferenceState& gathered, Format format) {
  ReferenceErrors errors{.regions = gathered.regions, .worst = {}, .curve = {}};
  for (const auto& [first, count, shift] : stretches_of(format).binades()) {
    StretchErrors binade;
    for (const StretchErrors& stretch : std::span(gathered.stretches).subspan(first, count)) {
      binade.merge(stretch);
      if (stretch.max_ulp.value > correctly_rounded_ulp || stretch.counted_apart > 0) errors.curve.push_back(stretch);
    }
    if (binade.max_ulp.value > 0) errors.worst.push_back(binade.max_ulp);
  }
  std::sort(errors.worst.begin(), errors.worst.end(), [](const Extreme& a, const Extreme& b) {
    return a.value > b.value || (a.value == b.value && a.at > b.at);
  });
  errors.worst.resize(std::min(errors.worst.size(), most_worst));
  return errors;
}

}  // namespace

ErrorStats ReferenceErrors::total() const {
  ErrorStats sum;
  for (const ErrorStats& stats : regions) sum.merge(stats);
  return sum;
}

KernelErrors errors_of(const Kernel& kernel, const KernelState& gathered) {
  const Format format = format_of(kernel.dtype);
  return {.kernel = &kernel,
          .own = reference_errors(gathered.own, format),
          .gelu = reference_errors(gathered.gelu, format),
          .shape = gathered.shape,
          .first_zero = gathered.first_zero,
          .flush_differing = gathered.flush_differing,
          .flush_first = gathered.flush_first,
          .digest = {}};
}

std::string digest_of(const SweepState& gathered, std::size_t kernel) {
  std::vector<Digest> by_piece(gathered.pieces.size());
  for (std::size_t i = 0; i < gathered.pieces.size(); ++i)
    by_piece.at(gathered.pieces[i]) = gathered.digests[i][kernel];
  const XXH128_hash_t hash = XXH3_128bits(by_piece.data(), by_piece.size() * sizeof(Digest));
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace gelubench
