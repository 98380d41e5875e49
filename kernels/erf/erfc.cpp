// GELU by the complementary error function.
//
//   gelu(x) = x/2 * erfc(-x / sqrt(2))
//   gelu'(x) = erfc(-x / sqrt(2)) / 2 + x exp(-x^2 / 2) / sqrt(2 pi)
//
// No cancellation. Two rounding errors remain: that of x / sqrt(2), which erfc amplifies by x^2 (about 200 ULP at -13
// in binary32), and NaN at -inf (-inf * 0). What PyTorch moves to (issue 187806, pull request 189234 of 2026, open when
// this was written), forward and in the gradient: its CPU code outside vectors and its CUDA code call such an erfc.

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
    return T(0.5) * x * std::erfc(-x * inv_sqrt2<T>);
  }
  template <class T>
  static T gradient(T x) {
    return T(0.5) * std::erfc(-x * inv_sqrt2<T>) + x * std::exp(T(-0.5) * x * x) * inv_sqrt_2pi<T>;
  }
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "erf",
     .variant = "erfc",
     .formula = Formula::gelu,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2; the form of PyTorch pull request 189234 (2026)",
     .claims = {
         {DType::f32,
          Direction::forward,
          {.max_ulp = 198.813, .ulp_from = -13.15, .max_abs = 3.84041e-07, .special_values = false}},
         {DType::f32,
          Direction::backward,
          {.max_ulp = 3.09597, .ulp_from = -0.5, .max_abs = 1.45637e-07, .special_values = false}},
         {DType::f64,
          Direction::forward,
          {.max_ulp = 69.3568, .ulp_from = -6, .max_abs = 9.2928e-16, .special_values = false}},
         {DType::f64,
          Direction::backward,
          {.max_ulp = 3.98043, .ulp_from = -0.5, .max_abs = 3.51529e-16, .special_values = false}},
         {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292, .special_values = false}},
         {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .max_abs = 0.00776872, .special_values = false}},
         {DType::f16, Direction::backward, {.max_ulp = 0.50008, .max_abs = 0.000488248, .special_values = false}},
         {DType::bf16, Direction::backward, {.max_ulp = 0.499922, .max_abs = 0.00390564, .special_values = false}}}});

}  // namespace
}  // namespace gelubench
