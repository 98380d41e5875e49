// The fast reference: every formula in binary64, good to 2^-45 relative, at a fraction of a nanosecond per input.
//
// The sweep visits inputs in the order of their bit patterns, so thousands of neighbours fall into one short interval.
// A Screen covers the binary32 line with such intervals and holds, for each,
//
//   formula(x) = x (x - root)^m P((x - center) scale)
//
// with P of degree 10 interpolated at Chebyshev points of values from MPFR (accuracy/reference.hpp) when the Screen is
// made, and m = 0 but next to a root of the formula. An interval is halved until P, evaluated in binary64, meets MPFR
// to 2^-48 at points between the nodes. There is no table to trust and nothing a kernel could share.
//
// Error: 2^-48 from the fit as sampled, (x - center) * scale exact, Horner's rule in binary64 with |u| <= 1 and
// coefficients that fall off, at most three more roundings: below 2^-45, tested against MPFR on random inputs.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// One interval of a Screen: magnitudes with bit patterns first..last of one sign.
struct ScreenSegment {
  static constexpr int degree = 10;
  enum class Kind : std::uint8_t {
    polynomial,
    identity,   ///< formula(x) = x to better than 2^-60
    zero,       ///< exactly zero
    vanishing,  ///< below 2^-200, of the sign of x
  };

  std::uint32_t first = 0;
  std::uint32_t last = 0;
  Kind kind = Kind::polynomial;
  int root_multiplicity = 0;
  double root_high = 0;  ///< root = root_high + root_low
  double root_low = 0;
  double center = 0;
  double scale = 0;  ///< a power of two
  double coefficient[degree + 1] = {};
};

class Screen {
 public:
  /// Largest relative error of evaluate(), against MPFR.
  static constexpr double relative_error = 0x1p-45;

  /// What `vanishing` results are reported as, with the sign of x.
  static constexpr double vanishing_magnitude = 0x1p-1000;

  /// Fits all intervals; about a second for formulas with erfc.
  explicit Screen(Formula formula);

  /// value[i] = formula(x[i]). The x are finite, of one sign, and do not decrease in magnitude.
  void evaluate(std::span<const float> x, std::span<double> value) const;

  Formula formula() const { return formula_; }
  std::span<const ScreenSegment> segments(bool negative) const { return segments_[negative ? 1 : 0]; }

 private:
  Formula formula_;
  std::vector<ScreenSegment> segments_[2];  // of positive and of negative x, ascending magnitude
};

}  // namespace gelubench
