// GELU by its tanh form, the way most people first write it.
//
//   gelu_tanh(x) = x/2 * (1 + tanh(u)),  u = sqrt(2/pi) (x + 0.044715 x^3)
//   gelu_tanh'(x) = (1 + tanh(u)) / 2 + x/2 (1 - tanh(u)^2) u'
//
// 1 + tanh cancels for x < -1, and -inf gives NaN (-inf * 0).

#include <cmath>

#include "kernels/drivers/scalar.hpp"

namespace gelubench {
namespace {

struct Implementation {
  template <class T>
  static T forward(T x) {
    return T(0.5) * x * (T(1) + std::tanh(sqrt_2_over_pi<T> * (x + T(0.044715) * x * x * x)));
  }
  template <class T>
  static T gradient(T x) {
    const T tanh = std::tanh(sqrt_2_over_pi<T> * (x + T(0.044715) * x * x * x));
    const T slope = sqrt_2_over_pi<T> * (T(1) + T(3 * 0.044715) * x * x);
    return T(0.5) * (T(1) + tanh) + T(0.5) * x * (T(1) - tanh * tanh) * slope;
  }

 private:
  template <class T>
  static constexpr T sqrt_2_over_pi = T(0x1.9884533d43651p-1);
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "tanh",
     .variant = "libm",
     .formula = Formula::gelu_tanh,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2",
     .claims = {
         {DType::f32,
          Direction::forward,
          {.max_ulp = 205.755, .ulp_from = -3, .max_abs = 4.33197e-07, .special_values = false}},
         {DType::f32, Direction::backward, {.max_abs = 5.60044e-07, .special_values = false, .finite = false}},
         {DType::f64,
          Direction::forward,
          {.max_ulp = 234.438, .ulp_from = -3, .max_abs = 1.09558e-15, .special_values = false}},
         {DType::f64, Direction::backward, {.max_abs = 3.13604e-15, .special_values = false, .finite = false}},
         {DType::f16,
          Direction::forward,
          {.max_ulp = 1.2746, .ulp_from = -4.18, .max_abs = 0.000973455, .special_values = false}},
         {DType::bf16,
          Direction::forward,
          {.max_ulp = 0.500626, .ulp_from = -3, .max_abs = 0.00775482, .special_values = false}},
         {DType::f16,
          Direction::backward,
          {.max_ulp = 2.78391, .ulp_from = -4.18, .max_abs = 0.000488069, .special_values = false}},
         {DType::bf16, Direction::backward, {.max_abs = 0.00390306, .special_values = false, .finite = false}}}});

}  // namespace
}  // namespace gelubench
