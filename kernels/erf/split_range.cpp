// GELU by erf on two ranges, both evaluated and one taken: the algorithm of ONNX Runtime's MLAS.
//
//   erf(z) = z + z A(z^2) for |z| < 0.921875,  1 - exp(-(|z| + |z| B(|z|))) with the sign of z from there to 4, then
//   +-1 gelu(x) = x/2 (1 + erf(x / sqrt(2)))
//
// Juffa's scheme of 2018 with the coefficients of Arm's Optimized Routines (erff: 1.1 ULP). 1 + erf cancels for x < -1.
//
// The engine itself is measured by its adapter. This row answers what of that is the algorithm: on every path, in three
// types, in the loop that all kernels here share, without the engine's calls and copies.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/split_range.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct SplitRangeErf {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    const V z = hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1));
    const V a = hn::Abs(z);
    const V s = hn::Mul(z, z);
    V near = constant(d, -0x1.3a1a82p-11);
    for (const double c : {0x1.47348p-08, -0x1.b68bd2p-06, 0x1.ce1a46p-04, -0x1.8126e0p-02, 0x1.06eba6p-03}) {
      near = hn::MulAdd(near, s, constant(d, c));
    }
    near = hn::MulAdd(near, z, z);
    const V limit = constant(d, 4);
    const V t = hn::IfThenElse(hn::Gt(a, limit), limit, a);
    V far = constant(d, 0x1.222900p-16);
    for (const double c :
         {-0x1.91d2ccp-12, 0x1.fd1336p-9, -0x1.8d6300p-6, 0x1.b55cb0p-4, 0x1.450aa0p-1, 0x1.079d0cp-3}) {
      far = hn::MulAdd(far, t, constant(d, c));
    }
    far = hn::MulAdd(far, t, t);
    far = hn::CopySign(hn::Sub(constant(d, 1), exp_nonpositive(d, hn::Neg(far))), z);
    const V erf = hn::IfThenElse(hn::Lt(a, constant(d, 0.921875)), near, far);
    return hn::Mul(hn::Mul(constant(d, 0.5), x), hn::Add(constant(d, 1), erf));
  }
};

constexpr auto functions = simd_functions<SplitRangeErf>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "split_range",
     .formula = Formula::gelu,
     .provenance = "algorithm of ONNX Runtime (MLAS) without the engine: Juffa 2018; coefficients of Arm Optimized "
                   "Routines, erff",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 4.47306e-7, .special_values = false}},
                {DType::f16, Direction::forward, {.max_abs = 9.76292e-4, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.76872e-3, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
