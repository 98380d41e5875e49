// Kernels that are wrong in one way each, for tests of what must catch them, and the right ones they differ from.

#pragma once

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "accuracy/float_bits.hpp"
#include "accuracy/format.hpp"
#include "kernels/drivers/convert.hpp"
#include "kernels/kernel.hpp"

namespace gelubench::planted {

// ---- ReLU, exact ----

/// By the sign bit: x < 0 would be false for a subnormal x where DAZ is set.
inline float relu(float x) { return std::signbit(x) && !std::isnan(x) ? 0.0f : x; }

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

/// A comparison that DAZ changes: negative subnormal numbers go through.
inline void flushable(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] < 0 ? 0.0f : x[i];
}

/// One ULP too large wherever 2 < x < 3.
inline void one_ulp_between_2_and_3(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 2 && x[i] < 3 ? std::nextafter(x[i], 9.0f) : relu(x[i]);
}

// ---- GELU, correctly rounded but for a handful of inputs ----

inline double wide_gelu(double x) { return x < -40 ? -0.0 : 0.5 * x * std::erfc(-x * M_SQRT1_2); }
inline float gelu(float x) { return static_cast<float>(wide_gelu(static_cast<double>(x))); }

inline void right_gelu(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = gelu(x[i]);
}

/// gelu(-0) = +0.
inline void loses_sign_of_zero(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] == 0 ? 0.0f : gelu(x[i]);
}

/// gelu(-inf) = NaN.
inline void nan_at_minus_infinity(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::isinf(x[i]) && x[i] < 0 ? std::nanf("") : gelu(x[i]);
}

/// Results below the smallest normal number become zero.
inline void flushes_tail(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = gelu(x[i]);
    if (std::fabs(y[i]) < std::numeric_limits<float>::min()) y[i] = std::copysign(0.0f, x[i]);
  }
}

inline constexpr float flat = -0x1.80e552p-1f;  // near the minimum: neighbours have the same result

/// One ULP nearer to zero at one input of the flat minimum.
inline void wiggles_once(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] == flat ? std::nextafter(gelu(x[i]), 0.0f) : gelu(x[i]);
}

/// Deeper than any GELU, in a small interval.
inline void below_minimum(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > -0.76f && x[i] < -0.75f ? -0.171f : gelu(x[i]);
}

/// An even error: g(x) - g(-x) = x still holds for none of these.
inline void asymmetric(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 0 ? gelu(x[i]) * 1.00001f : gelu(x[i]);
}

// ---- GELU by 1 + erf, as engines ship it ----

/// erf of Abramowitz & Stegun 7.1.26 in float32, as vector code has it.
inline float vector_erf(float z) {
  const float t = 1 / (1 + 0.3275911f * std::fabs(z));
  const float p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
  return std::copysign(1 - p * std::exp(-z * z), z);
}

inline float libm_erf(float z) { return std::erf(z); }

inline float gelu_by(float (*erf)(float), float x) { return 0.5f * x * (1 + erf(x * 0.70710678f)); }

/// All by one erf.
inline void one_erf(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = gelu_by(vector_erf, x[i]);
}

/// Whole vectors of 16 by one erf, the last n mod 16 elements by libm's: what a result is depends on where it stands.
inline void another_erf_in_the_remainder(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = gelu_by(i < n / 16 * 16 ? vector_erf : libm_erf, x[i]);
}

// ---- binary16 ----

inline void right_f16(const Float16* x, Float16* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double wide = wide_gelu(decode(binary16, x[i].bits));
    y[i] = {static_cast<std::uint16_t>(encode(binary16, wide))};
  }
}

/// Rounds to bfloat16's neighbour of binary16 with 13 bits first.
inline void double_rounding(const Float16* x, Float16* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double wide = round_to({13, -126}, wide_gelu(decode(binary16, x[i].bits)));
    y[i] = {static_cast<std::uint16_t>(encode(binary16, wide))};
  }
}

// ---- the gradient ----

inline double wide_slope(double x) {
  if (x < -40) return -0.0;
  if (x > 40) return 1;
  return 0.5 * std::erfc(-x * M_SQRT1_2) + x * std::exp(-0.5 * x * x) * (M_SQRT1_2 * 0.5 * M_2_SQRTPI);
}

inline double wide_tanh_slope(double x) {
  if (x < -40) return -0.0;
  if (x > 40) return 1;
  const double a = std::sqrt(2 / M_PI);
  const double tanh = std::tanh(a * (x + 0.044715 * x * x * x));
  return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * a * (1 + 3 * 0.044715 * x * x);
}

inline void right_gradient(const float* x, const float* dy, float* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = dy[i] * static_cast<float>(wide_slope(static_cast<double>(x[i])));
}

/// The gradient of the tanh form.
inline void gradient_of_another(const float* x, const float* dy, float* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = dy[i] * static_cast<float>(wide_tanh_slope(static_cast<double>(x[i])));
}

/// dx = g'(x), whatever dy.
inline void ignores_dy(const float* x, const float*, float* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = static_cast<float>(wide_slope(static_cast<double>(x[i])));
}

// ---- ingredients, as the C library has them ----

inline void libm_erf(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::erf(x[i]);
}

inline void libm_erfc(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::erfc(x[i]);
}

inline void libm_tanh(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::tanh(x[i]);
}

inline void libm_exp(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::exp(x[i]);
}

/// Overflows where exp(-x) does, and so is 0 in the far tail.
inline void libm_sigmoid(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = 1 / (1 + std::exp(-x[i]));
}

inline void libm_ndtr(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = static_cast<float>(0.5 * std::erfc(-static_cast<double>(x[i]) * M_SQRT1_2));
  }
}

/// exp that stops at the largest number instead of overflowing.
inline void clamped_exp(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::min(std::exp(x[i]), std::numeric_limits<float>::max());
}

/// exp that overflows a little too early.
inline void early_exp(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 88 ? std::numeric_limits<float>::infinity() : std::exp(x[i]);
}

/// erfc that rises for a while.
inline void rising_erfc(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::erfc(x[i] > 1 && x[i] < 1.125f ? 2 - x[i] : x[i]);
}

// ---- descriptors ----

template <class S, void (*f)(const S*, S*, std::size_t)>
void call(const void* x, const void*, void* y, std::size_t n) {
  f(static_cast<const S*>(x), static_cast<S*>(y), n);
}

template <void (*f)(const float*, const float*, float*, std::size_t)>
void call_backward(const void* x, const void* dy, void* dx, std::size_t n) {
  f(static_cast<const float*>(x), static_cast<const float*>(dy), static_cast<float*>(dx), n);
}

inline Kernel describe(const std::string& variant, Formula formula, Function* function, Claim claim,
                       DType dtype = DType::f32, Direction direction = Direction::forward) {
  Kernel k;
  k.method = "planted";
  k.variant = variant;
  k.dtype = dtype;
  k.direction = direction;
  k.id = kernel_id(k.method, k.variant, dtype, direction, Path::scalar);
  k.formula = formula;
  k.function = function;
  k.claim = claim;
  return k;
}

/// A ReLU kernel that claims to be exact.
template <void (*f)(const float*, float*, std::size_t)>
Kernel relu_kernel(const std::string& variant) {
  return describe(variant, Formula::relu, &call<float, f>, {.max_ulp = 0, .max_abs = 0});
}

/// A GELU kernel that claims to be as good as erf/double.
template <void (*f)(const float*, float*, std::size_t)>
Kernel gelu_kernel(const std::string& variant) {
  return describe(variant, Formula::gelu, &call<float, f>, {.max_ulp = 0.500000011, .max_abs = 2.38419e-7});
}

template <void (*f)(const float*, const float*, float*, std::size_t)>
Kernel backward_kernel(const std::string& variant) {
  return describe(variant, Formula::gelu, &call_backward<f>, {.max_abs = 1e-7}, DType::f32, Direction::backward);
}

/// A kernel of an ingredient that claims no bound of its errors.
template <void (*f)(const float*, float*, std::size_t)>
Kernel ingredient_kernel(const std::string& variant, Formula formula) {
  return describe(variant, formula, &call<float, f>, {});
}

template <void (*f)(const Float16*, Float16*, std::size_t)>
Kernel f16_kernel(const std::string& variant) {
  return describe(variant, Formula::gelu, &call<Float16, f>, {.max_ulp = 0.5}, DType::f16);
}

}  // namespace gelubench::planted
