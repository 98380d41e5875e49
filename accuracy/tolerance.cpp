#include "accuracy/tolerance.hpp"

#include <cmath>
#include <limits>

namespace gelubench {

Tolerance assert_close_tolerance(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return {1.3e-6, 1e-5};
    case DType::f64:
      return {1e-7, 1e-7};
    case DType::f16:
      return {1e-3, 1e-5};
    case DType::bf16:
      return {1.6e-2, 1e-5};
  }
  return {};
}

Tolerance ToleranceAsked::of(DType dtype) const {
  if (!rtol && !atol) return assert_close_tolerance(dtype);
  return {rtol.value_or(0), atol.value_or(0)};
}

void ToleranceReport::add(const ToleranceReport& other) {
  inputs += other.inputs;
  outside += other.outside;
  if (other.worst && (!worst || other.worst->times > worst->times)) worst = other.worst;
}

ToleranceReport check_tolerance(std::span<const double> x, std::span<const double> results,
                                std::span<const double> wanted, Tolerance tolerance) {
  ToleranceReport report;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double want = wanted[i];
    const double got = results[i];
    ++report.inputs;
    if (got == want || (std::isnan(got) && std::isnan(want))) continue;
    const double allowed = tolerance.atol + tolerance.rtol * std::fabs(want);
    const bool is_finite = std::isfinite(got) && std::isfinite(want);
    const double times = is_finite ? std::fabs(got - want) / allowed : std::numeric_limits<double>::infinity();
    if (times <= 1) continue;
    ++report.outside;
    if (!report.worst || times > report.worst->times) report.worst = Outside{x[i], got, want, times};
  }
  return report;
}

}  // namespace gelubench
