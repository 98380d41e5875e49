// The truth: every formula in arbitrary precision, by MPFR. Shares no code, table or coefficient with any kernel.
//
//   gelu          x/2 erfc(-x / sqrt(2))
//   gelu_tanh     x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) = x / (1 + exp(-sqrt(8/pi) (x + 0.044715 x^3)))
//   gelu_sigmoid  x / (1 + exp(-1.702 x))
//   gelu_bowling  x / (1 + exp(-(1.5976 x + 0.07056 x^3)))
//   silu          x / (1 + exp(-x))
//   i_gelu        x/2 (1 + sgn(x) (a (min(|x|/sqrt(2), -b) + b)^2 + 1)),  a = -0.2888, b = -1.769
//   hard_gelu     x min(max(1.702 x + 3, 0), 6) / 6
//   relu          max(x, 0)
//
// and the derivative of each: gelu' = Phi(x) + x phi(x); of x s(u(x)) with the logistic function s, s (1 + x (1 - s)
// u'); of the piecewise polynomials, piece by piece.
//
// The ingredients of GELUs have no derivative here:
//
//   erf           2/sqrt(pi) times the integral of exp(-t^2) from 0 to x
//   erfc          1 - erf(x)
//   tanh          (exp(x) - exp(-x)) / (exp(x) + exp(-x))
//   sigmoid       1 / (1 + exp(-x)), the logistic function
//   exp           exp(x)
//   ndtr          Phi(x) = erfc(-x / sqrt(2)) / 2, the normal distribution function
//
// Decimal constants are those decimal numbers, not a rounding of them.

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "accuracy/real.hpp"
#include "accuracy/ulp.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// 75 bits below the last one of binary64, 15 below that of binary128.
inline constexpr mpfr_prec_t default_exact_bits = 128;

/// The definition of a formula in a line of plain text.
std::string_view definition(Formula formula);

/// The curve at finite x with a relative error of at most 2^-bits, next to its zeros too. Values below 2^-100000 in
/// magnitude may come back as any number below that bound with the right sign, values above 2^100000 as any number
/// above it. Exact zeros (relu, hard_gelu, i_gelu) come back as zero. Throws std::invalid_argument where the curve
/// would be the derivative of an ingredient, as do the other functions here that take a curve. At a jump at 0 the
/// derivative is the mean of both sides, but 0 for relu.
Real exact_value(Curve curve, const Real& x, mpfr_prec_t bits);
Real exact_value(Curve curve, double x, mpfr_prec_t bits = default_exact_bits);

/// The number of the format nearest to the curve at finite x, ties to even, by a Ziv loop: the precision grows until
/// the rounding is decided. Infinity from half a ULP above the largest number on.
double correctly_rounded(Curve curve, double x, Format format = binary32);

/// What the curve shall be for x = NaN, +-inf and +-0.
struct SpecialValue {
  double want;
  bool either_sign;  ///< want is zero and a zero of either sign is accepted

  bool accepts(double got) const;
};

/// The rule for x = NaN, +-inf or +-0; nothing for other x.
std::optional<SpecialValue> special_value(Curve curve, double x);

/// Points besides 0 where the curve is not smooth, ascending; between two of them it is analytic on either side of 0.
std::vector<Real> kinks(Curve curve, mpfr_prec_t bits);

/// A non-zero x where the curve vanishes with the given multiplicity, seen from the right.
struct Root {
  Real at;
  int multiplicity;
};

/// All of them, ascending.
std::vector<Root> roots(Curve curve, mpfr_prec_t bits);

/// Where the formula is least, and how low it is there: (0, 0) for relu. Ingredients are monotonic and approach what
/// they stay above at an infinity, which is `at`.
struct Minimum {
  double at;
  double value;
};
Minimum minimum(Formula formula);

}  // namespace gelubench
