// GELU by its sigmoid form ("QuickGELU"), the way most people first write it.
//
//   gelu_sigmoid(x) = x / (1 + exp(-1.702 x))
//
// exp overflows below x = -52.1 and the quotient is -0 where the exact value is still representable; -inf gives NaN.

#include <cmath>

#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

float gelu(float x) { return x / (1.0f + std::exp(-1.702f * x)); }

const Registered registered = scalar_kernel<gelu>(
    {.method = "sigmoid",
     .variant = "libm",
     .formula = Formula::gelu_sigmoid,
     .claim = {.max_ulp = 21.906, .ulp_from = -14.4f, .max_abs = 5.8145e-07, .special_values = false},
     .provenance = "Hendrycks & Gimpel 2016, section 2"});

}  // namespace
}  // namespace gelubench
