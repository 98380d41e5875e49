// GELU by its tanh form in 16-bit arithmetic: every operation is rounded to binary16 or bfloat16.
//
//   gelu_tanh(x) = x/2 * (1 + tanh(u)),  u = sqrt(2/pi) (x + 0.044715 x^3)
//   gelu_tanh'(x) = (1 + tanh(u)) / 2 + (sqrt(2/pi)/2 x + 3/2 0.044715 sqrt(2/pi) x^3) (1 - tanh(u)^2)
//
// x^3 = (x x) x, as most code has it, is infinite in binary16 for |x| > 40.3125. tanh is then +-1 and the value right,
// but the gradient, in the form with its constants multiplied out, is infinity times zero: NaN. tanh/libm in the same
// types computes in binary32 and rounds once. The arithmetic is emulated: the time is not that of hardware.

#include "kernels/drivers/arithmetic16.hpp"

namespace gelubench {
namespace {

constexpr double sqrt_2_over_pi = 0x1.9884533d43651p-1;
constexpr double cubic = 0.044715;

struct Implementation {
  template <class T>
  static T forward(T x) {
    return T(0.5) * x * (T(1) + tanh(argument(x, x * x * x)));
  }
  template <class T>
  static T gradient(T x) {
    const T cube = x * x * x;
    const T t = tanh(argument(x, cube));
    const T factor = T(0.5 * sqrt_2_over_pi) * x + T(1.5 * cubic * sqrt_2_over_pi) * cube;
    return T(0.5) * (T(1) + t) + factor * (T(1) - t * t);
  }

 private:
  template <class T>
  static T argument(T x, T cube) {
    return T(sqrt_2_over_pi) * (x + T(cubic) * cube);
  }
};

const Registered registered = kernels_in_16_bits<Implementation>(
    {.method = "tanh",
     .variant = "in_16_bits",
     .formula = Formula::gelu_tanh,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2; every operation rounded to the type",
     .claims = {{DType::f16,
                 Direction::forward,
                 {.max_ulp = 135.43, .ulp_from = -3, .max_abs = 0.00201314, .special_values = false}},
                {DType::f16, Direction::backward, {.max_abs = 0.00211552, .special_values = false, .finite = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 145.62, .ulp_from = -3, .max_abs = 0.00930183, .special_values = false}},
                {DType::bf16, Direction::backward, {.max_abs = 0.0132676, .special_values = false, .finite = false}}}});

}  // namespace
}  // namespace gelubench
