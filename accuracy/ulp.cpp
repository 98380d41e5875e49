#include "accuracy/ulp.hpp"

namespace gelubench {
namespace {

Real difference(double got, const Real& exact) {
  Real d(exact.bits() + 64);
  mpfr_sub_d(d.get(), exact.get(), got, MPFR_RNDA);
  mpfr_abs(d.get(), d.get(), MPFR_RNDA);
  return d;
}

}  // namespace

int ulp_exponent(Format format, const Real& exact) {
  return exact.is_zero() ? format.smallest_exponent() : ulp_exponent(format, exact.exponent());
}

double ulp_error(Format format, double got, const Real& exact) {
  Real d = difference(got, exact);
  mpfr_mul_2si(d.get(), d.get(), -ulp_exponent(format, exact), MPFR_RNDU);
  return mpfr_get_d(d.get(), MPFR_RNDU);
}

double absolute_error(double got, const Real& exact) { return mpfr_get_d(difference(got, exact).get(), MPFR_RNDU); }

}  // namespace gelubench
