// GELU by its erf form, the way most people first write it.
//
//   gelu(x) = x/2 * (1 + erf(x / sqrt(2)))
//   gelu'(x) = (1 + erf(x / sqrt(2))) / 2 + x exp(-x^2 / 2) / sqrt(2 pi)
//
// 1 + erf cancels for x < -1: fine near zero, total loss in the tail, NaN at -inf (-inf * 0). Kept as the baseline
// everybody knows.

#include <cmath>

#include "kernels/drivers/scalar.hpp"

namespace gelubench {
namespace {

template <class T>
constexpr T inv_sqrt2 = T(0x1.6a09e667f3bcdp-1);
template <class T>
constexpr T inv_sqrt_2pi = T(0x1.9884533d43651p-2);

struct Implementation {
  template <class T>
  static T forward(T x) {
    return T(0.5) * x * (T(1) + std::erf(x * inv_sqrt2<T>));
  }
  template <class T>
  static T gradient(T x) {
    return T(0.5) * (T(1) + std::erf(x * inv_sqrt2<T>)) + x * std::exp(T(-0.5) * x * x) * inv_sqrt_2pi<T>;
  }
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "erf",
     .variant = "libm",
     .formula = Formula::gelu,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2",
     .claims = {
         {DType::f32,
          Direction::forward,
          {.max_ulp = 102.555, .ulp_from = -3, .max_abs = 4.47401e-07, .special_values = false}},
         {DType::f32,
          Direction::backward,
          {.max_ulp = 3.24883, .ulp_from = -0.5, .max_abs = 1.45637e-07, .special_values = false}},
         {DType::f64,
          Direction::forward,
          {.max_ulp = 127.184, .ulp_from = -3, .max_abs = 1.07957e-15, .special_values = false}},
         {DType::f64,
          Direction::backward,
          {.max_ulp = 4.53842, .ulp_from = -0.5, .max_abs = 3.51529e-16, .special_values = false}},
         {DType::f16,
          Direction::forward,
          {.max_ulp = 1.34069, .ulp_from = -4.18, .max_abs = 0.000976292, .special_values = false}},
         {DType::bf16,
          Direction::forward,
          {.max_ulp = 0.500001, .ulp_from = -3, .max_abs = 0.00776872, .special_values = false}},
         {DType::f16, Direction::backward, {.max_ulp = 0.706033, .max_abs = 0.000488248, .special_values = false}},
         {DType::bf16, Direction::backward, {.max_ulp = 7.51946, .max_abs = 0.00390564, .special_values = false}}}});

}  // namespace
}  // namespace gelubench
