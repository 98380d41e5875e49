// SiLU (swish), the way most people first write it.
//
//   silu(x) = x / (1 + exp(-x))
//   silu'(x) = s + x s (1 - s),  s = 1 / (1 + exp(-x))
//
// exp overflows below x = -88.7 (binary32) and the quotient is -0 where the exact value is still representable; -inf
// gives NaN, and so does the derivative at both infinities. Near +17 s rounds to 1, and x s (1 - s) is lost.

#include <cmath>

#include "kernels/drivers/scalar.hpp"

namespace gelubench {
namespace {

struct Implementation {
  template <class T>
  static T forward(T x) {
    return x / (T(1) + std::exp(-x));
  }
  template <class T>
  static T gradient(T x) {
    const T s = T(1) / (T(1) + std::exp(-x));
    return s + x * s * (T(1) - s);
  }
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "silu",
     .variant = "libm",
     .formula = Formula::silu,
     .library = {"glibc", "2.36"},
     .provenance = "Elfwing, Uchibe & Doya 2017; Ramachandran, Zoph & Le 2017 (swish)",
     .claims = {{DType::f32,
                 Direction::forward,
                 {.max_ulp = 1.99901, .ulp_from = -14.4, .max_abs = 5.92428e-07, .special_values = false}},
                {DType::f32,
                 Direction::backward,
                 {.max_ulp = 8.18223, .ulp_from = -0.5, .max_abs = 4.93712e-07, .special_values = false}},
                {DType::f64,
                 Direction::forward,
                 {.max_ulp = 2.61443, .ulp_from = -38.59, .max_abs = 1.24402e-15, .special_values = false}},
                {DType::f64,
                 Direction::backward,
                 {.max_ulp = 22.6584, .ulp_from = -0.5, .max_abs = 1.0178e-15, .special_values = false}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500001, .max_abs = 0.0019469, .special_values = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 0.5, .ulp_from = -13.57, .max_abs = 0.0156245, .special_values = false}},
                {DType::f16, Direction::backward, {.max_ulp = 0.5002, .max_abs = 0.000487977, .special_values = false}},
                {DType::bf16,
                 Direction::backward,
                 {.max_ulp = 0.500009, .ulp_from = -13.57, .max_abs = 0.00388916, .special_values = false}}}});

}  // namespace
}  // namespace gelubench
