#include "accuracy/regions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace gelubench {
namespace {

struct Border {
  Region region;
  double up_to;    // largest magnitude
  bool inclusive;  // whether up_to itself belongs
};

/// Magnitudes at which results of a type become subnormal and round to zero, rounded outwards to a readable number.
struct Tail {
  double cancellation;
  double deep_tail;
  double underflow;
};

Tail tail_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return {6, 13.15, 14.4};
    case DType::f64:
      return {6, 37.62, 38.59};
    case DType::f16:
      return {4.18, 4.18, 5.73};
    case DType::bf16:
      return {6, 13.15, 13.57};
  }
  return {};
}

std::vector<Border> borders(DType dtype, bool negative) {
  const Format format = format_of(dtype);
  const double infinity = std::numeric_limits<double>::infinity();
  std::vector<Border> list{{Region::subnormal, std::ldexp(1.0, format.emin), false},
                           {Region::tiny, std::ldexp(1.0, -format.precision), false},
                           {Region::near_zero, 0.5, true}};
  if (!negative) {
    list.insert(list.end(), {{Region::positive, 6, true}, {Region::identity, infinity, false}});
    return list;
  }
  const Tail tail = tail_of(dtype);
  list.insert(list.end(), {{Region::minimum, 1, true},
                           {Region::shoulder, 3, true},
                           {Region::cancellation, tail.cancellation, true},
                           {Region::deep_tail, tail.deep_tail, true},
                           {Region::underflow, tail.underflow, true},
                           {Region::far_negative, infinity, false}});
  return list;
}

/// The largest bit pattern of a magnitude that is at most (inclusive) or below x.
std::uint64_t last_pattern(Format format, double x, bool inclusive) {
  const std::uint64_t bits = encode(format, x);
  const double number = decode(format, bits);
  return number < x || (inclusive && number == x) ? bits : bits - 1;
}

std::vector<RegionRun> make_runs(DType dtype) {
  const Format format = format_of(dtype);
  std::vector<RegionRun> runs;
  for (const std::uint64_t sign : {std::uint64_t{0}, format.sign()}) {
    std::uint64_t first = 1;
    for (const Border& border : borders(dtype, sign != 0)) {
      const std::uint64_t last = last_pattern(format, border.up_to, border.inclusive);
      if (last < first) continue;
      runs.push_back({border.region, first | sign, last | sign});
      first = last + 1;
    }
  }
  return runs;
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

std::string description(Region region, DType dtype) {
  const Format format = format_of(dtype);
  const Tail tail = tail_of(dtype);
  switch (region) {
    case Region::far_negative:
      return fmt::format("x < -{}", tail.underflow);
    case Region::underflow:
      return fmt::format("[-{}, -{})", tail.underflow, tail.deep_tail);
    case Region::deep_tail:
      return tail.deep_tail > tail.cancellation ? fmt::format("[-{}, -{})", tail.deep_tail, tail.cancellation) : "none";
    case Region::cancellation:
      return fmt::format("[-{}, -3)", tail.cancellation);
    case Region::shoulder:
      return "[-3, -1)";
    case Region::minimum:
      return "[-1, -0.5)";
    case Region::near_zero:
      return fmt::format("2^{} <= |x| <= 0.5", -format.precision);
    case Region::tiny:
      return fmt::format("2^{} <= |x| < 2^{}", format.emin, -format.precision);
    case Region::subnormal:
      return fmt::format("0 < |x| < 2^{}", format.emin);
    case Region::positive:
      return "(0.5, 6]";
    case Region::identity:
      return "x > 6";
    case Region::special:
      return "NaN, +-inf, +-0";
  }
  return "?";
}

std::span<const RegionRun> region_runs(DType dtype) {
  static const auto runs = [] {
    std::array<std::vector<RegionRun>, 4> lists;
    for (const DType t : all_dtypes()) lists[static_cast<std::size_t>(t)] = make_runs(t);
    return lists;
  }();
  return runs[static_cast<std::size_t>(dtype)];
}

std::uint64_t region_size(Region region, DType dtype) {
  std::uint64_t n = 0;
  for (const RegionRun& run : region_runs(dtype)) n += run.region == region ? run.size() : 0;
  return n;
}

Region region_of(DType dtype, double x) {
  const std::uint64_t bits = encode(format_of(dtype), x);
  for (const RegionRun& run : region_runs(dtype)) {
    if (bits >= run.first && bits <= run.last) return run.region;
  }
  return Region::special;
}

bool region_is_at_least(Region region, DType dtype, double lower) {
  bool any = false;
  for (const RegionRun& run : region_runs(dtype)) {
    if (run.region != region) continue;
    any = true;
    const Format format = format_of(dtype);
    if (std::min(decode(format, run.first), decode(format, run.last)) < lower) return false;
  }
  return any;
}

}  // namespace gelubench
