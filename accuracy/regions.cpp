#include "accuracy/regions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "accuracy/float_bits.hpp"

namespace gelubench {
namespace {

struct Border {
  Region region;
  float up_to;     // largest magnitude
  bool inclusive;  // whether up_to itself belongs
};

constexpr float largest = std::numeric_limits<float>::max();

constexpr std::array positive_side{
    Border{Region::subnormal, 0x1p-126f, false}, Border{Region::tiny, 0x1p-24f, false},
    Border{Region::near_zero, 0.5f, true},       Border{Region::positive, 6.0f, true},
    Border{Region::identity, largest, true},
};

constexpr std::array negative_side{
    Border{Region::subnormal, 0x1p-126f, false}, Border{Region::tiny, 0x1p-24f, false},
    Border{Region::near_zero, 0.5f, true},       Border{Region::minimum, 1.0f, true},
    Border{Region::shoulder, 3.0f, true},        Border{Region::cancellation, 6.0f, true},
    Border{Region::deep_tail, 13.15f, true},     Border{Region::underflow, 14.4f, true},
    Border{Region::far_negative, largest, true},
};

template <std::size_t n>
void append(std::vector<RegionRun>& runs, const std::array<Border, n>& side, std::uint32_t sign) {
  std::uint32_t first = 1;
  for (const Border& border : side) {
    const std::uint32_t last = bits_of(border.up_to) - (border.inclusive ? 0 : 1);
    runs.push_back({border.region, first | sign, last | sign});
    first = last + 1;
  }
}

}  // namespace

std::string_view to_string(Region region) {
  switch (region) {
    case Region::far_negative:
      return "far_negative";
    case Region::underflow:
      return "underflow";
    case Region::deep_tail:
      return "deep_tail";
    case Region::cancellation:
      return "cancellation";
    case Region::shoulder:
      return "shoulder";
    case Region::minimum:
      return "minimum";
    case Region::near_zero:
      return "near_zero";
    case Region::tiny:
      return "tiny";
    case Region::subnormal:
      return "subnormal";
    case Region::positive:
      return "positive";
    case Region::identity:
      return "identity";
    case Region::special:
      return "special";
  }
  return "?";
}

std::string_view description(Region region) {
  switch (region) {
    case Region::far_negative:
      return "x < -14.4";
    case Region::underflow:
      return "[-14.4, -13.15)";
    case Region::deep_tail:
      return "[-13.15, -6)";
    case Region::cancellation:
      return "[-6, -3)";
    case Region::shoulder:
      return "[-3, -1)";
    case Region::minimum:
      return "[-1, -0.5)";
    case Region::near_zero:
      return "2^-24 <= |x| <= 0.5";
    case Region::tiny:
      return "2^-126 <= |x| < 2^-24";
    case Region::subnormal:
      return "0 < |x| < 2^-126";
    case Region::positive:
      return "(0.5, 6]";
    case Region::identity:
      return "x > 6";
    case Region::special:
      return "NaN, +-inf, +-0";
  }
  return "?";
}

std::span<const RegionRun> region_runs() {
  static const std::vector<RegionRun> runs = [] {
    std::vector<RegionRun> list;
    append(list, positive_side, 0);
    append(list, negative_side, sign_bit);
    return list;
  }();
  return runs;
}

Region region_of(float x) {
  const std::uint32_t bits = bits_of(x);
  for (const RegionRun& run : region_runs()) {
    if (bits >= run.first && bits <= run.last) return run.region;
  }
  return Region::special;
}

bool region_is_at_least(Region region, float lower) {
  if (region == Region::special) return false;
  for (const RegionRun& run : region_runs()) {
    const float smallest = std::min(float_of(run.first), float_of(run.last));
    if (run.region == region && smallest < lower) return false;
  }
  return true;
}

}  // namespace gelubench
