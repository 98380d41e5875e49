// GELU by the complementary error function.
//
//   gelu(x) = x/2 * erfc(-x / sqrt(2))
//
// No cancellation. Two rounding errors remain: that of x / sqrt(2), which erfc amplifies by x^2 (about 200 ULP at -13),
// and NaN at -inf (-inf * 0).

#include <cmath>

#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

float gelu(float x) {
  constexpr float inv_sqrt2 = 0x1.6a09e6p-1f;
  return 0.5f * x * std::erfc(-x * inv_sqrt2);
}

const Registered registered = scalar_kernel<gelu>(
    {.method = "erf",
     .variant = "erfc",
     .formula = Formula::gelu,
     .claim = {.max_ulp = 198.813, .ulp_from = -13.15f, .max_abs = 3.84041e-07, .special_values = false},
     .provenance = "Hendrycks & Gimpel 2016, section 2"});

}  // namespace
}  // namespace gelubench
