// What one pass over a block of results leaves behind, between the vectorised pass and the scalar look at what is rare.

#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "accuracy/error_stats.hpp"

namespace gelubench {

/// Those counted apart stand in `signed_ulp` with error 0.
struct BlockSummary {
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  std::uint64_t total_loss = 0;
  std::uint64_t wrong_sign = 0;
  std::uint64_t wrong_zero = 0;
  // In ErrorStats::sum_unit, integers: exact where max_ulp <= exact_squares_up_to.
  double ulp_sum = 0;
  double signed_ulp_sum = 0;
  double ulp_square_sum = 0;
  double least_ulp = std::numeric_limits<double>::infinity();
  double max_ulp = 0;
  double max_abs = 0;
  alignas(64) double signed_ulp[score_block];

  static constexpr double exact_squares_up_to = 1;

  std::uint64_t apart() const { return nan + infinite + total_loss + wrong_sign; }
};

/// Errors within this of 1/2 ULP are ambiguous; also what an error of exactly 1 ULP may exceed that by.
inline constexpr double screen_resolution = 0x1p-20;

/// Lanes of the widest vector of doubles, AVX-512.
inline constexpr std::size_t widest_double_vector = 8;

/// The vectorised pass over results and exact values, which number a multiple of widest_double_vector: adds to `block`,
/// whose signed_ulp it fills from the front.
void summarize(Format format, std::span<const float> got, std::span<const double> exact, BlockSummary& block);

/// Results at most so many ULP off, those counted apart included.
struct CloseCounts {
  std::uint64_t surely_half = 0;  ///< 1/2, by more than the resolution of the Screen
  std::uint64_t maybe_half = 0;   ///< 1/2, or within the resolution above
  std::uint64_t one = 0;          ///< 1, as the Screen sees it
};

/// Of a BlockSummary's signed_ulp, aligned as that is.
CloseCounts count_close(std::span<const double> signed_ulp);

/// Sums of errors that are too large for those of a BlockSummary, in ErrorStats::sum_unit, each error capped: every
/// error is high 2^22 + low, of its sign, and these, their squares and their product are summed.
struct PartSums {
  std::int64_t high = 0;  ///< of magnitudes
  std::int64_t low = 0;
  std::int64_t signed_high = 0;
  std::int64_t signed_low = 0;
  std::int64_t high_high = 0;
  std::int64_t high_low = 0;
  std::int64_t low_low = 0;

  static constexpr int low_bits = 22;
};

/// Of a BlockSummary's signed_ulp, aligned as that is.
PartSums part_sums(std::span<const double> signed_ulp);

/// What a bound may be wrong by through rounding, of the reference and of products and quotients: what cannot be larger
/// by as much is not worth a division. Without it the largest error would depend on the order of blocks.
inline constexpr double quotient_slack = 1 + 0x1p-40;

/// The larger of `largest` and the largest relative error of the finite results, which number a multiple of
/// widest_double_vector, where the exact value is at least the smallest normal number.
double largest_relative(Format format, std::span<const float> got, std::span<const double> exact, double largest);

/// Whether all results equal their exact values: as common as x > 6, ReLU and tiny inputs.
bool equal(std::span<const float> got, std::span<const double> exact);

}  // namespace gelubench
