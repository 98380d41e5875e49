/* GELU and ReLU for CPUs, forward and backward: plain C over plain pointers.
 *
 * Every function takes n elements; any n (0 with null pointers too), any alignment to elements. y may be x itself (dx may
 * be x or dy); other overlap is not allowed and is asserted in debug builds. Results do not depend on position in the
 * array, on alignment, on what is computed beside an element or on the thread. All functions are thread-safe and never
 * fail. NaN gives NaN; gelu(-inf) = -0, gelu(+inf) = +inf, gelu(+-0) = +-0. The code path is chosen for the running CPU
 * at the first call: see gelubench_path().
 *
 * The bounds of float, binary16 and bfloat16 hold for every input there is: each is the result of comparing all 2^32 (or
 * 2^16) of them with MPFR, on every path. A ULP of a result is counted as in docs/decisions/0002-ulp.md; a correctly rounded result is at most 0.5.
 *
 * binary16 and bfloat16 numbers are passed as their bits in uint16_t. Each GELU function of theirs looks results up in a
 * table of 128 KiB, 256 KiB for gradients, that its first call makes in about a millisecond.
 */
#ifndef GELUBENCH_GELU_H
#define GELUBENCH_GELU_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define GELUBENCH_API __attribute__((visibility("default")))
#else
#define GELUBENCH_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* y = x Phi(x), Phi the standard normal distribution function. */

/* Below 0.91 ULP, subnormal results included. */
GELUBENCH_API void gelubench_gelu_f32(const float* x, float* y, size_t n);
/* Below 1.34 ULP, as far as a guided search found: its largest error is 1.33. */
GELUBENCH_API void gelubench_gelu_f64(const double* x, double* y, size_t n);
/* Correctly rounded: the same bits on every CPU. */
GELUBENCH_API void gelubench_gelu_exact_f32(const float* x, float* y, size_t n);
/* Correctly rounded. */
GELUBENCH_API void gelubench_gelu_f16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_gelu_bf16(const uint16_t* x, uint16_t* y, size_t n);

/* dx = dy (Phi(x) + x phi(x)); bounds are those of the factor, for dy = 1. */

/* Below 1.64 ULP, also around the zero at x = -0.7518. */
GELUBENCH_API void gelubench_gelu_backward_f32(const float* x, const float* dy, float* dx, size_t n);
/* Below 2.5e-16 absolute; below 2 ULP but next to the zero, there below 7.8: a quarter above what a guided search found. */
GELUBENCH_API void gelubench_gelu_backward_f64(const double* x, const double* dy, double* dx, size_t n);
/* Correctly rounded. */
GELUBENCH_API void gelubench_gelu_backward_f16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);
GELUBENCH_API void gelubench_gelu_backward_bf16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);

/* y = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), the tanh form: forward below 1.1 ULP of it, its
 * gradient below 6.1e-8 absolute, and below 1.03 ULP but for x in [-1, -0.5], around the zero. */
GELUBENCH_API void gelubench_gelu_tanh_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_gelu_tanh_backward_f32(const float* x, const float* dy, float* dx, size_t n);

/* y = x / (1 + exp(-1.702 x)), the sigmoid form, "QuickGELU": forward below 1.23 ULP of it, its gradient
 * below 6.1e-8 absolute, and below 0.82 ULP but for x in [-1, -0.5], around the zero. */
GELUBENCH_API void gelubench_gelu_sigmoid_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_gelu_sigmoid_backward_f32(const float* x, const float* dy, float* dx, size_t n);

/* y = x > 0 ? x : 0, dx = x > 0 ? dy : 0: exact. */
GELUBENCH_API void gelubench_relu_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_relu_f64(const double* x, double* y, size_t n);
GELUBENCH_API void gelubench_relu_f16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_relu_bf16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_relu_backward_f32(const float* x, const float* dy, float* dx, size_t n);
GELUBENCH_API void gelubench_relu_backward_f64(const double* x, const double* dy, double* dx, size_t n);
GELUBENCH_API void gelubench_relu_backward_f16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);
GELUBENCH_API void gelubench_relu_backward_bf16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);

/* The path taken on this CPU: "avx512", "avx2", "sse4" or "scalar". */
GELUBENCH_API const char* gelubench_path(void);

/* The version of this library, "0.1.0". */
GELUBENCH_API const char* gelubench_version(void);

#ifdef __cplusplus
}
#endif

#endif /* GELUBENCH_GELU_H */
