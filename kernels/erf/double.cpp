// GELU in binary64, rounded once to the data type: of binary32, as good as correctly rounded for all but a handful of
// inputs.
//
//   gelu(x) = x/2 * erfc(-x / sqrt(2))
//   gelu'(x) = erfc(-x / sqrt(2)) / 2 + x exp(-x^2 / 2) / sqrt(2 pi)
//
// Rounding x / sqrt(2) to binary64 costs x^2 2^-53 relative, 2^-45 at the last input that does not underflow. Below -40
// the result is -0; stopping there keeps -inf out of the product.

#include <cmath>

#include "kernels/drivers/scalar.hpp"

namespace gelubench {
namespace {

struct Implementation {
  template <class T>
  static T forward(T x) {
    const double wide = bounded(x);
    return static_cast<T>(0.5 * wide * std::erfc(-wide * inv_sqrt2));
  }
  template <class T>
  static T gradient(T x) {
    const double wide = bounded(x);
    if (wide > one_from) return T(1);
    if (wide < zero_below) return T(-0.0);
    return static_cast<T>(0.5 * std::erfc(-wide * inv_sqrt2) + wide * std::exp(-0.5 * wide * wide) * inv_sqrt_2pi);
  }

 private:
  static constexpr double inv_sqrt2 = 0x1.6a09e667f3bcdp-1;
  static constexpr double inv_sqrt_2pi = 0x1.9884533d43651p-2;
  static constexpr double zero_below = -39;  // |gelu'(-39)| is 2^-1093
  static constexpr double one_from = 40;     // 1 - gelu'(40) is 2^-1150
  static constexpr double least = -40;       // gelu(-40) underflows to -0
  static double bounded(double x) { return x < least ? least : x; }
};

const Registered registered = scalar_kernels<Implementation>(
    {.method = "erf",
     .variant = "double",
     .formula = Formula::gelu,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2, libm erfc",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0.500000011, .max_abs = 2.38419e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 0.576844, .max_abs = 5.96047e-08}},
                {DType::f64, Direction::forward, {.max_ulp = 69.3568, .ulp_from = -6, .max_abs = 9.2928e-16}},
                {DType::f64, Direction::backward, {.max_ulp = 3.98043, .ulp_from = -0.5, .max_abs = 3.51529e-16}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 0.49998, .max_abs = 0.000488248}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499922, .max_abs = 0.00390564}}}});

}  // namespace
}  // namespace gelubench
