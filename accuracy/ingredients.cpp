#include "accuracy/ingredients.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace gelubench {
namespace {

constexpr mpfr_rnd_t nearest = MPFR_RNDN;

// The smallest binary128 number is 2^-16494, and products of two numbers of this size are still above MPFR's smallest
// exponent, -2^30.
constexpr long vanishing_exponent = -200'000;

// Enough for a constant of few digits.
constexpr mpfr_prec_t least_bits = 64;

// Q(t) / phi(t) = 1/(t + 1/(t + 2/(t + 3/(t + ...)))) (Laplace). Its terms are positive, so that two successive
// convergents enclose the value; it stops when they agree to 2^-work.
Real mills_ratio(const Real& t, mpfr_prec_t work) {
  const mpfr_prec_t inner = work + guard_bits;  // errors of a few hundred steps, of positive terms: 9 bits
  // A test costs two divisions, as much as several steps.
  constexpr unsigned long steps_per_test = 8;
  constexpr mpfr_prec_t test_margin = 2;  // bits: the difference of convergents bounds their error
  // Convergents are numerator[k] / denominator[k]; 0 is the newest.
  Real numerator[2] = {Real(inner, 1.0), Real(inner, 0.0)};
  Real denominator[2] = {Real(inner), Real(inner, 1.0)};
  mpfr_set(denominator[0].get(), t.get(), nearest);
  Real ratio(inner, 0.0);
  for (unsigned long n = 1;; ++n) {
    for (auto* pair : {numerator, denominator}) {
      mpfr_mul_ui(pair[1].get(), pair[1].get(), n, nearest);
      mpfr_fma(pair[1].get(), pair[0].get(), t.get(), pair[1].get(), nearest);
      std::swap(pair[0], pair[1]);
    }
    if (n % steps_per_test != 0) continue;
    Real previous(inner);
    mpfr_div(previous.get(), numerator[1].get(), denominator[1].get(), nearest);
    mpfr_div(ratio.get(), numerator[0].get(), denominator[0].get(), nearest);
    mpfr_sub(previous.get(), previous.get(), ratio.get(), nearest);
    if (previous.is_zero() || previous.exponent() < ratio.exponent() - work - test_margin) return ratio;
  }
}

// From here on the continued fraction is the faster one; mpfr_erfc takes up to a millisecond.
constexpr double use_mills_ratio_from = 5;

Real sigmoid(const Real& x, mpfr_prec_t bits) {
  Real s(bits + guard_bits + amplification(x));
  mpfr_neg(s.get(), x.get(), nearest);
  mpfr_exp(s.get(), s.get(), nearest);
  mpfr_add_ui(s.get(), s.get(), 1, nearest);
  mpfr_ui_div(s.get(), 1, s.get(), nearest);
  return s;
}

// From here on 2 Phi(-sqrt(2) x) is the faster one: 5/sqrt(2).
constexpr double erfc_by_mills_ratio_from = 3.54;

// erfc(|x|) for large |x|.
Real erfc_tail(const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + guard_bits + amplification(x);
  Real t(work);
  mpfr_sqrt_ui(t.get(), 2, nearest);
  mpfr_mul(t.get(), t.get(), x.get(), nearest);
  mpfr_abs(t.get(), t.get(), nearest);
  mpfr_neg(t.get(), t.get(), nearest);
  Real y = normal_cdf(t, work);
  mpfr_mul_2ui(y.get(), y.get(), 1, nearest);
  return y;
}

bool is_in_tail(const Real& x) { return mpfr_cmpabs(x.get(), Real(least_bits, erfc_by_mills_ratio_from).get()) >= 0; }

Real erf(const Real& x, mpfr_prec_t bits) {
  Real y(bits + guard_bits);
  if (is_in_tail(x)) {
    mpfr_ui_sub(y.get(), 1, erfc_tail(x, bits).get(), nearest);
    if (x.sign() < 0) mpfr_neg(y.get(), y.get(), nearest);
  } else {
    mpfr_erf(y.get(), x.get(), nearest);
  }
  return y;
}

Real erfc(const Real& x, mpfr_prec_t bits) {
  if (!is_in_tail(x)) {
    Real y(bits + guard_bits);
    mpfr_erfc(y.get(), x.get(), nearest);
    return y;
  }
  Real y = erfc_tail(x, bits);
  if (x.sign() < 0) mpfr_ui_sub(y.get(), 2, y.get(), nearest);
  return y;
}

// One of MPFR's functions, which are correctly rounded.
Real by_mpfr(int (*function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), const Real& x, mpfr_prec_t bits) {
  Real y(bits + guard_bits);
  function(y.get(), x.get(), nearest);
  return y;
}

// Beyond this magnitude every ingredient has reached its limit to 2^-100000, while MPFR's exponents are far from
// theirs.
double saturated_from(Formula formula) {
  switch (formula) {
    case Formula::erf:
    case Formula::erfc:
    case Formula::ndtr:
      return 1000;  // exp(-x^2/2) = 2^-721,000
    default:
      return 1e5;  // exp(-x) = 2^-144,000
  }
}

// What an ingredient is beyond saturated_from().
Real at_limit(Formula ingredient, const Real& x, mpfr_prec_t bits) {
  const Limits limits = limits_of(ingredient);
  const double limit = x.sign() < 0 ? limits.left : limits.right;
  if (limit == 0) return vanishing(1, bits);
  if (std::isfinite(limit)) return Real(bits, limit);
  Real y(bits, 1.0);
  mpfr_mul_2si(y.get(), y.get(), -vanishing_exponent, nearest);
  return y;
}

}  // namespace

Real vanishing(int sign, mpfr_prec_t bits) {
  Real y(bits, sign);
  mpfr_mul_2si(y.get(), y.get(), vanishing_exponent, nearest);
  return y;
}

Real density(const Real& x, mpfr_prec_t work) {
  Real y(work);
  mpfr_sqr(y.get(), x.get(), nearest);
  mpfr_div_2ui(y.get(), y.get(), 1, nearest);
  mpfr_neg(y.get(), y.get(), nearest);
  mpfr_exp(y.get(), y.get(), nearest);
  Real root(work);
  mpfr_const_pi(root.get(), nearest);
  mpfr_mul_2ui(root.get(), root.get(), 1, nearest);
  mpfr_sqrt(root.get(), root.get(), nearest);
  mpfr_div(y.get(), y.get(), root.get(), nearest);
  return y;
}

Real normal_cdf(const Real& x, mpfr_prec_t work) {
  Real y(work);
  if (mpfr_cmpabs(x.get(), Real(least_bits, use_mills_ratio_from).get()) >= 0) {
    Real t(x.bits());
    mpfr_abs(t.get(), x.get(), nearest);
    mpfr_mul(y.get(), mills_ratio(t, work).get(), density(t, work).get(), nearest);
    if (x.sign() > 0) mpfr_ui_sub(y.get(), 1, y.get(), nearest);
    return y;
  }
  mpfr_sqrt_ui(y.get(), 2, nearest);
  mpfr_div(y.get(), x.get(), y.get(), nearest);
  mpfr_neg(y.get(), y.get(), nearest);
  mpfr_erfc(y.get(), y.get(), nearest);
  mpfr_div_2ui(y.get(), y.get(), 1, nearest);
  return y;
}

Limits limits_of(Formula ingredient) {
  switch (ingredient) {
    case Formula::erf:
    case Formula::tanh:
      return {-1, 1};
    case Formula::erfc:
      return {2, 0};
    case Formula::exp:
      return {0, std::numeric_limits<double>::infinity()};
    default:
      return {0, 1};
  }
}

double value_at_zero(Formula ingredient) {
  switch (ingredient) {
    case Formula::erf:
    case Formula::tanh:
      return 0;
    case Formula::erfc:
    case Formula::exp:
      return 1;
    default:
      return 0.5;
  }
}

Real ingredient(Formula formula, const Real& x, mpfr_prec_t bits) {
  if (x.is_zero()) return Real(bits, value_at_zero(formula));
  if (mpfr_cmpabs(x.get(), Real(least_bits, saturated_from(formula)).get()) > 0) return at_limit(formula, x, bits);
  switch (formula) {
    case Formula::erf:
      return erf(x, bits);
    case Formula::erfc:
      return erfc(x, bits);
    case Formula::tanh:
      return by_mpfr(&mpfr_tanh, x, bits);
    case Formula::sigmoid:
      return sigmoid(x, bits);
    case Formula::exp:
      return by_mpfr(&mpfr_exp, x, bits);
    case Formula::ndtr:
      return normal_cdf(x, bits + guard_bits + amplification(x));
    default:
      return Real(bits);
  }
}

}  // namespace gelubench
