#include "results/hex_float.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace gelubench {

// Written out, for libraries differ: of a subnormal number some print 0x0.8p-1022, others 0x1p-1023.
std::string hex_float(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  constexpr int fraction_bits = 52;
  constexpr int bias = 1023;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  std::uint64_t fraction = bits & ((std::uint64_t{1} << fraction_bits) - 1);
  const int stored = static_cast<int>(bits >> fraction_bits & 0x7FF);
  std::string text = std::signbit(x) ? "-0x" : "0x";
  text += stored == 0 ? '0' : '1';
  if (fraction != 0) text += '.';
  for (; fraction != 0; fraction = fraction << 4 & ((std::uint64_t{1} << fraction_bits) - 1)) {
    text += "0123456789abcdef"[fraction >> (fraction_bits - 4)];
  }
  const int exponent = x == 0 ? 0 : (stored == 0 ? 1 : stored) - bias;
  return text + 'p' + (exponent < 0 ? "" : "+") + std::to_string(exponent);
}

}  // namespace gelubench
