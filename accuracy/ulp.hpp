// THE definition of a ULP and of the error of a result. docs/decisions/0002-ulp.md gives the reasons.
//
//   ulp(y) = 2^(min(max(e, emin), emax) - p + 1),  e = floor(log2 |y|) of the exact value y
//   error  = |got - y| / ulp(y)
//
// p, emin and emax belong to the output format. The half ULP of the final rounding is included: a correctly rounded
// result is at most 0.5, a faithful one below 1. Subnormal results count at their own ULP, 2^(emin - p + 1).
//
// Where |y| rounds to infinity, half a ULP above the largest number and beyond, infinity of its sign is right: error 0.
// A finite result there is judged as though y were the next power of two, 2^(emax + 1), which infinity stands in for:
// the largest number is 1 ULP off. Infinity for a y that rounds to a finite number is no number and is counted apart.

#pragma once

#include "accuracy/format.hpp"
#include "accuracy/real.hpp"

namespace gelubench {

/// log2 of ulp(y) for an exact value with floor(log2 |y|) = exponent.
constexpr int ulp_exponent(Format format, long exponent) {
  const long bounded = exponent < format.emin ? format.emin : exponent > format.emax() ? format.emax() : exponent;
  return static_cast<int>(bounded) - format.precision + 1;
}

/// log2 of ulp(exact); for zero that of the smallest subnormal number.
int ulp_exponent(Format format, const Real& exact);

/// Whether an exact value rounds to infinity.
bool overflows(Format format, const Real& exact);

/// Whether a result is scored: finite, or the infinity that the exact value rounds to.
bool is_scored(Format format, double got, const Real& exact);

/// |got - exact| / ulp(exact), rounded up to binary64, and as said above where the exact value rounds to infinity. got
/// is scored.
double ulp_error(Format format, double got, const Real& exact);

/// |got - exact|, rounded up to binary64, of the same.
double absolute_error(Format format, double got, const Real& exact);

}  // namespace gelubench
