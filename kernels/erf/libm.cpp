// GELU by its erf form, the way most people first write it.
//
//   gelu(x) = x/2 * (1 + erf(x / sqrt(2)))
//
// 1 + erf cancels for x < -1: fine near zero, total loss in the tail, NaN at -inf (-inf * 0). Kept as the baseline
// everybody knows.

#include <cmath>

#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

float gelu(float x) {
  constexpr float inv_sqrt2 = 0x1.6a09e6p-1f;
  return 0.5f * x * (1.0f + std::erf(x * inv_sqrt2));
}

const Registered registered =
    scalar_kernel<gelu>({.method = "erf",
                         .variant = "libm",
                         .formula = Formula::gelu,
                         .claim = {.max_ulp = 102.555, .ulp_from = -3, .max_abs = 4.47401e-07, .special_values = false},
                         .provenance = "Hendrycks & Gimpel 2016, section 2"});

}  // namespace
}  // namespace gelubench
