/* GELU, SiLU and ReLU for CPUs, forward, backward and gated: plain C over plain pointers.
 *
 * Every function takes n elements; any n (0 with null pointers too), any alignment to elements. y may be x itself (dx may
 * be x or dy, y of gated functions x or u); other overlap is not allowed and is asserted in debug builds. Results do not depend on position in the
 * array, on alignment, on what is computed beside an element or on the thread. All functions are thread-safe and never
 * fail. NaN gives NaN; gelu(-inf) = -0, gelu(+inf) = +inf, gelu(+-0) = +-0, silu alike. The code path is chosen for the running CPU
 * at the first call: see gelubench_path().
 *
 * The bounds of float, binary16 and bfloat16 hold for every input there is: each is the result of comparing all 2^32 (or
 * 2^16) of them with MPFR, on every path. A ULP of a result is counted as in docs/decisions/0002-ulp.md; a correctly rounded result is at most 0.5.
 *
 * They hold for rounding to nearest. In another rounding mode nothing crashes and no number becomes NaN: results of float
 * are within 16 ULP of those bounds' results, those of double within 1e-14, relative to the result or to 1 where it is
 * less: their tails are not exact. Where subnormal numbers are flushed to zero, results of the exact and the gated
 * functions that are subnormal become zeros, and other functions give the bits they always give, of float.
 *
 * binary16 and bfloat16 numbers are passed as their bits in uint16_t. Each GELU and SiLU function of theirs looks results up
 * in a table of 128 KiB, 256 KiB for what is multiplied, that its first call makes in about a millisecond.
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

/* Below 0.82 ULP, also around the zero at x = -0.7518; with AVX-512, whose method is another, below 0.92 ULP. */
GELUBENCH_API void gelubench_gelu_backward_f32(const float* x, const float* dy, float* dx, size_t n);
/* Below 1.2 ULP, also around the zero, as far as a guided search found: its largest error is 1.09. */
GELUBENCH_API void gelubench_gelu_backward_f64(const double* x, const double* dy, double* dx, size_t n);
/* Correctly rounded. */
GELUBENCH_API void gelubench_gelu_backward_f16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);
GELUBENCH_API void gelubench_gelu_backward_bf16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);

/* y = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), the tanh form: forward below 1.1 ULP of it, its
 * gradient below 0.77 ULP. */
GELUBENCH_API void gelubench_gelu_tanh_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_gelu_tanh_backward_f32(const float* x, const float* dy, float* dx, size_t n);

/* y = x / (1 + exp(-1.702 x)), the sigmoid form, "QuickGELU": forward below 0.81 ULP of it, its gradient
 * below 0.78 ULP. */
GELUBENCH_API void gelubench_gelu_sigmoid_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_gelu_sigmoid_backward_f32(const float* x, const float* dy, float* dx, size_t n);

/* y = x / (1 + exp(-x)), SiLU or swish, and dx = dy times its derivative. */

/* Below 0.87 ULP, and 0.76 ULP, also around the zero of the derivative at x = -1.2785. */
GELUBENCH_API void gelubench_silu_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_silu_backward_f32(const float* x, const float* dy, float* dx, size_t n);
/* Below 1.2 ULP, as far as a guided search found: its largest errors are 1.05 and 1.10. */
GELUBENCH_API void gelubench_silu_f64(const double* x, double* y, size_t n);
GELUBENCH_API void gelubench_silu_backward_f64(const double* x, const double* dy, double* dx, size_t n);
/* Correctly rounded. */
GELUBENCH_API void gelubench_silu_f16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_silu_bf16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_silu_backward_f16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);
GELUBENCH_API void gelubench_silu_backward_bf16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);

/* y = u g(x), gated linear units (Shazeer 2020) without their matrices: one pass over memory instead of two. For u = 1
 * the errors are those of g. For any other u, where g(x) and u g(x) are normal numbers, they are those of g and a
 * rounding, in ULP at most 0.5 and twice those of g: largest found 1.3 ULP; the 16-bit types round once. Zero
 * times infinity is NaN. */

/* g = relu. */
GELUBENCH_API void gelubench_reglu_f32(const float* x, const float* u, float* y, size_t n);
GELUBENCH_API void gelubench_reglu_f64(const double* x, const double* u, double* y, size_t n);
GELUBENCH_API void gelubench_reglu_f16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_reglu_bf16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
/* g = gelu. */
GELUBENCH_API void gelubench_geglu_f32(const float* x, const float* u, float* y, size_t n);
GELUBENCH_API void gelubench_geglu_f16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_geglu_bf16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
/* g = the tanh form of gelu. */
GELUBENCH_API void gelubench_geglu_tanh_f32(const float* x, const float* u, float* y, size_t n);
GELUBENCH_API void gelubench_geglu_tanh_f16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_geglu_tanh_bf16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
/* g = silu. */
GELUBENCH_API void gelubench_swiglu_f32(const float* x, const float* u, float* y, size_t n);
GELUBENCH_API void gelubench_swiglu_f16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_swiglu_bf16(const uint16_t* x, const uint16_t* u, uint16_t* y, size_t n);

/* y = x > 0 ? x : 0, dx = x > 0 ? dy : 0: exact. */
GELUBENCH_API void gelubench_relu_f32(const float* x, float* y, size_t n);
GELUBENCH_API void gelubench_relu_f64(const double* x, double* y, size_t n);
GELUBENCH_API void gelubench_relu_f16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_relu_bf16(const uint16_t* x, uint16_t* y, size_t n);
GELUBENCH_API void gelubench_relu_backward_f32(const float* x, const float* dy, float* dx, size_t n);
GELUBENCH_API void gelubench_relu_backward_f64(const double* x, const double* dy, double* dx, size_t n);
GELUBENCH_API void gelubench_relu_backward_f16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);
GELUBENCH_API void gelubench_relu_backward_bf16(const uint16_t* x, const uint16_t* dy, uint16_t* dx, size_t n);

/* The path taken on this CPU: "avx512", "avx2", "sse4", "neon" or "scalar". */
GELUBENCH_API const char* gelubench_path(void);

/* The version of this library, such as "1.0.0". */
GELUBENCH_API const char* gelubench_version(void);

#ifdef __cplusplus
}
#endif

#endif /* GELUBENCH_GELU_H */
