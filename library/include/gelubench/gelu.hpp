// gelu.h over std::span. Spans of unequal size are an error: std::invalid_argument.

#pragma once

#include <gelubench/gelu.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace gelubench {

namespace detail {

inline std::size_t common_size(std::size_t x, std::size_t y) {
  if (x != y) throw std::invalid_argument("gelubench: spans of unequal size");
  return x;
}

}  // namespace detail

/// y = gelu(x) below 0.91 ULP.
inline void gelu(std::span<const float> x, std::span<float> y) {
  gelubench_gelu_f32(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// y = gelu(x) below 1.34 ULP.
inline void gelu(std::span<const double> x, std::span<double> y) {
  gelubench_gelu_f64(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// y = gelu(x) correctly rounded.
inline void gelu_exact(std::span<const float> x, std::span<float> y) {
  gelubench_gelu_exact_f32(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// dx = dy gelu'(x).
inline void gelu_backward(std::span<const float> x, std::span<const float> dy, std::span<float> dx) {
  const std::size_t n = detail::common_size(x.size(), dy.size());
  gelubench_gelu_backward_f32(x.data(), dy.data(), dx.data(), detail::common_size(n, dx.size()));
}

/// dx = dy gelu'(x).
inline void gelu_backward(std::span<const double> x, std::span<const double> dy, std::span<double> dx) {
  const std::size_t n = detail::common_size(x.size(), dy.size());
  gelubench_gelu_backward_f64(x.data(), dy.data(), dx.data(), detail::common_size(n, dx.size()));
}

/// y = gelu_tanh(x).
inline void gelu_tanh(std::span<const float> x, std::span<float> y) {
  gelubench_gelu_tanh_f32(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// y = gelu_sigmoid(x), "QuickGELU".
inline void gelu_sigmoid(std::span<const float> x, std::span<float> y) {
  gelubench_gelu_sigmoid_f32(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// Of binary16 numbers, given as bits; correctly rounded.
inline void gelu_f16(std::span<const std::uint16_t> x, std::span<std::uint16_t> y) {
  gelubench_gelu_f16(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// Of bfloat16 numbers, given as bits; correctly rounded.
inline void gelu_bf16(std::span<const std::uint16_t> x, std::span<std::uint16_t> y) {
  gelubench_gelu_bf16(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// y = silu(x) below 0.77 ULP.
inline void silu(std::span<const float> x, std::span<float> y) {
  gelubench_silu_f32(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

/// dx = dy silu'(x).
inline void silu_backward(std::span<const float> x, std::span<const float> dy, std::span<float> dx) {
  const std::size_t n = detail::common_size(x.size(), dy.size());
  gelubench_silu_backward_f32(x.data(), dy.data(), dx.data(), detail::common_size(n, dx.size()));
}

/// y = u gelu(x).
inline void geglu(std::span<const float> x, std::span<const float> u, std::span<float> y) {
  const std::size_t n = detail::common_size(x.size(), u.size());
  gelubench_geglu_f32(x.data(), u.data(), y.data(), detail::common_size(n, y.size()));
}

/// y = u silu(x).
inline void swiglu(std::span<const float> x, std::span<const float> u, std::span<float> y) {
  const std::size_t n = detail::common_size(x.size(), u.size());
  gelubench_swiglu_f32(x.data(), u.data(), y.data(), detail::common_size(n, y.size()));
}

/// y = max(x, 0).
inline void relu(std::span<const float> x, std::span<float> y) {
  gelubench_relu_f32(x.data(), y.data(), detail::common_size(x.size(), y.size()));
}

}  // namespace gelubench
