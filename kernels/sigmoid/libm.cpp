// GELU by its sigmoid form ("QuickGELU"), the way most people first write it.
//
//   gelu_sigmoid(x) = x s,  s = 1 / (1 + exp(-1.702 x))
//   gelu_sigmoid'(x) = s + 1.702 x s (1 - s)
//
// exp overflows below x = -52.1 (binary32) and the quotient is -0 where the exact value is still representable; -inf
// gives NaN.

#include <cmath>

#include "kernels/drivers/scalar.hpp"

namespace gelubench {
namespace {

struct Implementation {
  template <class T>
  static T forward(T x) {
    return x / (T(1) + std::exp(T(-1.702) * x));
  }
  template <class T>
  static T gradient(T x) {
    const T s = T(1) / (T(1) + std::exp(T(-1.702) * x));
    return s + T(1.702) * x * s * (T(1) - s);
  }
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "sigmoid",
     .variant = "libm",
     .formula = Formula::gelu_sigmoid,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2",
     .claims = {
         {DType::f32,
          Direction::forward,
          {.max_ulp = 21.906, .ulp_from = -14.4, .max_abs = 5.8145e-07, .special_values = false}},
         {DType::f32, Direction::backward, {.max_abs = 7.34622e-07, .special_values = false, .finite = false}},
         {DType::f64,
          Direction::forward,
          {.max_ulp = 91.3077, .ulp_from = -38.59, .max_abs = 1.34972e-15, .special_values = false}},
         {DType::f64, Direction::backward, {.max_abs = 1.73696e-15, .special_values = false, .finite = false}},
         {DType::f16, Direction::forward, {.max_ulp = 0.500148, .max_abs = 0.00194927, .special_values = false}},
         {DType::bf16,
          Direction::forward,
          {.max_ulp = 0.500228, .ulp_from = -13.57, .max_abs = 0.0077368, .special_values = false}},
         {DType::f16, Direction::backward, {.max_ulp = 0.600483, .max_abs = 0.000488386, .special_values = false}},
         {DType::bf16, Direction::backward, {.max_abs = 0.00390489, .special_values = false, .finite = false}}}});

}  // namespace
}  // namespace gelubench
