#include "accuracy/reference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gelubench {
namespace {

constexpr mpfr_rnd_t nearest = MPFR_RNDN;

// Every operation errs by half a unit of its last bit. The longest formula has some twenty of them, so that 5 bits
// would do; the others are margin.
constexpr mpfr_prec_t guard_bits = 16;

// The least precision worked in: enough for a sign.
constexpr mpfr_prec_t least_bits = 64;

// Stands for results below every format: 2^-200000 with the sign of x. The smallest binary128 number is 2^-16494, and
// products of two such are still above MPFR's smallest exponent, -2^30.
constexpr long vanishing_exponent = -200'000;

Real vanishing(const Real& x, mpfr_prec_t bits) {
  Real y(bits, x.sign());
  mpfr_mul_2si(y.get(), y.get(), vanishing_exponent, nearest);
  return y;
}

// Bits lost in exp(u(x)) for |x| < 2^e: a relative error of u becomes an absolute one, |u| times as large. The argument
// u is at most a cubic, of magnitude below 2^(3 e) times coefficients that are below 2; the rest is margin.
long amplification(const Real& x) {
  constexpr long degree = 3;
  constexpr long margin = 8;
  return degree * std::max(x.exponent() + 1, 0L) + margin;
}

// Beyond this magnitude every formula is x or vanishes, and its derivative is 1 or vanishes, to 2^-100000, while MPFR's
// exponents are far from their limit.
double saturated_from(Formula formula) {
  switch (formula) {
    case Formula::gelu:
      return 1000;  // exp(-x^2/2) = 2^-721,000
    case Formula::gelu_sigmoid:
      return 1e5;  // exp(-1.702 x) = 2^-245,000
    default:
      return 200;  // exp(-0.0705 x^3) = 2^-810,000, of gelu_tanh and gelu_bowling
  }
}

// exp(-x^2/2) / sqrt(2 pi)
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

// Phi(x)
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

Real gelu(const Real& x, mpfr_prec_t bits) {
  Real y = normal_cdf(x, bits + guard_bits + amplification(x));
  mpfr_mul(y.get(), y.get(), x.get(), nearest);
  return y;
}

// Bits that may cancel at the first attempt: next to a root it takes more, far from it a few.
constexpr long first_spare_bits = 16;

// Adds two numbers of opposite signs: the sum, or nothing where more than `spare` bits cancelled.
std::optional<Real> difference(const Real& a, const Real& b, long spare) {
  Real sum(std::max(a.bits(), b.bits()));
  mpfr_add(sum.get(), a.get(), b.get(), nearest);
  if (sum.is_zero() || sum.exponent() < std::max(a.exponent(), b.exponent()) - spare) return std::nullopt;
  return sum;
}

// Phi(x) + x phi(x); near its zero, with more bits until enough are left.
Real gelu_derivative(const Real& x, mpfr_prec_t bits) {
  for (long spare = first_spare_bits;; spare *= 2) {
    const mpfr_prec_t work = bits + guard_bits + spare + amplification(x);
    const Real cdf = normal_cdf(x, work);
    Real slope = density(x, work);
    mpfr_mul(slope.get(), slope.get(), x.get(), nearest);
    if (auto sum = difference(cdf, slope, spare)) return std::move(*sum);
  }
}

/// u(x) = x (a + b x^2), the argument of the logistic function in gelu_tanh, gelu_sigmoid and gelu_bowling.
struct Argument {
  Real a;
  Real b;
};

Argument logistic_argument(Formula formula, mpfr_prec_t work) {
  if (formula == Formula::gelu_sigmoid) return {Real(work, "1.702"), Real(work, 0.0)};
  if (formula == Formula::gelu_bowling) return {Real(work, "1.5976"), Real(work, "0.07056")};
  Argument u{Real(work), Real(work, "0.044715")};
  mpfr_const_pi(u.a.get(), nearest);
  mpfr_ui_div(u.a.get(), 8, u.a.get(), nearest);
  mpfr_sqrt(u.a.get(), u.a.get(), nearest);
  mpfr_mul(u.b.get(), u.b.get(), u.a.get(), nearest);
  return u;
}

// 1 + exp(-u(x)) or, for the other side, 1 + exp(u(x)): one over the logistic function.
Real one_over_logistic(const Real& x, const Argument& u, bool other_side, mpfr_prec_t work) {
  Real s(work);
  mpfr_sqr(s.get(), x.get(), nearest);
  mpfr_fma(s.get(), s.get(), u.b.get(), u.a.get(), nearest);
  mpfr_mul(s.get(), s.get(), x.get(), nearest);
  if (!other_side) mpfr_neg(s.get(), s.get(), nearest);
  mpfr_exp(s.get(), s.get(), nearest);
  mpfr_add_ui(s.get(), s.get(), 1, nearest);
  return s;
}

Real logistic(Formula formula, const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + guard_bits + amplification(x);
  Real s = one_over_logistic(x, logistic_argument(formula, work), false, work);
  mpfr_div(s.get(), x.get(), s.get(), nearest);
  return s;
}

// s (1 + x (1 - s) u'), u' = a + 3 b x^2; the bracket has a zero.
Real logistic_derivative(Formula formula, const Real& x, mpfr_prec_t bits) {
  for (long spare = first_spare_bits;; spare *= 2) {
    const mpfr_prec_t work = bits + guard_bits + spare + amplification(x);
    const Argument u = logistic_argument(formula, work);
    Real product(work);
    mpfr_sqr(product.get(), x.get(), nearest);
    mpfr_mul(product.get(), product.get(), u.b.get(), nearest);
    mpfr_mul_ui(product.get(), product.get(), 3, nearest);
    mpfr_add(product.get(), product.get(), u.a.get(), nearest);
    mpfr_mul(product.get(), product.get(), x.get(), nearest);
    mpfr_div(product.get(), product.get(), one_over_logistic(x, u, true, work).get(), nearest);
    auto bracket = difference(Real(work, 1.0), product, spare);
    if (!bracket) continue;
    mpfr_div(bracket->get(), bracket->get(), one_over_logistic(x, u, false, work).get(), nearest);
    return std::move(*bracket);
  }
}

// Both piecewise polynomials subtract numbers that agree in up to 54 bits (a binary64 x next to their root), and i_gelu
// squares the difference: 108 bits and some for rounding.
constexpr mpfr_prec_t near_root_bits = 128;

// min(|x|/sqrt(2), 1.769) - 1.769
Real distance_from_clamp(const Real& magnitude, mpfr_prec_t work) {
  const Real clamp(work, "1.769");
  Real t(work);
  mpfr_sqrt_ui(t.get(), 2, nearest);
  mpfr_div(t.get(), magnitude.get(), t.get(), nearest);
  mpfr_min(t.get(), t.get(), clamp.get(), nearest);
  mpfr_sub(t.get(), t.get(), clamp.get(), nearest);
  return t;
}

Real i_gelu(const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + near_root_bits;
  Real magnitude(x.bits());
  mpfr_abs(magnitude.get(), x.get(), nearest);
  Real t = distance_from_clamp(magnitude, work);
  // |x|/2 a t^2 with a = -0.2888 is the whole result for -|x|; x > 0 adds x.
  mpfr_sqr(t.get(), t.get(), nearest);
  mpfr_mul(t.get(), t.get(), Real(work, "-0.1444").get(), nearest);
  mpfr_mul(t.get(), t.get(), magnitude.get(), nearest);
  if (x.sign() > 0) mpfr_add(t.get(), t.get(), x.get(), nearest);
  return t;
}

// 0.1444 t (t + sqrt(2) |x|) for x < 0, one minus that for x > 0.
Real i_gelu_derivative(const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + near_root_bits;
  Real magnitude(x.bits());
  mpfr_abs(magnitude.get(), x.get(), nearest);
  const Real t = distance_from_clamp(magnitude, work);
  Real y(work);
  mpfr_sqrt_ui(y.get(), 2, nearest);
  mpfr_fma(y.get(), y.get(), magnitude.get(), t.get(), nearest);
  mpfr_mul(y.get(), y.get(), t.get(), nearest);
  mpfr_mul(y.get(), y.get(), Real(work, "0.1444").get(), nearest);
  if (x.sign() > 0) mpfr_ui_sub(y.get(), 1, y.get(), nearest);
  return y;
}

// (3.404 x + 3) / 6 between the kinks, 0 to the left, 1 to the right.
Real hard_gelu_derivative(const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + near_root_bits;
  Real line(work, "1.702");
  mpfr_mul(line.get(), line.get(), x.get(), nearest);
  if (mpfr_cmp_si(line.get(), -3) < 0) return Real(bits, 0.0);
  if (mpfr_cmp_si(line.get(), 3) > 0) return Real(bits, 1.0);
  mpfr_mul_2ui(line.get(), line.get(), 1, nearest);
  mpfr_add_ui(line.get(), line.get(), 3, nearest);
  mpfr_div_ui(line.get(), line.get(), 6, nearest);
  return line;
}

Real hard_gelu(const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + near_root_bits;
  Real y(work, "1.702");
  mpfr_mul(y.get(), y.get(), x.get(), nearest);
  mpfr_add_ui(y.get(), y.get(), 3, nearest);
  if (y.sign() < 0) mpfr_set_zero(y.get(), +1);
  if (mpfr_cmp_ui(y.get(), 6) > 0) mpfr_set_ui(y.get(), 6, nearest);
  mpfr_mul(y.get(), y.get(), x.get(), nearest);
  mpfr_div_ui(y.get(), y.get(), 6, nearest);
  return y;
}

Real relu(const Real& x) {
  Real y(x.bits(), 0.0);
  if (x.sign() > 0) mpfr_set(y.get(), x.get(), nearest);
  return y;
}

Real value_of(Formula formula, const Real& x, mpfr_prec_t bits) {
  switch (formula) {
    case Formula::gelu:
      return gelu(x, bits);
    case Formula::gelu_tanh:
    case Formula::gelu_sigmoid:
    case Formula::gelu_bowling:
      return logistic(formula, x, bits);
    case Formula::i_gelu:
      return i_gelu(x, bits);
    case Formula::hard_gelu:
      return hard_gelu(x, bits);
    case Formula::relu:
      return relu(x);
  }
  return Real(bits);
}

Real derivative_of(Formula formula, const Real& x, mpfr_prec_t bits) {
  switch (formula) {
    case Formula::gelu:
      return gelu_derivative(x, bits);
    case Formula::gelu_tanh:
    case Formula::gelu_sigmoid:
    case Formula::gelu_bowling:
      return logistic_derivative(formula, x, bits);
    case Formula::i_gelu:
      return i_gelu_derivative(x, bits);
    case Formula::hard_gelu:
      return hard_gelu_derivative(x, bits);
    case Formula::relu:
      return Real(bits, x.sign() > 0 ? 1.0 : 0.0);
  }
  return Real(bits);
}

bool is_piecewise_polynomial(Formula formula) {
  return formula == Formula::relu || formula == Formula::hard_gelu || formula == Formula::i_gelu;
}

// Roots and kinks take at most five operations.
constexpr mpfr_prec_t point_guard_bits = 8;

// Halves [low, high] until a zero of the curve, which changes sign there, is known to the given bits.
Real bisect(Curve curve, double low_end, double high_end, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + point_guard_bits;
  const mpfr_prec_t halvings = bits + 4;  // of an interval less than 2 wide, to 2^-bits of a root above 1/4
  Real low(work, low_end);
  Real high(work, high_end);
  const int sign_low = exact_value(curve, low, least_bits).sign();
  for (mpfr_prec_t i = 0; i < halvings; ++i) {
    Real middle(work);
    mpfr_add(middle.get(), low.get(), high.get(), nearest);
    mpfr_div_2ui(middle.get(), middle.get(), 1, nearest);
    (exact_value(curve, middle, least_bits).sign() == sign_low ? low : high) = std::move(middle);
  }
  return low;
}

// 1.769 sqrt(2) times a factor, and 3/1.702 times a factor.
Real i_gelu_point(mpfr_prec_t bits, int numerator, unsigned denominator) {
  Real at(bits + point_guard_bits);
  mpfr_sqrt_ui(at.get(), 2, nearest);
  mpfr_mul(at.get(), at.get(), Real(bits + point_guard_bits, "1.769").get(), nearest);
  mpfr_mul_si(at.get(), at.get(), numerator, nearest);
  mpfr_div_ui(at.get(), at.get(), denominator, nearest);
  return at;
}

Real hard_gelu_point(mpfr_prec_t bits, int numerator, unsigned denominator) {
  Real at(bits + point_guard_bits, "1.702");
  mpfr_ui_div(at.get(), 3, at.get(), nearest);
  mpfr_mul_si(at.get(), at.get(), numerator, nearest);
  mpfr_div_ui(at.get(), at.get(), denominator, nearest);
  return at;
}

}  // namespace

Real exact_value(Curve curve, const Real& x, mpfr_prec_t bits) {
  bits = std::max(bits, least_bits);
  const Formula formula = curve.formula;
  if (x.is_zero()) return Real(bits, !curve.is_derivative() || formula == Formula::relu ? 0.0 : 0.5);
  if (!is_piecewise_polynomial(formula)) {
    const double saturated = saturated_from(formula);
    if (mpfr_cmp_d(x.get(), -saturated) < 0) return vanishing(x, bits);
    if (mpfr_cmp_d(x.get(), saturated) > 0) {
      Real y(std::max(bits, x.bits()), 1.0);
      if (!curve.is_derivative()) mpfr_set(y.get(), x.get(), nearest);
      return y;
    }
  }
  return curve.is_derivative() ? derivative_of(formula, x, bits) : value_of(formula, x, bits);
}

Real exact_value(Curve curve, double x, mpfr_prec_t bits) {
  return exact_value(curve, Real(std::numeric_limits<double>::digits, x), bits);
}

double correctly_rounded(Curve curve, double x, Format format) {
  // Past this many bits the value is taken as exact: the algebraic formulas do have ties and representable values.
  // Smooth curves have no input that near to a tie: among 2^64 of them chance takes some 64 bits beyond the precision.
  constexpr mpfr_prec_t enough = 4096;
  for (mpfr_prec_t bits = default_exact_bits;; bits *= 2) {
    const Real y = exact_value(curve, x, bits);
    if (y.is_zero()) return curve.is_derivative() ? 0.0 : std::copysign(0.0, x);
    const int quantum = ulp_exponent(format, y);
    // Round to a multiple of 2^quantum: at y's exponent that is a precision of exponent - quantum + 1 bits.
    const mpfr_prec_t precision = y.exponent() - quantum + 1;
    if (precision < -1) return std::copysign(0.0, y.sign());
    Real scaled(y.bits());
    mpfr_mul_2si(scaled.get(), y.get(), -quantum, nearest);
    bool undecided = false;
    if (precision >= 1) {
      undecided = !mpfr_can_round(y.get(), bits - 1, nearest, nearest, precision);
    } else {  // around half a quantum: decided when the distance to the tie is larger than the error of y
      Real distance(y.bits());
      mpfr_abs(distance.get(), scaled.get(), nearest);
      mpfr_sub_d(distance.get(), distance.get(), 0.5, nearest);
      undecided = distance.is_zero() || distance.exponent() < 2 - bits;
    }
    if (undecided && bits < enough) continue;
    mpfr_rint(scaled.get(), scaled.get(), nearest);
    mpfr_mul_2si(scaled.get(), scaled.get(), quantum, nearest);
    const double rounded = scaled.to_double();
    return rounded == 0 ? std::copysign(0.0, y.sign()) : rounded;
  }
}

bool SpecialValue::accepts(double got) const {
  if (std::isnan(want)) return std::isnan(got);
  if (got != want) return false;
  return either_sign || std::signbit(got) == std::signbit(want);
}

std::optional<SpecialValue> special_value(Curve curve, double x) {
  // Formulas that are exactly zero far to the left do not say which zero.
  const bool exact_zero = is_piecewise_polynomial(curve.formula);
  if (std::isnan(x)) return SpecialValue{x, false};
  if (std::isinf(x)) {
    if (x < 0) return SpecialValue{-0.0, exact_zero};
    return SpecialValue{curve.is_derivative() ? 1.0 : x, false};
  }
  if (x != 0) return std::nullopt;
  if (!curve.is_derivative()) return SpecialValue{x, curve.formula == Formula::relu};
  return curve.formula == Formula::relu ? SpecialValue{0.0, true} : SpecialValue{0.5, false};
}

std::vector<Real> kinks(Curve curve, mpfr_prec_t bits) {
  std::vector<Real> points;
  for (const int side : {-1, 1}) {
    if (curve.formula == Formula::hard_gelu) points.push_back(hard_gelu_point(bits, side, 1));
    if (curve.formula == Formula::i_gelu) points.push_back(i_gelu_point(bits, side, 1));
  }
  return points;
}

std::vector<Root> roots(Curve curve, mpfr_prec_t bits) {
  std::vector<Root> list;
  switch (curve.formula) {
    case Formula::i_gelu:
      list.push_back({i_gelu_point(bits, -1, 1), curve.is_derivative() ? 1 : 2});
      if (curve.is_derivative()) list.push_back({i_gelu_point(bits, -1, 3), 1});
      break;
    case Formula::hard_gelu:
      list.push_back({hard_gelu_point(bits, -1, curve.is_derivative() ? 2 : 1), 1});
      break;
    case Formula::relu:
      break;
    default:
      // The minima of the smooth formulas lie near -0.75; their derivatives have no other root here.
      if (curve.is_derivative()) list.push_back({bisect(curve, -2, -0.25, bits), 1});
  }
  return list;
}

Minimum minimum(Formula formula) {
  const std::vector<Root> flat = roots({formula, Direction::backward}, least_bits);
  if (flat.empty()) return {0, 0};
  const double at = flat.back().at.to_double();
  return {at, exact_value({formula}, at).to_double()};
}

}  // namespace gelubench
