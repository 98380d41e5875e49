// The range shared by the table kernels, and the function they tabulate.
//
//   gelu(x) = x Phi(x), Phi from a table
//
// Tabulating Phi instead of gelu keeps the relative error bounded near zero and in the tail, and the sign of zero
// right. Below -14.5 gelu rounds to -0; above 6 Phi rounds to 1.

#pragma once

#include <cmath>

namespace gelubench::lut {

inline constexpr float low = -14.5f;
inline constexpr float high = 6.0f;

/// Distribution function of the standard normal distribution.
inline double normal_cdf(double x) { return 0.5 * std::erfc(-x * 0x1.6a09e667f3bcdp-1); }

/// Its density.
inline double normal_pdf(double x) { return 0x1.9884533d43651p-2 * std::exp(-0.5 * x * x); }

}  // namespace gelubench::lut
