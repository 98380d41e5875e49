// GELU of binary32 by binary128: the second step of erf/exact, for the elements that the first leaves undecided.
//
//   gelu(-t) = -t Q(t),  gelu(t) = t (1 - Q(t)),  Q(t) = Phi(-t)
//   Q(t) = 1/2 - phi(t) (t + t^3/3 + t^5/15 + t^7/105 + ...)     t < 5;  Abramowitz & Stegun 1964, 26.2.11
//   Q(t) = phi(t) / (t + 1/(t + 2/(t + 3/(t + ...))))            t >= 5; Laplace's continued fraction, 26.2.14
//   phi(t) = exp(-t^2/2) / sqrt(2 pi),  exp(-z) = 2^-k exp(k log(2) - z) by Taylor's series
//
// t^2 is exact. The constants are in tables/exact_f32.hpp, in three parts of binary64.

#pragma once

#include <cmath>

#include "kernels/binary128.hpp"
#include "kernels/erf/tables/exact_f32.hpp"

namespace gelubench::exact {

using Quad = Binary128;

inline Quad sum_of(const double (&parts)[3]) { return Quad(parts[0]) + Quad(parts[1]) + Quad(parts[2]); }

/// exp(-z) for 0 <= z <= 128.
inline Quad exp_minus(Quad z) {
  constexpr double log2_e = 1.4426950408889634;
  constexpr int terms = 28;  // for |r| <= log(2)/2 they leave 2^-147
  const Quad log_2 = sum_of(ln2);
  const int k = static_cast<int>(static_cast<double>(z) * log2_e + 0.5);
  const Quad r = Quad(k) * log_2 - z;
  Quad sum = 1;
  for (int n = terms; n > 0; --n) sum = 1 + r * sum / n;
  return sum * Quad(std::ldexp(1.0, -k));
}

/// gelu(x) for 2^-60 <= |x| < 16, rounded once from binary128: relative error before that below 2^-90. Not
/// inlined: it is rare, and would take registers from the loops that call it.
[[gnu::noinline]] inline float gelu_by_binary128(float x) {
  constexpr int use_fraction_from = 5;
  constexpr int beyond_power = 260;  // of t: at t = 5 the terms below it leave 2^-276 of the sum
  constexpr int levels = 80;         // at t = 5 they leave 2^-110
  const Quad t = std::fabs(x);
  const Quad density = exp_minus(t * t / 2) * sum_of(inv_sqrt_2pi);
  Quad q;
  if (t < use_fraction_from) {
    // Loses at most 22 bits: Q(5) is 2^-21.7.
    Quad term = t;
    Quad sum = t;
    for (int n = 3; n < beyond_power; n += 2) {
      term *= t * t / n;
      sum += term;
    }
    q = Quad(0.5) - density * sum;
  } else {
    Quad tail = t;
    for (int n = levels; n > 0; --n) tail = t + n / tail;
    q = density / tail;
  }
  return static_cast<float>(x < 0 ? Quad(x) * q : Quad(x) * (1 - q));
}

}  // namespace gelubench::exact
