// Implementations that exist only as scalar code: a function of one number becomes kernels of every data type.
//
// The implementation is a struct with
//
//   template <class T> static T forward(T x);               T is float or double
//   template <class T> static T gradient(T x);              optional: g'(x)
//   static constexpr bool only_f32_inside = true;           optional: no binary64 kernels
//
// 16-bit types go through float.

#pragma once

#include <array>
#include <cstddef>

#include "kernels/drivers/convert.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

template <class Implementation>
inline constexpr bool has_gradient = requires {
  Implementation::template gradient<float>(1.0f);
};
template <class Implementation>
inline constexpr bool has_f64 = !requires {
  Implementation::only_f32_inside;
};

template <class Implementation, class T>
void map_scalar_forward(const void* x_, const void*, void* y_, std::size_t n) {
  const T* x = static_cast<const T*>(x_);
  T* y = static_cast<T*>(y_);
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (dtype_of<T> == DType::f16)
      y[i] = to_float16(Implementation::template forward<float>(to_float(x[i])));
    else if constexpr (dtype_of<T> == DType::bf16)
      y[i] = to_bfloat16(Implementation::template forward<float>(to_float(x[i])));
    else
      y[i] = Implementation::template forward<T>(x[i]);
  }
}

template <class Implementation, class T>
void map_scalar_backward(const void* x_, const void* dy_, void* dx_, std::size_t n) {
  const T* x = static_cast<const T*>(x_);
  const T* dy = static_cast<const T*>(dy_);
  T* dx = static_cast<T*>(dx_);
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (dtype_of<T> == DType::f16)
      dx[i] = to_float16(to_float(dy[i]) * Implementation::template gradient<float>(to_float(x[i])));
    else if constexpr (dtype_of<T> == DType::bf16)
      dx[i] = to_bfloat16(to_float(dy[i]) * Implementation::template gradient<float>(to_float(x[i])));
    else
      dx[i] = dy[i] * Implementation::template gradient<T>(x[i]);
  }
}

template <class Implementation>
constexpr auto scalar_functions() {
  constexpr std::size_t forwards = has_f64<Implementation> ? 4 : 3;
  constexpr std::size_t backwards = has_gradient<Implementation> ? forwards : 0;
  std::array<TypedFunction, forwards + backwards> list{};
  std::size_t i = 0;
  list[i++] = {DType::f32, Direction::forward, &map_scalar_forward<Implementation, float>};
  list[i++] = {DType::f16, Direction::forward, &map_scalar_forward<Implementation, Float16>};
  list[i++] = {DType::bf16, Direction::forward, &map_scalar_forward<Implementation, BFloat16>};
  if constexpr (has_f64<Implementation>) {
    list[i++] = {DType::f64, Direction::forward, &map_scalar_forward<Implementation, double>};
  }
  if constexpr (has_gradient<Implementation>) {
    list[i++] = {DType::f32, Direction::backward, &map_scalar_backward<Implementation, float>};
    list[i++] = {DType::f16, Direction::backward, &map_scalar_backward<Implementation, Float16>};
    list[i++] = {DType::bf16, Direction::backward, &map_scalar_backward<Implementation, BFloat16>};
    if constexpr (has_f64<Implementation>) {
      list[i++] = {DType::f64, Direction::backward, &map_scalar_backward<Implementation, double>};
    }
  }
  return list;
}

/// Registers the kernels of an implementation; for a namespace-scope constant.
template <class Implementation>
Registered scalar_kernels(const Description& description) {
  static constexpr auto functions = scalar_functions<Implementation>();
  return Registered(description, {{Path::scalar, functions}});
}

}  // namespace gelubench
