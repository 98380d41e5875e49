#include "accuracy/quad.hpp"

namespace gelubench {

Quad to_quad(const Real& x) {
  if (x.is_zero()) return 0;
  const long exponent = x.exponent();
  Real rest(x.bits());
  mpfr_mul_2si(rest.get(), x.get(), -exponent, MPFR_RNDN);
  Quad sum = 0;
  for (int part = 0; part < 3; ++part) {  // 3 times 53 bits
    const double high = rest.to_double();
    sum += high;
    mpfr_sub_d(rest.get(), rest.get(), high, MPFR_RNDN);
  }
  return sum * quad_power_of_two(exponent);
}

Real to_real(Quad x) {
  constexpr mpfr_prec_t at_least_113_bits = 128;
  Real y(at_least_113_bits, 0.0);
  if (x == 0) return y;
  const int exponent = quad_exponent(x);
  Quad rest = x * quad_power_of_two(-exponent);
  for (int part = 0; part < 3; ++part) {
    const auto high = static_cast<double>(rest);
    mpfr_add_d(y.get(), y.get(), high, MPFR_RNDN);
    rest -= high;
  }
  mpfr_mul_2si(y.get(), y.get(), exponent, MPFR_RNDN);
  return y;
}

}  // namespace gelubench
