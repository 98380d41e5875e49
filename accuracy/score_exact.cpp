#include "accuracy/score_exact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "accuracy/ulp.hpp"

namespace gelubench {

double nearest_number(Format format, const Real& exact) {
  if (exact.is_zero()) return mpfr_signbit(exact.get()) != 0 ? -0.0 : 0.0;
  if (overflows(format, exact)) return std::copysign(std::numeric_limits<double>::infinity(), exact.sign());
  // In units of its own ULP the nearest number is the nearest integer.
  const int ulp = ulp_exponent(format, exact);
  Real scaled(exact.bits());
  mpfr_mul_2si(scaled.get(), exact.get(), -ulp, MPFR_RNDN);
  Real integer(format.precision + 1);
  mpfr_rint(integer.get(), scaled.get(), MPFR_RNDN);
  return std::copysign(std::ldexp(integer.to_double(), ulp), exact.sign());
}

void score_exact(Format format, double got, const Real& exact, std::uint64_t pattern, ErrorStats& stats) {
  ++stats.inputs;
  if (std::isnan(got)) {
    ++stats.nan;
    return;
  }
  if (!is_scored(format, got, exact)) {
    ++stats.infinite;
    return;
  }
  const double abs = absolute_error(format, got, exact);
  stats.max_abs.offer(abs, pattern);
  if (!exact.is_zero() && exact.exponent() >= format.emin) {
    Real relative(exact.bits());
    mpfr_d_div(relative.get(), abs, exact.get(), MPFR_RNDA);
    stats.max_rel = std::max(stats.max_rel, std::fabs(mpfr_get_d(relative.get(), MPFR_RNDA)));
  }
  const bool signs_differ = !exact.is_zero() && std::signbit(got) != (exact.sign() < 0);
  if (got == 0 && !exact.is_zero() && exact.exponent() >= format.smallest_exponent()) {
    ++stats.total_loss;
    if (signs_differ) ++stats.wrong_zero;
    return;
  }
  if (signs_differ && got != 0) {
    ++stats.wrong_sign;
    return;
  }
  if (signs_differ) ++stats.wrong_zero;
  const double ulp = ulp_error(format, got, exact);
  if (got == nearest_number(format, exact)) ++stats.correctly_rounded;
  if (ulp <= 1) ++stats.within_one_ulp;
  const double capped = std::min(ulp, ErrorStats::sum_cap);
  const auto units = static_cast<std::int64_t>(std::nearbyint(capped / ErrorStats::sum_unit));
  stats.ulp_sum += static_cast<Uint128>(units);
  stats.signed_ulp_sum += mpfr_cmp_d(exact.get(), got) < 0 ? units : -units;
  stats.ulp_square_sum += static_cast<Uint128>(units) * static_cast<Uint128>(units);
  stats.histogram.add(UlpHistogram::bucket(ulp), 1);
  stats.max_ulp.offer(ulp, pattern);
}

}  // namespace gelubench
