// GELU by a rational approximation of erf in binary16 arithmetic: an emulation of XNNPACK's f16-vgelu, rational-6-4.
//
//   gelu(x) = x/2 (1 + c P(c^2) / Q(c^2)),  c = x clamped to +-3.5
//
// Every operation is rounded to binary16, fused multiply-adds once, as Arm's and AVX-512's 16-bit instructions do. The
// quotient is erf(x / sqrt(2)), of degrees 5 and 4. At the clamp it is 1: every x below -3.5 gives -0. The arithmetic
// is emulated: the time is not that of hardware.

#include "kernels/drivers/arithmetic16.hpp"

namespace gelubench {
namespace {

struct Implementation {
  template <class T>
  static T forward(T x) {
    const T limit(3.5);
    const T below_limit = x < limit ? x : limit;
    const T c = -limit < below_limit ? below_limit : -limit;
    const T s = c * c;
    const T p = c * fma(s, fma(s, T(4.5998394489e-03), T(1.5397867560e-01)), T(7.9763203859e-01));
    const T q = fma(s, fma(s, T(4.2862996459e-02), T(3.5756936669e-01)), T(1));
    return x * T(0.5) * (p / q + T(1));
  }
};

constexpr TypedFunction function{DType::f16, Direction::forward, &map_rounded_forward<Implementation, Float16>};

const Registered registered(
    {.method = "erf",
     .variant = "rational_6_4",
     .formula = Formula::gelu,
     .provenance = "emulation of XNNPACK 2025, f16-vgelu rational-6-4 (coefficients)",
     .claims = {{DType::f16,
                 Direction::forward,
                 {.max_ulp = 3.83746, .ulp_from = -1, .max_abs = 0.00322799, .special_values = false}}}},
    {{Path::scalar, {&function, 1}}});

}  // namespace
}  // namespace gelubench
