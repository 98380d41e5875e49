// Kernels that are wrong in one way each, for tests of what must catch them.

#pragma once

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "accuracy/float_bits.hpp"
#include "kernels/kernel.hpp"

namespace gelubench::planted {

inline float relu(float x) { return x < 0 ? 0.0f : x; }

inline void right(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = relu(x[i]);
}

inline constexpr float victim = 0x1.91eb86p+1f;  // 3.14...

/// One ULP too large at one input of 2^32.
inline void one_ulp_at_one_input(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = x[i] == victim ? std::nextafter(victim, std::numeric_limits<float>::infinity()) : relu(x[i]);
  }
}

/// NaN in the sixth lane of every whole vector of 8.
inline void nan_lane(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = i % 8 == 5 && n - i > 2 ? std::numeric_limits<float>::quiet_NaN() : relu(x[i]);
  }
}

/// The sign flipped between 4 and 5.
inline void flipped_sign(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 4 && x[i] < 5 ? -x[i] : relu(x[i]);
}

/// The last elements of an array that is no multiple of 8 are those of another function.
inline void wrong_remainder(const float* x, float* y, std::size_t n) {
  const std::size_t whole = n / 8 * 8;
  for (std::size_t i = 0; i < n; ++i) y[i] = i >= whole && n > 8 ? std::fabs(x[i]) : relu(x[i]);
}

/// One element too many is written.
inline void writes_beyond(const float* x, float* y, std::size_t n) {
  right(x, y, n);
  if (n % 8 == 3) y[n] = 0;
}

/// Another last result when x == y.
inline void wrong_in_place(const float* x, float* y, std::size_t n) {
  right(x, y, n);
  if (x == y && n > 1) y[n - 1] += 1;
}

/// Another result when x is not aligned to 32 bytes.
inline void wrong_misaligned(const float* x, float* y, std::size_t n) {
  right(x, y, n);
  if (n > 1 && reinterpret_cast<std::uintptr_t>(x) % 32 == 4) y[0] += 1;
}

/// A NaN in a vector of 8 turns its neighbours into NaN.
inline void infected_by_neighbours(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    bool infected = false;
    for (std::size_t j = i / 8 * 8; j < std::min(n, i / 8 * 8 + 8); ++j) infected = infected || std::isnan(x[j]);
    y[i] = infected ? std::numeric_limits<float>::quiet_NaN() : relu(x[i]);
  }
}

/// Another result on the second thread.
inline void wrong_on_second_thread(const float* x, float* y, std::size_t n) {
  right(x, y, n);
  if (omp_get_thread_num() == 1) y[n - 1] += 1;
}

/// Drops NaN.
inline void nan_to_zero(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : 0.0f;
}

/// A ReLU kernel that claims to be exact.
inline Kernel kernel(const char* variant, Forward* forward) {
  Kernel k;
  k.method = "planted";
  k.variant = variant;
  k.id = std::string("planted/") + variant + "/f32/forward/scalar";
  k.formula = Formula::relu;
  k.forward = forward;
  k.claim = {.max_ulp = 0, .max_abs = 0};
  return k;
}

}  // namespace gelubench::planted
