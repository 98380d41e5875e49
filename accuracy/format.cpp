#include "accuracy/format.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gelubench {

double decode(Format format, std::uint64_t bits) {
  const int fraction_bits = format.fraction_bits();
  const std::uint64_t magnitude = bits & (format.sign() - 1);
  const double sign = (bits & format.sign()) != 0 ? -1.0 : 1.0;
  if (magnitude > format.infinity()) return std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  if (magnitude == format.infinity()) return std::copysign(std::numeric_limits<double>::infinity(), sign);
  const auto exponent = static_cast<int>(magnitude >> fraction_bits);
  const std::uint64_t hidden = std::uint64_t{1} << fraction_bits;
  const std::uint64_t fraction = magnitude & (hidden - 1);
  const std::uint64_t significand = exponent == 0 ? fraction : fraction | hidden;
  const int power = format.smallest_exponent() + (exponent == 0 ? 0 : exponent - 1);
  return std::copysign(std::ldexp(static_cast<double>(significand), power), sign);
}

std::uint64_t encode(Format format, double x) {
  const std::uint64_t sign = std::signbit(x) ? format.sign() : 0;
  if (std::isnan(x)) return sign | format.infinity() | (std::uint64_t{1} << (format.fraction_bits() - 1));
  if (x == 0) return sign;
  if (std::isinf(x)) return sign | format.infinity();
  const int exponent = std::max(std::ilogb(x), format.emin);
  // In units of the last place: an integer of at most p bits after rounding. Exact before: scaling by a power of two.
  const double scaled = std::ldexp(std::fabs(x), format.fraction_bits() - exponent);
  const auto significand = static_cast<std::uint64_t>(std::nearbyint(scaled));
  // The hidden bit of a normal number, and a carry out of the significand, add to the exponent field.
  const auto field = static_cast<std::uint64_t>(exponent - format.emin) << format.fraction_bits();
  const std::uint64_t magnitude = field + significand;
  return sign | std::min(magnitude, format.infinity());
}

double next_number(Format format, double x, bool upwards) {
  if (x == 0) return decode(format, upwards ? 1 : format.sign() | 1);
  const std::uint64_t bits = encode(format, x);
  const bool grows = (x > 0) == upwards;
  return decode(format, grows ? bits + 1 : bits - 1);
}

}  // namespace gelubench
