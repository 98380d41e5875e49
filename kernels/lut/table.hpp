// The range shared by the table kernels, and the functions they tabulate.
//
//   gelu(x) = x Phi(x), Phi from a table;  gelu'(x) from a table of its own
//
// Tabulating Phi instead of gelu keeps the relative error bounded near zero and in the tail, and the sign of zero
// right. Below `low` gelu rounds to -0; above `high` Phi rounds to 1. Where results would be well below
// normal numbers, which makes many CPUs slow, tables hold 0.

#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace gelubench::lut {

template <class T>
inline constexpr double low = sizeof(T) == 4 ? -14.5 : -39;
template <class T>
inline constexpr double high = sizeof(T) == 4 ? 6 : 9;

/// Entries at low, low + 1/per_unit, ..., high.
template <class T, int per_unit>
inline constexpr std::size_t size = static_cast<std::size_t>((high<T> - low<T>)*per_unit) + 1;

/// Where entry i stands.
template <class T, int per_unit>
double position(std::size_t i) {
  return low<T> + static_cast<double>(i) / per_unit;
}

/// Density of the standard normal distribution.
inline double normal_pdf(double x) { return 0x1.9884533d43651p-2 * std::exp(-0.5 * x * x); }

/// Its distribution function.
inline double normal_cdf(double x) { return 0.5 * std::erfc(-x * 0x1.6a09e667f3bcdp-1); }

/// What is tabulated, and its derivative: Phi, or gelu' = Phi(x) + x phi(x).
struct Cdf {
  static constexpr double far_left = 0.0;
  static double result(double x) { return x * value(x); }
  static double value(double x) { return normal_cdf(x); }
  static double slope(double x) { return normal_pdf(x); }
};
struct Gradient {
  static constexpr double far_left = -0.0;
  static double result(double x) { return value(x); }
  static double value(double x) { return normal_cdf(x) + x * normal_pdf(x); }
  static double slope(double x) { return (2 - x * x) * normal_pdf(x); }
};

/// Whether the result at x < 0 is well below the normal numbers of type T.
template <class F, class T>
bool vanishes(double x) {
  return x < -1 && std::fabs(F::result(x)) < double{std::numeric_limits<T>::min()} / 4;
}

}  // namespace gelubench::lut
