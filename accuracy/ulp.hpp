// THE definition of a ULP and of the error of a result. docs/decisions/0002-ulp.md gives the reasons.
//
//   ulp(y) = 2^(max(e, emin) - p + 1),  e = floor(log2 |y|) of the exact value y
//   error  = |got - y| / ulp(y)
//
// p and emin belong to the output format. The half ULP of the final rounding is included: a correctly rounded result is
// at most 0.5, a faithful one below 1. Subnormal results count at their own ULP, 2^(emin - p + 1).

#pragma once

#include "accuracy/format.hpp"
#include "accuracy/real.hpp"

namespace gelubench {

/// log2 of ulp(y) for an exact value with floor(log2 |y|) = exponent.
constexpr int ulp_exponent(Format format, long exponent) {
  return static_cast<int>(exponent > format.emin ? exponent : format.emin) - format.precision + 1;
}

/// log2 of ulp(exact); for zero that of the smallest subnormal number.
int ulp_exponent(Format format, const Real& exact);

/// |got - exact| / ulp(exact), rounded up to binary64. got is finite.
double ulp_error(Format format, double got, const Real& exact);

/// |got - exact|, rounded up to binary64. got is finite.
double absolute_error(double got, const Real& exact);

}  // namespace gelubench
