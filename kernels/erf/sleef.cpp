// GELU by the vectorised error functions of SLEEF.
//
//   sleef      gelu(x) = x/2 * erfc(-x / sqrt(2))        Sleef_erfc*_u15
//   sleef_erf  gelu(x) = x/2 * (1 + erf(x / sqrt(2)))    Sleef_erf*_u10
//
// SLEEF promises 1.5 and 1 ULP for the functions; rounding x / sqrt(2), and the sum, cost more. A peer.

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/sleef.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

#ifdef GELUBENCH_HAVE_SLEEF

// Declared here: sleef.h declares what the whole file is compiled for, which is none of these targets.
HWY_BEFORE_NAMESPACE();
extern "C" {
#if HWY_TARGET == HWY_AVX3
__m512 Sleef_erff16_u10avx512f(__m512);
__m512d Sleef_erfd8_u10avx512f(__m512d);
__m512 Sleef_erfcf16_u15avx512f(__m512);
__m512d Sleef_erfcd8_u15avx512f(__m512d);
#elif HWY_TARGET == HWY_AVX2
__m256 Sleef_erff8_u10avx2(__m256);
__m256d Sleef_erfd4_u10avx2(__m256d);
__m256 Sleef_erfcf8_u15avx2(__m256);
__m256d Sleef_erfcd4_u15avx2(__m256d);
#elif HWY_TARGET == HWY_SSE4
__m128 Sleef_erff4_u10sse4(__m128);
__m128d Sleef_erfd2_u10sse4(__m128d);
__m128 Sleef_erfcf4_u15sse4(__m128);
__m128d Sleef_erfcd2_u15sse4(__m128d);
#elif HWY_TARGET == HWY_NEON
float32x4_t Sleef_erff4_u10advsimd(float32x4_t);
float64x2_t Sleef_erfd2_u10advsimd(float64x2_t);
float32x4_t Sleef_erfcf4_u15advsimd(float32x4_t);
float64x2_t Sleef_erfcd2_u15advsimd(float64x2_t);
#endif
}
namespace gelubench::HWY_NAMESPACE {
namespace {

#if HWY_TARGET != HWY_SCALAR
#if HWY_TARGET == HWY_AVX3
__m512 erf(__m512 x) { return Sleef_erff16_u10avx512f(x); }
__m512d erf(__m512d x) { return Sleef_erfd8_u10avx512f(x); }
__m512 erfc(__m512 x) { return Sleef_erfcf16_u15avx512f(x); }
__m512d erfc(__m512d x) { return Sleef_erfcd8_u15avx512f(x); }
#elif HWY_TARGET == HWY_AVX2
__m256 erf(__m256 x) { return Sleef_erff8_u10avx2(x); }
__m256d erf(__m256d x) { return Sleef_erfd4_u10avx2(x); }
__m256 erfc(__m256 x) { return Sleef_erfcf8_u15avx2(x); }
__m256d erfc(__m256d x) { return Sleef_erfcd4_u15avx2(x); }
#elif HWY_TARGET == HWY_SSE4
__m128 erf(__m128 x) { return Sleef_erff4_u10sse4(x); }
__m128d erf(__m128d x) { return Sleef_erfd2_u10sse4(x); }
__m128 erfc(__m128 x) { return Sleef_erfcf4_u15sse4(x); }
__m128d erfc(__m128d x) { return Sleef_erfcd2_u15sse4(x); }
#else
float32x4_t erf(float32x4_t x) { return Sleef_erff4_u10advsimd(x); }
float64x2_t erf(float64x2_t x) { return Sleef_erfd2_u10advsimd(x); }
float32x4_t erfc(float32x4_t x) { return Sleef_erfcf4_u15advsimd(x); }
float64x2_t erfc(float64x2_t x) { return Sleef_erfcd2_u15advsimd(x); }
#endif

constexpr double inv_sqrt2 = 0x1.6a09e667f3bcdp-1;

template <class T>
struct SleefErfc {
  template <class D, class V>
  static V apply(D d, V x) {
    return hn::Mul(hn::Mul(constant(d, 0.5), x), V{erfc(hn::Mul(x, constant(d, -inv_sqrt2)).raw)});
  }
};

template <class T>
struct SleefErf {
  template <class D, class V>
  static V apply(D d, V x) {
    const V sum = hn::Add(constant(d, 1), V{erf(hn::Mul(x, constant(d, inv_sqrt2)).raw)});
    return hn::Mul(hn::Mul(constant(d, 0.5), x), sum);
  }
};

constexpr auto by_erfc = simd_functions<SleefErfc>();
constexpr auto by_erf = simd_functions<SleefErf>();
#endif

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered erfc_form(
    {.method = "erf",
     .variant = "sleef",
     .formula = Formula::gelu,
     .library = {"SLEEF", "3.5.1"},
     .provenance = "Hendrycks & Gimpel 2016, section 2, SLEEF erfc (1.5 ULP)",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 3.84041e-7, .special_values = false}},
                {DType::f64, Direction::forward, {.max_abs = 9.29280e-16, .special_values = false}},
                {DType::f16, Direction::forward, {.max_abs = 9.76292e-4, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.76872e-3, .special_values = false}}}},
    GELUBENCH_SIMD_PATHS(by_erfc));
const Registered erf_form(
    {.method = "erf",
     .variant = "sleef_erf",
     .formula = Formula::gelu,
     .library = {"SLEEF", "3.5.1"},
     .provenance = "Hendrycks & Gimpel 2016, section 2, SLEEF erf (1 ULP)",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 4.47401e-7, .special_values = false}},
                {DType::f64, Direction::forward, {.max_abs = 1.07957e-15, .special_values = false}},
                {DType::f16, Direction::forward, {.max_abs = 9.76292e-4, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.76872e-3, .special_values = false}}}},
    GELUBENCH_SIMD_PATHS(by_erf));

}  // namespace
}  // namespace gelubench
#endif

#elif HWY_ONCE
namespace gelubench {
namespace {
const MissingPeer missing({"erf/sleef", "libsleef-dev"});
}  // namespace
}  // namespace gelubench
#endif  // GELUBENCH_HAVE_SLEEF
