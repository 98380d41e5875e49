#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(__GNUC__)
#error "this header needs GCC or clang"
#endif
#if defined(__FAST_MATH__)
#error "this header needs to be compiled without -ffast-math: results would be wrong"
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#define GB_X86 1
#elif defined(__aarch64__)
#include <arm_neon.h>
#define GB_NEON 1
#endif

/* a, computed here as it stands: not contracted with what follows. */
#ifndef gb_keep
#if defined(GB_X86)
#define gb_keep(a) __asm__("" : "+v"(a))
#elif defined(GB_NEON)
#define gb_keep(a) __asm__("" : "+w"(a))
#endif
#endif
#if defined(GB_X86)
#define gb_keep_float(a) __asm__("" : "+x"(a))
#elif defined(GB_NEON)
#define gb_keep_float(a) __asm__("" : "+w"(a))
#else
#define gb_keep_float(a) __asm__("" : "+m"(a))
#endif
static inline double gb_product(double a, double b) {
  double product = a * b;
  gb_keep_float(product);
  return product;
}

#define gb_table __attribute__((aligned(64), unused))
#define GB_JOIN(a, b) GB_JOIN_(a, b)
#define GB_JOIN_(a, b) a##b

/* The same array, or nothing in common. */
static inline int gb_may_alias(const void *a, const void *b, size_t bytes) {
  const uintptr_t first = (uintptr_t)a, second = (uintptr_t)b;
  return first == second || first + bytes <= second || second + bytes <= first;
}
#if defined(GB_X86)
/* 2 where there is AVX-512, 1 where AVX2 and FMA. */
static inline int gb_path(void) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
             ? 2
             : 1;
}
#endif
