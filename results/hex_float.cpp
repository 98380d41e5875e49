#include "results/hex_float.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace gelubench {

std::string hex_float(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  std::array<char, 32> digits;  // the longest is 1.fffffffffffffp+1023
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::fabs(x), std::chars_format::hex);
  return (std::signbit(x) ? "-0x" : "0x") + std::string(digits.data(), end.ptr);
}

}  // namespace gelubench
