// The one place that touches MPFR's C interface for memory: a real number with its own precision.

#pragma once

#include <mpfr.h>

#include <string>
#include <utility>

namespace gelubench {

/// An MPFR number, NaN when made. Operations are MPFR's own functions on get().
class Real {
 public:
  explicit Real(mpfr_prec_t bits) { mpfr_init2(value_, bits); }
  Real(mpfr_prec_t bits, double x) : Real(bits) { mpfr_set_d(value_, x, MPFR_RNDN); }
  Real(mpfr_prec_t bits, const char* decimal) : Real(bits) { mpfr_set_str(value_, decimal, 10, MPFR_RNDN); }
  Real(Real&& other) noexcept : Real(MPFR_PREC_MIN) { mpfr_swap(value_, other.value_); }
  Real& operator=(Real&& other) noexcept {
    mpfr_swap(value_, other.value_);
    return *this;
  }
  Real(const Real&) = delete;
  Real& operator=(const Real&) = delete;
  ~Real() { mpfr_clear(value_); }

  mpfr_ptr get() { return value_; }
  mpfr_srcptr get() const { return value_; }
  mpfr_prec_t bits() const { return mpfr_get_prec(value_); }
  int sign() const { return mpfr_sgn(value_); }
  bool is_zero() const { return mpfr_zero_p(value_) != 0; }
  /// floor(log2 |value|) of a finite non-zero number.
  long exponent() const { return mpfr_get_exp(value_) - 1; }
  /// Decimal with this many significant digits, correctly rounded.
  std::string to_decimal(int digits) const;
  double to_double() const { return mpfr_get_d(value_, MPFR_RNDN); }
  long double to_long_double() const { return mpfr_get_ld(value_, MPFR_RNDN); }

 private:
  mpfr_t value_;
};

}  // namespace gelubench
