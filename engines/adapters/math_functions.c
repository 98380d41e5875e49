/* The functions that GELUs are made of, as this machine's C library has them: loops over erff, erfcf, tanhf, expf and
 * the logistic function that people write with expf. Each is a function of the simplest form,
 *
 *   void f(const float *x, float *y, size_t n)
 *
 *   cc -O2 -fPIC -shared -ffp-contract=off -o libmath_functions.so engines/adapters/math_functions.c -lm
 *   run_suite accuracy --plugin ./libmath_functions.so:math_erff --as erf/glibc/f32/forward --formula erf
 *
 * docs/decisions/0006-outside-proof.md has what comes of it, beside published figures. With -DWITH_SLEEF and -lsleef,
 * and with -DWITH_LIBMVEC and -lmvec, there are those of these libraries too, on AVX2 (build with -mavx2).
 */

#include <math.h>
#include <stddef.h>

#define LOOP(name, expression)                        \
  void name(const float *in, float *out, size_t n);   \
  void name(const float *in, float *out, size_t n) {  \
    for (size_t i = 0; i < n; ++i) {                  \
      const float x = in[i];                          \
      out[i] = (expression);                          \
    }                                                 \
  }

LOOP(math_erff, erff(x))
LOOP(math_erfcf, erfcf(x))
LOOP(math_tanhf, tanhf(x))
LOOP(math_expf, expf(x))
LOOP(math_sigmoidf, 1 / (1 + expf(-x)))

#if defined(WITH_SLEEF) || defined(WITH_LIBMVEC)
#include <immintrin.h>
#include <string.h>

/* Whole vectors of some lanes, the last one padded with zeros. */
#define VECTORS(name, lanes, load, store, function)                  \
  void name(const float *in, float *out, size_t n);                  \
  void name(const float *in, float *out, size_t n) {                 \
    for (size_t i = 0; i < n; i += lanes) {                          \
      const size_t some = n - i < lanes ? n - i : lanes;             \
      float part[lanes] = {0};                                       \
      memcpy(part, in + i, some * sizeof(float));                    \
      store(part, function(load(part)));                             \
      memcpy(out + i, part, some * sizeof(float));                   \
    }                                                                \
  }
#define AVX2(name, function) VECTORS(name, 8, _mm256_loadu_ps, _mm256_storeu_ps, function)
#define SSE(name, function) VECTORS(name, 4, _mm_loadu_ps, _mm_storeu_ps, function)
#endif

#ifdef WITH_SLEEF
#include <sleef.h>
AVX2(sleef_erff, Sleef_erff8_u10avx2)
AVX2(sleef_erfcf, Sleef_erfcf8_u15avx2)
AVX2(sleef_tanhf, Sleef_tanhf8_u10avx2)
AVX2(sleef_expf, Sleef_expf8_u10avx2)
SSE(sleef_sse4_erff, Sleef_erff4_u10sse4) /* without fused multiply-add */
#endif

#ifdef WITH_LIBMVEC
__m256 _ZGVdN8v_erff(__m256);
__m256 _ZGVdN8v_erfcf(__m256);
__m256 _ZGVdN8v_tanhf(__m256);
__m256 _ZGVdN8v_expf(__m256);
AVX2(libmvec_erff, _ZGVdN8v_erff)
AVX2(libmvec_erfcf, _ZGVdN8v_erfcf)
AVX2(libmvec_tanhf, _ZGVdN8v_tanhf)
AVX2(libmvec_expf, _ZGVdN8v_expf)
#endif
