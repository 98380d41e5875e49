// The driver shared by all SIMD kernel files: loops, handles remainders and names the paths.
//
// A kernel file includes this after hwy/foreach_target.h and is compiled once per target, the scalar one included
// (Highway's HWY_SCALAR: plain C++ on one element, no fused multiply-add). The arithmetic is a struct with
//
//   template <class D, class V> V apply(D d, V x) const;   (static where it needs no table)
//
// and is the same for whole vectors and remainders, so a result cannot depend on the lane or on n.

#if defined(GELUBENCH_KERNELS_SIMD_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_SIMD_INL_HPP
#undef GELUBENCH_KERNELS_SIMD_INL_HPP
#else
#define GELUBENCH_KERNELS_SIMD_INL_HPP
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

#include "kernels/kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// y[i] = Arithmetic().apply(x[i]) for i < n; x == y is allowed.
template <class Arithmetic>
void map(const float* x, float* y, std::size_t n) {
  const hn::ScalableTag<float> d;
  const Arithmetic arithmetic;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    const auto x0 = hn::LoadU(d, x + i);
    const auto x1 = hn::LoadU(d, x + i + lanes);
    hn::StoreU(arithmetic.apply(d, x0), d, y + i);
    hn::StoreU(arithmetic.apply(d, x1), d, y + i + lanes);
  }
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(arithmetic.apply(d, hn::LoadU(d, x + i)), d, y + i);
  }
  if (i < n) {
    HWY_ALIGN float rest[HWY_MAX_BYTES / sizeof(float)] = {};
    std::copy(x + i, x + n, rest);
    hn::Store(arithmetic.apply(d, hn::Load(d, rest)), d, rest);
    std::copy(rest, rest + (n - i), y + i);
  }
}

/// x where x >= low or x is NaN, otherwise low. Keeps -inf out of products with zero.
template <class D, class V>
V clamp_below(D d, V x, float low) {
  const V bound = hn::Set(d, low);
  return hn::IfThenElse(hn::Lt(x, bound), bound, x);
}

/// x in [low, high], low for NaN: safe to compute a table index from.
template <class D, class V>
V clamp_for_index(D d, V x, float low, float high) {
  const V at_least = hn::IfThenElse(hn::Gt(x, hn::Set(d, low)), x, hn::Set(d, low));
  return hn::Min(at_least, hn::Set(d, high));
}

/// max(x, 0), with -0 for x < 0: adding a negative correction to it keeps the sign of results that round to zero.
/// The -0 is what is left of x without its magnitude: clang 14 folds a constant into a max that turns +0 into -0.
template <class D, class V>
V negative_to_minus_zero(D d, V x) {
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::And(x, hn::SignBit(d)), x);
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target

#ifndef GELUBENCH_PATHS
#if HWY_TARGETS & HWY_SSE4
#define GELUBENCH_PATH_SSE4(FUNCTION) {Path::sse4, &N_SSE4::FUNCTION},
#else
#define GELUBENCH_PATH_SSE4(FUNCTION)
#endif
#if HWY_TARGETS & HWY_AVX2
#define GELUBENCH_PATH_AVX2(FUNCTION) {Path::avx2, &N_AVX2::FUNCTION},
#else
#define GELUBENCH_PATH_AVX2(FUNCTION)
#endif
#if HWY_TARGETS & HWY_AVX3
#define GELUBENCH_PATH_AVX512(FUNCTION) {Path::avx512, &N_AVX3::FUNCTION},
#else
#define GELUBENCH_PATH_AVX512(FUNCTION)
#endif

/// The initializer list of a Registered for a function compiled for every target.
#define GELUBENCH_PATHS(FUNCTION)                                                                   \
  {                                                                                                 \
    {Path::scalar, &N_SCALAR::FUNCTION},                                                            \
        GELUBENCH_PATH_SSE4(FUNCTION) GELUBENCH_PATH_AVX2(FUNCTION) GELUBENCH_PATH_AVX512(FUNCTION) \
  }
#endif
