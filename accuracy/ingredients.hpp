// What formulas are made of, in arbitrary precision by MPFR: the parts that accuracy/reference.cpp puts together, and
// the formulas that are such parts themselves, the ingredients.

#pragma once

#include <algorithm>

#include "accuracy/real.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

// Every operation errs by half a unit of its last bit. The longest formula has some twenty of them, so that 5 bits
// would do; the others are margin.
inline constexpr mpfr_prec_t guard_bits = 16;

/// Bits lost in exp(u(x)) for |x| < 2^e: a relative error of u becomes an absolute one, |u| times as large. The
/// argument u is at most a cubic, of magnitude below 2^(3 e) times coefficients that are below 2; the rest is margin.
inline long amplification(const Real& x) {
  constexpr long degree = 3;
  constexpr long margin = 8;
  return degree * std::max(x.exponent() + 1, 0L) + margin;
}

/// Stands for results below every format: 2^-200000 with a sign.
Real vanishing(int sign, mpfr_prec_t bits);

/// exp(-x^2/2) / sqrt(2 pi) and Phi(x), x not 0, with `work` bits of which amplification(x) and a few more are lost.
Real density(const Real& x, mpfr_prec_t work);
Real normal_cdf(const Real& x, mpfr_prec_t work);

/// An ingredient at finite x, as exact_value() gives it.
Real ingredient(Formula formula, const Real& x, mpfr_prec_t bits);

/// What an ingredient approaches at both ends of the line; both from inside, so that 0 is +0. Ingredients are
/// monotonic.
struct Limits {
  double left;
  double right;
};
Limits limits_of(Formula ingredient);

/// Ingredients at 0.
double value_at_zero(Formula ingredient);

}  // namespace gelubench
