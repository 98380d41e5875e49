#include "accuracy/reference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

#include "accuracy/ingredients.hpp"

namespace gelubench {
namespace {

constexpr mpfr_rnd_t nearest = MPFR_RNDN;

// The least precision worked in: enough for a sign.
constexpr mpfr_prec_t least_bits = 64;

// Beyond this magnitude every formula is x or vanishes, and its derivative is 1 or vanishes, to 2^-100000, while MPFR's
// exponents are far from their limit.
double saturated_from(Formula formula) {
  switch (formula) {
    case Formula::gelu:
      return 1000;  // exp(-x^2/2) = 2^-721,000
    case Formula::gelu_sigmoid:
    case Formula::silu:
      return 1e5;  // exp(-1.702 x) = 2^-245,000, exp(-x) = 2^-144,000
    default:
      return 200;  // exp(-0.0705 x^3) = 2^-810,000, of gelu_tanh and gelu_bowling
  }
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

/// u(x) = x (a + b x^2), the argument of the logistic function in gelu_tanh, gelu_sigmoid, gelu_bowling and silu.
struct Argument {
  Real a;
  Real b;
};

Argument logistic_argument(Formula formula, mpfr_prec_t work) {
  if (formula == Formula::silu) return {Real(work, 1.0), Real(work, 0.0)};
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
    case Formula::silu:
      return logistic(formula, x, bits);
    case Formula::i_gelu:
      return i_gelu(x, bits);
    case Formula::hard_gelu:
      return hard_gelu(x, bits);
    case Formula::relu:
      return relu(x);
    default:
      return ingredient(formula, x, bits);
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
    case Formula::silu:
      return logistic_derivative(formula, x, bits);
    case Formula::i_gelu:
      return i_gelu_derivative(x, bits);
    case Formula::hard_gelu:
      return hard_gelu_derivative(x, bits);
    case Formula::relu:
      return Real(bits, x.sign() > 0 ? 1.0 : 0.0);
    default:
      break;
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

void require_known(Curve curve) {
  if (!curve.is_derivative() || !is_ingredient(curve.formula)) return;
  throw std::invalid_argument(std::string(to_string(curve.formula)) + " is judged forward only: it has no derivative");
}

}  // namespace

std::string_view definition(Formula formula) {
  switch (formula) {
    case Formula::gelu:
      return "x Phi(x) = x/2 erfc(-x / sqrt(2))";
    case Formula::gelu_tanh:
      return "x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))";
    case Formula::gelu_sigmoid:
      return "x / (1 + exp(-1.702 x))";
    case Formula::gelu_bowling:
      return "x / (1 + exp(-(1.5976 x + 0.07056 x^3)))";
    case Formula::silu:
      return "x / (1 + exp(-x))";
    case Formula::i_gelu:
      return "x/2 (1 + sgn(x) (1 - 0.2888 (min(|x|/sqrt(2), 1.769) - 1.769)^2))";
    case Formula::hard_gelu:
      return "x min(max(1.702 x + 3, 0), 6) / 6";
    case Formula::relu:
      return "max(x, 0)";
    case Formula::erf:
      return "2/sqrt(pi) times the integral of exp(-t^2) from 0 to x";
    case Formula::erfc:
      return "1 - erf(x)";
    case Formula::tanh:
      return "(exp(x) - exp(-x)) / (exp(x) + exp(-x))";
    case Formula::sigmoid:
      return "1 / (1 + exp(-x))";
    case Formula::exp:
      return "exp(x)";
    case Formula::ndtr:
      return "Phi(x) = erfc(-x / sqrt(2)) / 2";
  }
  return "?";
}

Real exact_value(Curve curve, const Real& x, mpfr_prec_t bits) {
  require_known(curve);
  bits = std::max(bits, least_bits);
  const Formula formula = curve.formula;
  if (is_ingredient(formula)) return ingredient(formula, x, bits);
  if (x.is_zero()) return Real(bits, !curve.is_derivative() || formula == Formula::relu ? 0.0 : 0.5);
  if (!is_piecewise_polynomial(formula)) {
    const double saturated = saturated_from(formula);
    if (mpfr_cmp_d(x.get(), -saturated) < 0) return vanishing(-1, bits);
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
    const double infinity = std::copysign(std::numeric_limits<double>::infinity(), y.sign());
    if (y.exponent() > format.emax()) return infinity;
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
    if (!scaled.is_zero() && scaled.exponent() > format.emax()) return infinity;
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
  require_known(curve);
  // Formulas that are exactly zero far to the left do not say which zero.
  const bool exact_zero = is_piecewise_polynomial(curve.formula);
  if (std::isnan(x)) return SpecialValue{x, false};
  if (is_ingredient(curve.formula)) {
    const Limits limits = limits_of(curve.formula);
    if (std::isinf(x)) return SpecialValue{x < 0 ? limits.left : limits.right, false};
    if (x != 0) return std::nullopt;
    const double y = value_at_zero(curve.formula);
    return SpecialValue{y == 0 ? x : y, false};
  }
  if (std::isinf(x)) {
    if (x < 0) return SpecialValue{-0.0, exact_zero};
    return SpecialValue{curve.is_derivative() ? 1.0 : x, false};
  }
  if (x != 0) return std::nullopt;
  if (!curve.is_derivative()) return SpecialValue{x, curve.formula == Formula::relu};
  return curve.formula == Formula::relu ? SpecialValue{0.0, true} : SpecialValue{0.5, false};
}

std::vector<Real> kinks(Curve curve, mpfr_prec_t bits) {
  require_known(curve);
  std::vector<Real> points;
  for (const int side : {-1, 1}) {
    if (curve.formula == Formula::hard_gelu) points.push_back(hard_gelu_point(bits, side, 1));
    if (curve.formula == Formula::i_gelu) points.push_back(i_gelu_point(bits, side, 1));
  }
  return points;
}

std::vector<Root> roots(Curve curve, mpfr_prec_t bits) {
  require_known(curve);
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
      // The minima of the smooth formulas lie near -0.75, of silu at -1.28; their derivatives have no other root here.
      if (curve.is_derivative()) list.push_back({bisect(curve, -2, -0.25, bits), 1});
  }
  return list;
}

namespace {

Minimum find_minimum(Formula formula) {
  if (is_ingredient(formula)) {
    const Limits limits = limits_of(formula);
    const double infinity = std::numeric_limits<double>::infinity();
    return limits.left < limits.right ? Minimum{-infinity, limits.left} : Minimum{infinity, limits.right};
  }
  const std::vector<Root> flat = roots({formula, Direction::backward}, least_bits);
  if (flat.empty()) return {0, 0};
  const double at = flat.back().at.to_double();
  return {at, exact_value({formula}, at).to_double()};
}

}  // namespace

Minimum minimum(Formula formula) {
  static std::mutex mutex;
  static std::map<Formula, Minimum> known;
  const std::lock_guard lock(mutex);
  const auto [at, is_new] = known.try_emplace(formula);
  if (is_new) at->second = find_minimum(formula);
  return at->second;
}

}  // namespace gelubench
