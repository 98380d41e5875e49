#include "accuracy/reference.hpp"

#include <algorithm>
#include <cmath>

namespace gelubench {
namespace {

constexpr mpfr_rnd_t nearest = MPFR_RNDN;

// Stands for results below every format: 2^-200000 with the sign of x.
Real vanishing(const Real& x, mpfr_prec_t bits) {
  Real y(bits, x.sign());
  mpfr_mul_2si(y.get(), y.get(), -200000, nearest);
  return y;
}

// Bits lost when an argument of magnitude up to 2^e, known to w bits, goes through exp, and once more as its square.
long amplification(const Real& x) { return 3 * std::max(x.exponent() + 1, 0L) + 8; }

Real gelu(const Real& x, mpfr_prec_t bits) {
  if (mpfr_cmp_d(x.get(), -1000) < 0) return vanishing(x, bits);
  Real z(bits + 16 + amplification(x));
  mpfr_sqrt_ui(z.get(), 2, nearest);
  mpfr_div(z.get(), x.get(), z.get(), nearest);
  mpfr_neg(z.get(), z.get(), nearest);
  mpfr_erfc(z.get(), z.get(), nearest);
  mpfr_mul(z.get(), z.get(), x.get(), nearest);
  mpfr_div_2ui(z.get(), z.get(), 1, nearest);
  return z;
}

// x / (1 + exp(-x (a + b x^2)))
Real logistic(const Real& x, const Real& a, const Real& b, mpfr_prec_t work) {
  Real s(work);
  mpfr_sqr(s.get(), x.get(), nearest);
  mpfr_fma(s.get(), s.get(), b.get(), a.get(), nearest);
  mpfr_mul(s.get(), s.get(), x.get(), nearest);
  mpfr_neg(s.get(), s.get(), nearest);
  mpfr_exp(s.get(), s.get(), nearest);
  mpfr_add_ui(s.get(), s.get(), 1, nearest);
  mpfr_div(s.get(), x.get(), s.get(), nearest);
  return s;
}

Real gelu_tanh(const Real& x, mpfr_prec_t bits) {
  if (mpfr_cmp_d(x.get(), -200) < 0) return vanishing(x, bits);
  const mpfr_prec_t work = bits + 16 + amplification(x);
  Real a(work);
  mpfr_const_pi(a.get(), nearest);
  mpfr_ui_div(a.get(), 8, a.get(), nearest);
  mpfr_sqrt(a.get(), a.get(), nearest);
  Real b(work, "0.044715");
  mpfr_mul(b.get(), b.get(), a.get(), nearest);
  return logistic(x, a, b, work);
}

Real gelu_sigmoid(const Real& x, mpfr_prec_t bits) {
  if (mpfr_cmp_d(x.get(), -1e5) < 0) return vanishing(x, bits);
  const mpfr_prec_t work = bits + 16 + amplification(x);
  return logistic(x, Real(work, "1.702"), Real(work, 0.0), work);
}

Real gelu_bowling(const Real& x, mpfr_prec_t bits) {
  if (mpfr_cmp_d(x.get(), -200) < 0) return vanishing(x, bits);
  const mpfr_prec_t work = bits + 16 + amplification(x);
  return logistic(x, Real(work, "1.5976"), Real(work, "0.07056"), work);
}

// Both piecewise polynomials subtract numbers that agree in up to 54 bits (x next to their root).
constexpr mpfr_prec_t near_root_bits = 128;

Real i_gelu(const Real& x, mpfr_prec_t bits) {
  const mpfr_prec_t work = bits + near_root_bits;
  const Real clamp(work, "1.769");
  Real magnitude(x.bits());
  mpfr_abs(magnitude.get(), x.get(), nearest);
  Real t(work);
  mpfr_sqrt_ui(t.get(), 2, nearest);
  mpfr_div(t.get(), magnitude.get(), t.get(), nearest);
  mpfr_min(t.get(), t.get(), clamp.get(), nearest);
  mpfr_sub(t.get(), t.get(), clamp.get(), nearest);
  // |x|/2 a t^2 with a = -0.2888 is the whole result for -|x|; x > 0 adds x.
  mpfr_sqr(t.get(), t.get(), nearest);
  mpfr_mul(t.get(), t.get(), Real(work, "-0.1444").get(), nearest);
  mpfr_mul(t.get(), t.get(), magnitude.get(), nearest);
  if (x.sign() > 0) mpfr_add(t.get(), t.get(), x.get(), nearest);
  return t;
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

}  // namespace

Real exact_value(Formula formula, const Real& x, mpfr_prec_t bits) {
  if (x.is_zero()) return Real(bits, 0.0);
  bits = std::max<mpfr_prec_t>(bits, 64);
  switch (formula) {
    case Formula::gelu:
      return gelu(x, bits);
    case Formula::gelu_tanh:
      return gelu_tanh(x, bits);
    case Formula::gelu_sigmoid:
      return gelu_sigmoid(x, bits);
    case Formula::gelu_bowling:
      return gelu_bowling(x, bits);
    case Formula::i_gelu:
      return i_gelu(x, bits);
    case Formula::hard_gelu:
      return hard_gelu(x, bits);
    case Formula::relu:
      return relu(x);
  }
  return Real(bits);
}

Real exact_value(Formula formula, double x, mpfr_prec_t bits) { return exact_value(formula, Real(53, x), bits); }

double correctly_rounded(Formula formula, double x, Format format) {
  // Past this many bits the value is taken as exact: the algebraic formulas do have ties and representable values.
  constexpr mpfr_prec_t enough = 4096;
  for (mpfr_prec_t bits = 128;; bits *= 2) {
    const Real y = exact_value(formula, x, bits);
    if (y.is_zero()) return std::copysign(0.0, x);
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

std::optional<SpecialValue> special_value(Formula formula, double x) {
  // Formulas that are exactly zero far to the left do not say which zero.
  const bool exact_zero = formula == Formula::relu || formula == Formula::hard_gelu || formula == Formula::i_gelu;
  if (std::isnan(x)) return SpecialValue{x, false};
  if (x == 0) return SpecialValue{x, formula == Formula::relu};
  if (std::isinf(x)) return x > 0 ? SpecialValue{x, false} : SpecialValue{-0.0, exact_zero};
  return std::nullopt;
}

std::vector<Real> kinks(Formula formula, mpfr_prec_t bits) {
  std::vector<Real> points;
  if (formula == Formula::hard_gelu) {
    Real at(bits, "1.702");
    mpfr_ui_div(at.get(), 3, at.get(), nearest);
    Real mirrored(bits);
    mpfr_neg(mirrored.get(), at.get(), nearest);
    points.push_back(std::move(mirrored));
    points.push_back(std::move(at));
  } else if (formula == Formula::i_gelu) {
    Real at(bits);
    mpfr_sqrt_ui(at.get(), 2, nearest);
    mpfr_mul(at.get(), at.get(), Real(bits, "1.769").get(), nearest);
    Real mirrored(bits);
    mpfr_neg(mirrored.get(), at.get(), nearest);
    points.push_back(std::move(mirrored));
    points.push_back(std::move(at));
  }
  return points;
}

std::optional<Root> root(Formula formula, mpfr_prec_t bits) {
  std::vector<Real> points = kinks(formula, bits);
  if (points.empty()) return std::nullopt;
  return Root{std::move(points.front()), formula == Formula::i_gelu ? 2 : 1};
}

}  // namespace gelubench
