#include "accuracy/ulp.hpp"

#include <cmath>

namespace gelubench {
namespace {

/// |got - y|, where y is the exact value or what stands for it where that overflows.
Real difference(Format format, double got, const Real& exact) {
  Real d(exact.bits() + 64);
  if (!overflows(format, exact)) {
    mpfr_sub_d(d.get(), exact.get(), got, MPFR_RNDA);
  } else if (std::isinf(got)) {
    mpfr_set_zero(d.get(), +1);
  } else {
    mpfr_set_si_2exp(d.get(), exact.sign(), format.emax() + 1, MPFR_RNDN);
    mpfr_sub_d(d.get(), d.get(), got, MPFR_RNDA);
  }
  mpfr_abs(d.get(), d.get(), MPFR_RNDA);
  return d;
}

}  // namespace

int ulp_exponent(Format format, const Real& exact) {
  return exact.is_zero() ? format.smallest_exponent() : ulp_exponent(format, exact.exponent());
}

bool overflows(Format format, const Real& exact) {
  if (exact.is_zero() || exact.exponent() < format.emax()) return false;
  Real border(format.precision + 1);  // 2^(emax + 1) less half a ULP
  mpfr_set_ui_2exp(border.get(), 1, format.emax() + 1, MPFR_RNDN);
  mpfr_nextbelow(border.get());
  return mpfr_cmpabs(exact.get(), border.get()) >= 0;
}

bool is_scored(Format format, double got, const Real& exact) {
  return std::isfinite(got) || (std::isinf(got) && std::signbit(got) == (exact.sign() < 0) && overflows(format, exact));
}

double ulp_error(Format format, double got, const Real& exact) {
  Real d = difference(format, got, exact);
  mpfr_mul_2si(d.get(), d.get(), -ulp_exponent(format, exact), MPFR_RNDU);
  return mpfr_get_d(d.get(), MPFR_RNDU);
}

double absolute_error(Format format, double got, const Real& exact) {
  return mpfr_get_d(difference(format, got, exact).get(), MPFR_RNDU);
}

}  // namespace gelubench
