// GELU's tanh form by the vectorised hyperbolic tangent of SLEEF.
//
//   gelu_tanh(x) = x/2 * (1 + tanh(u)),  u = sqrt(2/pi) (x + 0.044715 x^3)
//
// 1 + tanh cancels below -1. A peer.

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/sleef.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

#ifdef GELUBENCH_HAVE_SLEEF

HWY_BEFORE_NAMESPACE();
extern "C" {
#if HWY_TARGET == HWY_AVX3
__m512 Sleef_tanhf16_u10avx512f(__m512);
__m512d Sleef_tanhd8_u10avx512f(__m512d);
#elif HWY_TARGET == HWY_AVX2
__m256 Sleef_tanhf8_u10avx2(__m256);
__m256d Sleef_tanhd4_u10avx2(__m256d);
#elif HWY_TARGET == HWY_SSE4
__m128 Sleef_tanhf4_u10sse4(__m128);
__m128d Sleef_tanhd2_u10sse4(__m128d);
#elif HWY_TARGET == HWY_NEON
float32x4_t Sleef_tanhf4_u10advsimd(float32x4_t);
float64x2_t Sleef_tanhd2_u10advsimd(float64x2_t);
#endif
}
namespace gelubench::HWY_NAMESPACE {
namespace {

#if HWY_TARGET != HWY_SCALAR
#if HWY_TARGET == HWY_AVX3
__m512 tanh(__m512 x) { return Sleef_tanhf16_u10avx512f(x); }
__m512d tanh(__m512d x) { return Sleef_tanhd8_u10avx512f(x); }
#elif HWY_TARGET == HWY_AVX2
__m256 tanh(__m256 x) { return Sleef_tanhf8_u10avx2(x); }
__m256d tanh(__m256d x) { return Sleef_tanhd4_u10avx2(x); }
#elif HWY_TARGET == HWY_SSE4
__m128 tanh(__m128 x) { return Sleef_tanhf4_u10sse4(x); }
__m128d tanh(__m128d x) { return Sleef_tanhd2_u10sse4(x); }
#else
float32x4_t tanh(float32x4_t x) { return Sleef_tanhf4_u10advsimd(x); }
float64x2_t tanh(float64x2_t x) { return Sleef_tanhd2_u10advsimd(x); }
#endif

template <class T>
struct TanhForm {
  template <class D, class V>
  static V apply(D d, V x) {
    const V cube = hn::Mul(hn::Mul(x, x), x);
    const V u = hn::Mul(constant(d, 0x1.9884533d43651p-1), hn::MulAdd(constant(d, 0.044715), cube, x));
    return hn::Mul(hn::Mul(constant(d, 0.5), x), hn::Add(constant(d, 1), V{tanh(u.raw)}));
  }
};

constexpr auto functions = simd_functions<TanhForm>();
#endif

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "tanh",
     .variant = "sleef",
     .formula = Formula::gelu_tanh,
     .library = {"SLEEF", "3.5.1"},
     .provenance = "Hendrycks & Gimpel 2016, section 2, SLEEF tanh (1 ULP)",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 4.71629e-7, .special_values = false}},
                {DType::f64, Direction::forward, {.max_abs = 1.23281e-15, .special_values = false}},
                {DType::f16, Direction::forward, {.max_abs = 9.73455e-4, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.75482e-3, .special_values = false}}}},
    GELUBENCH_SIMD_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif

#elif HWY_ONCE
namespace gelubench {
namespace {
const MissingPeer missing({"tanh/sleef", "libsleef-dev"});
}  // namespace
}  // namespace gelubench
#endif  // GELUBENCH_HAVE_SLEEF
