// The range shared by the table kernels, and the functions they tabulate.
//
//   gelu(x) = x Phi(x), Phi from a table;  gelu'(x) from a table of its own
//
// Tabulating Phi instead of gelu keeps the relative error bounded near zero and in the tail, and the sign of zero
// right. Below `low` gelu rounds to -0; above `high` Phi rounds to 1.
//
// Subnormal numbers make many CPUs slow. So tables of Phi hold 2^64 of it, and x is multiplied by 2^-64 first; and
// where results would be well below normal numbers, or in tables of gelu' a slope or another coefficient, they hold 0.

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

/// What is tabulated, and its derivative: 2^64 Phi, or gelu' = Phi(x) + x phi(x); beyond either end `far_left` and
/// `far_right`, and far_left where |least(x)| is below the smallest normal number.
struct Cdf {
  static constexpr double scale = 0x1p64;
  static constexpr double far_left = 0.0;
  static constexpr double far_right = scale;
  static double value(double x) { return scale * normal_cdf(x); }
  static double slope(double x) { return scale * normal_pdf(x); }
  static double least(double x) { return 4 * x * normal_cdf(x); }
};
struct Gradient {
  static constexpr double far_left = -0.0;
  static constexpr double far_right = 1;
  static double value(double x) { return normal_cdf(x) + x * normal_pdf(x); }
  static double slope(double x) { return (2 - x * x) * normal_pdf(x); }
  static double least(double x) { return value(x) / 128; }
};

/// Whether the entry at x is `far_left`.
template <class F, class T>
bool vanishes(double x) {
  return x < -1 && std::fabs(F::least(x)) < double{std::numeric_limits<T>::min()};
}

}  // namespace gelubench::lut
