/* GELU for CPUs in one file of C99 (and C++17 on), of gelubench @version@, MIT licence; made by
 *   @command@
@functions@
 *
 * Any n; any alignment to elements; y may be x, or the other array; no other overlap. NaN gives NaN, gelu(-inf) = -0,
 * gelu(+-0) = +-0. Bounds hold for every float there is: all have been compared with MPFR, on every path, and the bits
 * are those of libgelubench. They depend on nothing but the element and the path.
 *
 * The path is chosen when a function is called: AVX-512, AVX2 with FMA, or scalar code; on aarch64 it is NEON. Every
 * path has a function of its own, ..._avx2 for instance. To fix one for all: #define GELUBENCH_PATH avx2.
 *
 * Include it where it is used; all is static. Compile by GCC or clang with any -O, -march and -ffp-contract, but not
 * with -ffast-math, which this file refuses: it reorders sums that lose what makes results right.
 *
 * Methods and errors: kernels/ of gelubench.
 */
#ifndef @guard@
#define @guard@

