// Floating-point formats: what is needed to read, write and round numbers of any data type exactly. Shares nothing with
// the conversions of kernels/.

#pragma once

#include <cstdint>
#include <stdexcept>

#include "kernels/kernel.hpp"

namespace gelubench {

/// A binary floating-point format: precision p in bits, the hidden one included, and smallest normal exponent.
struct Format {
  int precision;
  int emin;

  /// Exponent of the largest number.
  constexpr int emax() const { return 1 - emin; }
  /// Exponent of the smallest subnormal number.
  constexpr int smallest_exponent() const { return emin - precision + 1; }
  constexpr int fraction_bits() const { return precision - 1; }
  /// Bit patterns of +infinity and of the sign.
  constexpr std::uint64_t infinity() const { return static_cast<std::uint64_t>(2 * (1 - emin) + 1) << fraction_bits(); }
  constexpr std::uint64_t sign() const { return static_cast<std::uint64_t>(2 * (1 - emin) + 2) << fraction_bits(); }
};

inline constexpr Format binary32{24, -126};
inline constexpr Format binary64{53, -1022};
inline constexpr Format binary16{11, -14};
inline constexpr Format bfloat16{8, -126};

constexpr Format format_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return binary32;
    case DType::f64:
      return binary64;
    case DType::f16:
      return binary16;
    case DType::bf16:
      return bfloat16;
  }
  throw std::logic_error("a data type without a format");
}

/// The number with this bit pattern.
double decode(Format format, std::uint64_t bits);

/// The bit pattern of the number of the format nearest to x, ties to even, infinity from half a ULP above the largest
/// on; NaN gives a quiet one.
std::uint64_t encode(Format format, double x);

/// The number of the format nearest to x, as encode() finds it.
inline double round_to(Format format, double x) { return decode(format, encode(format, x)); }

/// The neighbour of a finite number of the format, upwards or downwards.
double next_number(Format format, double x, bool upwards);

}  // namespace gelubench
