// GELU by its tanh form, the way most people first write it.
//
//   gelu_tanh(x) = x/2 * (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
//
// 1 + tanh cancels for x < -1, and -inf gives NaN (-inf * 0).

#include <cmath>

#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

float gelu(float x) {
  constexpr float sqrt_2_over_pi = 0x1.988454p-1f;
  return 0.5f * x * (1.0f + std::tanh(sqrt_2_over_pi * (x + 0.044715f * x * x * x)));
}

const Registered registered =
    scalar_kernel<gelu>({.method = "tanh",
                         .variant = "libm",
                         .formula = Formula::gelu_tanh,
                         .claim = {.max_ulp = 205.755, .ulp_from = -3, .max_abs = 4.33197e-07, .special_values = false},
                         .provenance = "Hendrycks & Gimpel 2016, section 2"});

}  // namespace
}  // namespace gelubench
