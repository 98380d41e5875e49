// GELU by Boost.Math's erf, evaluated in the data type.
//
//   gelu(x) = x/2 * (1 + erf(x / sqrt(2)))
//
// The policy keeps Boost from promoting to a wider type and from throwing on NaN.

#include <boost/math/special_functions/erf.hpp>

#include "kernels/drivers/scalar.hpp"

namespace gelubench {
namespace {

namespace policies = boost::math::policies;
using Policy =
    policies::policy<policies::promote_float<false>, policies::promote_double<false>,
                     policies::domain_error<policies::ignore_error>, policies::overflow_error<policies::ignore_error>>;

struct Implementation {
  template <class T>
  static T forward(T x) {
    constexpr T inv_sqrt2 = T(0x1.6a09e667f3bcdp-1);
    return T(0.5) * x * (T(1) + boost::math::erf(x * inv_sqrt2, Policy()));
  }
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "erf",
     .variant = "boost",
     .formula = Formula::gelu,
     .library = {"Boost", "1.74.0"},
     .provenance = "Boost.Math erf in the form of Hendrycks & Gimpel 2016",
     .claims = {{DType::f32,
                 Direction::forward,
                 {.max_ulp = 104.388, .ulp_from = -3, .max_abs = 4.47401e-07, .special_values = false}},
                {DType::f64,
                 Direction::forward,
                 {.max_ulp = 127.184, .ulp_from = -3, .max_abs = 1.19624e-15, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 1.34069, .ulp_from = -4.18, .max_abs = 0.000976292, .special_values = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 0.500001, .ulp_from = -3, .max_abs = 0.00776872, .special_values = false}}}});

}  // namespace
}  // namespace gelubench
