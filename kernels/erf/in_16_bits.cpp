// GELU by its erf form in 16-bit arithmetic: every operation is rounded to binary16 or bfloat16.
//
//   gelu(x) = x/2 * (1 + erf(x / sqrt(2)))
//   gelu'(x) = (1 + erf(x / sqrt(2))) / 2 + x exp(-x^2 / 2) / sqrt(2 pi)
//
// erf/libm in the same types computes in binary32 and rounds once. Here 1 + erf cancels four times as soon, and the
// rounding of x / sqrt(2) is an error of the input. The arithmetic is emulated: the time is not that of hardware.

#include "kernels/drivers/arithmetic16.hpp"

namespace gelubench {
namespace {

constexpr double inv_sqrt2 = 0x1.6a09e667f3bcdp-1;
constexpr double inv_sqrt_2pi = 0x1.9884533d43651p-2;

struct Implementation {
  template <class T>
  static T forward(T x) {
    return T(0.5) * x * (T(1) + erf(x * T(inv_sqrt2)));
  }
  template <class T>
  static T gradient(T x) {
    return T(0.5) * (T(1) + erf(x * T(inv_sqrt2))) + x * exp(T(-0.5) * x * x) * T(inv_sqrt_2pi);
  }
};

const Registered registered = kernels_in_16_bits<Implementation>(
    {.method = "erf",
     .variant = "in_16_bits",
     .formula = Formula::gelu,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2; every operation rounded to the type",
     .claims = {{DType::f16,
                 Direction::forward,
                 {.max_ulp = 97.4539, .ulp_from = -3, .max_abs = 0.00192243, .special_values = false}},
                {DType::f16,
                 Direction::backward,
                 {.max_ulp = 2.60232, .ulp_from = -0.5, .max_abs = 0.00102917, .special_values = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 68.7509, .ulp_from = -3, .max_abs = 0.00836736, .special_values = false}},
                {DType::bf16,
                 Direction::backward,
                 {.max_ulp = 2.13375, .ulp_from = -0.5, .max_abs = 0.00633337, .special_values = false}}}});

}  // namespace
}  // namespace gelubench
