// binary128 (113 bits) in software: what binary64 results are compared with.

#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "accuracy/real.hpp"
#include "kernels/binary128.hpp"

namespace gelubench {

using Quad = Binary128;
__extension__ using Uint128 = unsigned __int128;
__extension__ using Int128 = __int128;

/// 2^exponent, for exponents of normal numbers (-16382 to 16383).
inline Quad quad_power_of_two(long exponent) {
  return std::bit_cast<Quad>(static_cast<Uint128>(exponent + 16383) << 112);
}

/// floor(log2 |x|) of a normal number.
inline int quad_exponent(Quad x) {
  return static_cast<int>(static_cast<std::uint64_t>(std::bit_cast<Uint128>(x) >> 112) & 0x7FFF) - 16383;
}

inline Quad quad_abs(Quad x) { return x < 0 ? -x : x; }

/// The binary128 number next to x (the nearest, or one of the two around it); x is zero or within the normal range.
Quad to_quad(const Real& x);

/// x as it is.
inline Real to_real(double x) { return Real(std::numeric_limits<double>::digits, x); }
Real to_real(Quad x);

}  // namespace gelubench
