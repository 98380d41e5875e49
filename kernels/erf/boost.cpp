// GELU by Boost.Math's erf, evaluated in binary32.
//
//   gelu(x) = x/2 * (1 + erf(x / sqrt(2)))
//
// The policy keeps Boost from promoting to double and from throwing on NaN.

#include <boost/math/special_functions/erf.hpp>

#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

namespace policies = boost::math::policies;
using Policy = policies::policy<policies::promote_float<false>, policies::domain_error<policies::ignore_error>,
                                policies::overflow_error<policies::ignore_error>>;

float gelu(float x) {
  constexpr float inv_sqrt2 = 0x1.6a09e6p-1f;
  return 0.5f * x * (1.0f + boost::math::erf(x * inv_sqrt2, Policy()));
}

const Registered registered =
    scalar_kernel<gelu>({.method = "erf",
                         .variant = "boost",
                         .formula = Formula::gelu,
                         .claim = {.max_ulp = 104.388, .ulp_from = -3, .max_abs = 4.47401e-07, .special_values = false},
                         .provenance = "Boost.Math erf in the form of Hendrycks & Gimpel 2016"});

}  // namespace
}  // namespace gelubench
