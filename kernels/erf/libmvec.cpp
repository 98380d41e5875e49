// GELU by the vectorised error functions of glibc's libmvec (2.35 and later; 2.40 on aarch64), what a compiler makes of
// erf/erfc and erf/libm with -ffast-math.
//
//   libmvec      gelu(x) = x/2 * erfc(-x / sqrt(2))
//   libmvec_erf  gelu(x) = x/2 * (1 + erf(x / sqrt(2)))
//
// libmvec promises 4 ULP for erfc; rounding x / sqrt(2) costs far more in the tail, and -inf * 0 is NaN. A peer: built
// in where the linker finds the functions.

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/libmvec.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

#ifdef GELUBENCH_HAVE_LIBMVEC

HWY_BEFORE_NAMESPACE();
extern "C" {
#if HWY_TARGET == HWY_AVX3
__m512 _ZGVeN16v_erfcf(__m512);
__m512 _ZGVeN16v_erff(__m512);
__m512d _ZGVeN8v_erfc(__m512d);
__m512d _ZGVeN8v_erf(__m512d);
#elif HWY_TARGET == HWY_AVX2
__m256 _ZGVdN8v_erfcf(__m256);
__m256 _ZGVdN8v_erff(__m256);
__m256d _ZGVdN4v_erfc(__m256d);
__m256d _ZGVdN4v_erf(__m256d);
#elif HWY_TARGET == HWY_SSE4
__m128 _ZGVbN4v_erfcf(__m128);
__m128 _ZGVbN4v_erff(__m128);
__m128d _ZGVbN2v_erfc(__m128d);
__m128d _ZGVbN2v_erf(__m128d);
#elif HWY_TARGET == HWY_NEON
float32x4_t _ZGVnN4v_erfcf(float32x4_t);
float32x4_t _ZGVnN4v_erff(float32x4_t);
float64x2_t _ZGVnN2v_erfc(float64x2_t);
float64x2_t _ZGVnN2v_erf(float64x2_t);
#endif
}
namespace gelubench::HWY_NAMESPACE {
namespace {

#if HWY_TARGET != HWY_SCALAR
#if HWY_TARGET == HWY_AVX3
__m512 erfc(__m512 x) { return _ZGVeN16v_erfcf(x); }
__m512 erf(__m512 x) { return _ZGVeN16v_erff(x); }
__m512d erfc(__m512d x) { return _ZGVeN8v_erfc(x); }
__m512d erf(__m512d x) { return _ZGVeN8v_erf(x); }
#elif HWY_TARGET == HWY_AVX2
__m256 erfc(__m256 x) { return _ZGVdN8v_erfcf(x); }
__m256 erf(__m256 x) { return _ZGVdN8v_erff(x); }
__m256d erfc(__m256d x) { return _ZGVdN4v_erfc(x); }
__m256d erf(__m256d x) { return _ZGVdN4v_erf(x); }
#elif HWY_TARGET == HWY_SSE4
__m128 erfc(__m128 x) { return _ZGVbN4v_erfcf(x); }
__m128 erf(__m128 x) { return _ZGVbN4v_erff(x); }
__m128d erfc(__m128d x) { return _ZGVbN2v_erfc(x); }
__m128d erf(__m128d x) { return _ZGVbN2v_erf(x); }
#else
float32x4_t erfc(float32x4_t x) { return _ZGVnN4v_erfcf(x); }
float32x4_t erf(float32x4_t x) { return _ZGVnN4v_erff(x); }
float64x2_t erfc(float64x2_t x) { return _ZGVnN2v_erfc(x); }
float64x2_t erf(float64x2_t x) { return _ZGVnN2v_erf(x); }
#endif

template <class T>
struct Libmvec {
  template <class D, class V>
  static V apply(D d, V x) {
    const V scaled = hn::Mul(x, constant(d, -0x1.6a09e667f3bcdp-1));
    return hn::Mul(hn::Mul(constant(d, 0.5), x), V{erfc(scaled.raw)});
  }
};

template <class T>
struct LibmvecErf {
  template <class D, class V>
  static V apply(D d, V x) {
    const V sum = hn::Add(constant(d, 1), V{erf(hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1)).raw)});
    return hn::Mul(hn::Mul(constant(d, 0.5), x), sum);
  }
};

constexpr auto functions = simd_functions<Libmvec>();
constexpr auto by_erf = simd_functions<LibmvecErf>();
#endif

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "libmvec",
     .formula = Formula::gelu,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2, glibc libmvec erfc",
     .claims =
         {{DType::f32,
           Direction::forward,
           {.max_ulp = 198.807, .ulp_from = -13.15, .max_abs = 3.84041e-07, .special_values = false}},
          {DType::f64,
           Direction::forward,
           {.max_ulp = 69.3568, .ulp_from = -6, .max_abs = 9.2928e-16, .special_values = false}},
          {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292, .special_values = false}},
          {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .max_abs = 0.00776872, .special_values = false}}}},
    GELUBENCH_SIMD_PATHS(functions));
const Registered erf_form(
    {.method = "erf",
     .variant = "libmvec_erf",
     .formula = Formula::gelu,
     .library = {"glibc", "2.36"},
     .provenance = "Hendrycks & Gimpel 2016, section 2, glibc libmvec erf",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 7.26812e-7, .special_values = false}},
                {DType::f64, Direction::forward, {.max_abs = 1.14433e-15, .special_values = false}},
                {DType::f16, Direction::forward, {.max_abs = 9.76292e-4, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.76872e-3, .special_values = false}}}},
    GELUBENCH_SIMD_PATHS(by_erf));

}  // namespace
}  // namespace gelubench
#endif

#elif HWY_ONCE
namespace gelubench {
namespace {
const MissingPeer missing({"erf/libmvec", "glibc 2.35 or later (2.40 on aarch64)"});
}  // namespace
}  // namespace gelubench
#endif  // GELUBENCH_HAVE_LIBMVEC
