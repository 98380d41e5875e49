#include "accuracy/sweep_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "accuracy/xxhash.hpp"

namespace gelubench {
namespace {

/// The stretches of a binade are told apart where GELU changes.
constexpr double least_detailed = 0x1p-10;
constexpr double beyond_detailed = 0x1p5;

/// The largest error of a correctly rounded result.
constexpr double correctly_rounded_ulp = 0.5;

/// Those that are told one by one; of other binades the largest error of all is.
bool has_detailed_stretches(double magnitude) { return magnitude >= least_detailed && magnitude < beyond_detailed; }

ReferenceErrors reference_errors(const ReferenceState& gathered, Format format) {
  ReferenceErrors errors{.regions = gathered.regions, .worst = {}, .curve = {}};
  constexpr std::size_t per_binade = std::size_t{1} << stretches_per_binade_log2;
  for (std::size_t first = 0; first < gathered.stretches.size(); first += per_binade) {
    const std::span<const StretchErrors> stretches(&gathered.stretches[first], per_binade);
    StretchErrors binade;
    for (const StretchErrors& stretch : stretches) binade.merge(stretch);
    if (binade.max_ulp.value > 0) errors.worst.push_back(binade.max_ulp);
    const double magnitude = std::fabs(decode(format, first << stretch_shift(format)));
    const auto told = has_detailed_stretches(magnitude) ? stretches : std::span<const StretchErrors>(&binade, 1);
    for (const StretchErrors& stretch : told) {
      if (stretch.max_ulp.value > correctly_rounded_ulp || stretch.counted_apart > 0) errors.curve.push_back(stretch);
    }
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
