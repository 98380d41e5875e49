// The regions of the line of numbers that errors are reported by, for each data type.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "accuracy/format.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// Where an input lies. `special` is NaN, the infinities and both zeros; the others partition the rest. Borders depend
/// on the data type (those of f32 are given); a region may be empty.
enum class Region {
  far_negative,  ///< x < -14.4: true GELU rounds to -0
  underflow,     ///< [-14.4, -13.15): true GELU is subnormal
  deep_tail,     ///< [-13.15, -6); none of f16
  cancellation,  ///< [-6, -3)
  shoulder,      ///< [-3, -1)
  minimum,       ///< [-1, -0.5)
  near_zero,     ///< 2^-24 <= |x| <= 0.5
  tiny,          ///< 2^-126 <= |x| < 2^-24
  subnormal,     ///< 0 < |x| < 2^-126
  positive,      ///< (0.5, 6]
  identity,      ///< x > 6
  special,
};

inline constexpr int region_count = 12;

std::string_view to_string(Region region);

/// The interval of a region as people read it, e.g. "[-6, -3)".
std::string description(Region region, DType dtype);

/// A run of consecutive magnitudes of one sign within one region: bit patterns first, first + 1, ..., last.
struct RegionRun {
  Region region;
  std::uint64_t first;
  std::uint64_t last;

  std::uint64_t size() const { return last - first + 1; }
};

/// Runs that cover every bit pattern of the type but those of Region::special, from +0 to the largest finite number,
/// then the same for negative numbers.
std::span<const RegionRun> region_runs(DType dtype);

/// Inputs of a region.
std::uint64_t region_size(Region region, DType dtype);

/// The region of a number of the type.
Region region_of(DType dtype, double x);

/// Whether every input of the region is >= lower, for lower one of the negative borders (or -inf). False where the
/// region is empty.
bool region_is_at_least(Region region, DType dtype, double lower);

}  // namespace gelubench
