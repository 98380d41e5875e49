// GELU by its sigmoid form ("QuickGELU") in 16-bit arithmetic: every operation is rounded to binary16 or bfloat16.
//
//   gelu_sigmoid(x) = x s,  s = 1 / (1 + exp(-1.702 x))
//   gelu_sigmoid'(x) = s (1 + 1.702 x (1 - s))
//
// In binary16 exp is infinite for x < -6.5, where s becomes a zero and the result is lost, and 1.702 x is from
// |x| = 38,496 on, where the gradient is infinity times zero: NaN. sigmoid/libm in the same types computes in binary32
// and rounds once. The arithmetic is emulated: the time is not that of hardware.

#include "kernels/drivers/arithmetic16.hpp"

namespace gelubench {
namespace {

constexpr double steepness = 1.702;

struct Implementation {
  template <class T>
  static T forward(T x) {
    return x * sigmoid(T(steepness) * x);
  }
  template <class T>
  static T gradient(T x) {
    const T v = T(steepness) * x;
    const T s = sigmoid(v);
    return s * (T(1) + v * (T(1) - s));
  }

 private:
  template <class T>
  static T sigmoid(T v) {
    return T(1) / (T(1) + exp(-v));
  }
};

const Registered registered = kernels_in_16_bits<Implementation>(
    {.method = "sigmoid",
     .variant = "in_16_bits",
     .formula = Formula::gelu_sigmoid,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2; every operation rounded to the type",
     .claims = {{DType::f16,
                 Direction::forward,
                 {.max_ulp = 8.75872, .ulp_from = -5.73, .max_abs = 0.00237787, .special_values = false}},
                {DType::f16, Direction::backward, {.max_abs = 0.00358953, .special_values = false, .finite = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 10.6428, .ulp_from = -13.57, .max_abs = 0.0184307, .special_values = false}},
                {DType::bf16, Direction::backward, {.max_abs = 0.0212745, .special_values = false, .finite = false}}}});

}  // namespace
}  // namespace gelubench
