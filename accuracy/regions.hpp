// The regions of the binary32 line that errors are reported by.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gelubench {

/// Where an input lies. `special` is NaN, the infinities and both zeros; the others partition the rest.
enum class Region {
  far_negative,  ///< x < -14.4: true GELU rounds to -0
  underflow,     ///< [-14.4, -13.15): true GELU is subnormal
  deep_tail,     ///< [-13.15, -6)
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
std::string_view description(Region region);

/// A run of consecutive magnitudes of one sign within one region: bit patterns first, first + 1, ..., last.
struct RegionRun {
  Region region;
  std::uint32_t first;
  std::uint32_t last;

  std::uint64_t size() const { return std::uint64_t{last} - first + 1; }
};

/// Runs that cover every bit pattern of binary32 but those of Region::special, from +0 to the largest finite number,
/// then the same for negative numbers.
std::span<const RegionRun> region_runs();

/// The region of x.
Region region_of(float x);

/// Whether every input of the region is >= lower, for lower one of the negative borders above (or -inf).
bool region_is_at_least(Region region, float lower);

}  // namespace gelubench
