// The drivers shared by all SIMD kernel files: they loop, handle remainders, convert 16-bit types and name the kernels.
//
// A kernel file includes this after hwy/foreach_target.h and is compiled once per target, the scalar one included
// (Highway's HWY_SCALAR: plain C++ on one element, no fused multiply-add). The arithmetic is a class template over the
// type it computes in, float or double, with
//
//   template <class D, class V> V apply(D d, V x) const;   (static where it needs no table)
//   static constexpr bool only_f32_inside = true;          (optional: no binary64 kernels)
//
// and is the same for whole vectors and remainders, so a result cannot depend on the lane or on n. 16-bit types go
// through float.

#if defined(GELUBENCH_KERNELS_DRIVERS_SIMD_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_SIMD_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_SIMD_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_SIMD_INL_HPP
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/drivers/convert-inl.hpp"
#include "kernels/drivers/convert.hpp"
#include "kernels/kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// The type that elements of type S are computed in.
template <class S>
struct ComputedIn {
  using type = float;
};
template <>
struct ComputedIn<double> {
  using type = double;
};

/// Floats in a buffer for one vector, of this target or of any that is not of SVE, whose vectors are of 256 bytes at
/// most.
inline constexpr std::size_t widest = (HWY_TARGET == HWY_SVE ? 256 : 64) / sizeof(float);

/// Independent vectors. Not an array: compilers keep members in registers more readily.
template <class V, int n>
struct Group {
  V first;
  Group<V, n - 1> rest;
};
template <class V>
struct Group<V, 1> {
  V first;
};

/// f of the first, of the second ... vectors of its arguments. Written step by step with this, independent vectors are
/// computed in turns.
template <class F, class V, int n, class... More>
HWY_INLINE auto each(const F& f, const Group<V, n>& group, const More&... more) {
  using R = decltype(f(group.first, more.first...));
  if constexpr (n == 1) {
    return Group<R, 1>{f(group.first, more.first...)};
  } else {
    const R first = f(group.first, more.first...);
    return Group<R, n>{first, each(f, group.rest, more.rest...)};
  }
}

template <class D, class S, class V = hn::Vec<D>, int n>
HWY_INLINE void store_group(const Group<V, n>& group, D d, S* to) {
  store(group.first, d, to);
  if constexpr (n > 1) store_group(group.rest, d, to + hn::Lanes(d));
}

template <int n, class D, class S>
HWY_INLINE Group<hn::Vec<D>, n> load_group(D d, const S* from) {
  if constexpr (n == 1)
    return {load(d, from)};
  else
    return {load(d, from), load_group<n - 1>(d, from + hn::Lanes(d))};
}

/// y[i] = Arithmetic().apply(x[i]) for i < n; x == y is allowed.
template <template <class> class Arithmetic, class S>
void map_forward(const void* x_, const void*, void* y_, std::size_t n) {
  using T = typename ComputedIn<S>::type;
  const S* x = static_cast<const S*>(x_);
  S* y = static_cast<S*>(y_);
  const hn::ScalableTag<T> d;
  const Arithmetic<T> arithmetic;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    const auto x0 = load(d, x + i);
    const auto x1 = load(d, x + i + lanes);
    store(arithmetic.apply(d, x0), d, y + i);
    store(arithmetic.apply(d, x1), d, y + i + lanes);
  }
  for (; i + lanes <= n; i += lanes) store(arithmetic.apply(d, load(d, x + i)), d, y + i);
  if (i < n) {
    S rest[widest] = {};
    std::copy(x + i, x + n, rest);
    store(arithmetic.apply(d, load(d, rest)), d, rest);
    std::copy(rest, rest + (n - i), y + i);
  }
}

/// dx[i] = dy[i] Gradient().apply(x[i]) for i < n; dx may be x or dy.
template <template <class> class Gradient, class S>
void map_backward(const void* x_, const void* dy_, void* dx_, std::size_t n) {
  using T = typename ComputedIn<S>::type;
  const S* x = static_cast<const S*>(x_);
  const S* dy = static_cast<const S*>(dy_);
  S* dx = static_cast<S*>(dx_);
  const hn::ScalableTag<T> d;
  const Gradient<T> gradient;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    store(hn::Mul(load(d, dy + i), gradient.apply(d, load(d, x + i))), d, dx + i);
  }
  if (i < n) {
    S rest_x[widest] = {};
    S rest_dy[widest] = {};
    std::copy(x + i, x + n, rest_x);
    std::copy(dy + i, dy + n, rest_dy);
    store(hn::Mul(load(d, rest_dy), gradient.apply(d, load(d, rest_x))), d, rest_x);
    std::copy(rest_x, rest_x + (n - i), dx + i);
  }
}

/// y[i] = u[i] Arithmetic().apply(x[i]) for i < n; y may be x or u.
template <template <class> class Arithmetic, class S>
inline constexpr Function* map_gated = &map_backward<Arithmetic, S>;

/// A function of floats on a 16-bit type, a part of the arrays after the other: rounded once where it is. y may be x or
/// dy, which may be null.
template <Function* function, class S>
void map_through_float(const void* x_, const void* dy_, void* y_, std::size_t n) {
  constexpr std::size_t part = 256;
  float x[part] = {};
  float dy[part];
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto widen = [&](const void* from_, std::size_t first, std::size_t count, float* to) HWY_ATTR {
    const S* from = static_cast<const S*>(from_) + first;
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) store(load(d, from + i), d, to + i);
    for (; i < count; ++i) to[i] = to_float(from[i]);
  };
  for (std::size_t first = 0; first < n; first += part) {
    const std::size_t count = std::min(part, n - first);
    widen(x_, first, count, x);
    if (dy_ != nullptr) widen(dy_, first, count, dy);
    function(x, dy, x, count);
    S* to = static_cast<S*>(y_) + first;
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) store(load(d, x + i), d, to + i);
    if (i < count) {
      S rest[widest] = {};
      store(load(d, x + i), d, rest);
      std::copy(rest, rest + (count - i), to + i);
    }
  }
}

/// Vectors that drivers look at together before they choose a loop.
inline constexpr std::size_t block_vectors = 16;

/// Block::run(d, x, dy, y, vectors) for n elements in blocks of whole vectors; what remains is copied to one with zeros
/// behind. dy is null unless `backward`; y may be x or dy.
template <class Block, bool backward, class S>
void map_blocks(const void* x_, const void* dy_, void* y_, std::size_t n) {
  const S* x = static_cast<const S*>(x_);
  const S* dy = static_cast<const S*>(dy_);
  S* y = static_cast<S*>(y_);
  const hn::ScalableTag<typename ComputedIn<S>::type> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  while (n - i >= lanes) {
    const std::size_t vectors = std::min(block_vectors, (n - i) / lanes);
    Block::run(d, x + i, backward ? dy + i : nullptr, y + i, vectors);
    i += vectors * lanes;
  }
  if (i < n) {
    S rest_x[widest] = {};
    S rest_dy[widest] = {};
    std::copy(x + i, x + n, rest_x);
    if constexpr (backward) std::copy(dy + i, dy + n, rest_dy);
    Block::run(d, rest_x, rest_dy, rest_x, 1);
    std::copy(rest_x, rest_x + (n - i), y + i);
  }
}

/// Stands for the gradient of implementations that have none.
template <class T>
struct NoGradient {
  static constexpr bool missing = true;
};

/// The functions of an implementation on this target: forward, and backward where it has a gradient, for every data
/// type.
template <template <class> class Arithmetic, template <class> class Gradient = NoGradient>
constexpr auto simd_functions() {
  constexpr bool f64 = !requires { Arithmetic<float>::only_f32_inside; };
  constexpr bool backward = !requires { Gradient<float>::missing; };
  std::array<TypedFunction, (f64 ? 4 : 3) * (backward ? 2 : 1)> list{};
  std::size_t i = 0;
  list[i++] = {DType::f32, Direction::forward, &map_forward<Arithmetic, float>};
  list[i++] = {DType::f16, Direction::forward, &map_forward<Arithmetic, Float16>};
  list[i++] = {DType::bf16, Direction::forward, &map_forward<Arithmetic, BFloat16>};
  if constexpr (f64) list[i++] = {DType::f64, Direction::forward, &map_forward<Arithmetic, double>};
  if constexpr (backward) {
    list[i++] = {DType::f32, Direction::backward, &map_backward<Gradient, float>};
    list[i++] = {DType::f16, Direction::backward, &map_backward<Gradient, Float16>};
    list[i++] = {DType::bf16, Direction::backward, &map_backward<Gradient, BFloat16>};
    if constexpr (f64) list[i++] = {DType::f64, Direction::backward, &map_backward<Gradient, double>};
  }
  return list;
}

/// All lanes the given number, rounded to the lane type.
template <class D>
hn::Vec<D> constant(D d, double value) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(value));
}

/// f(d64, v...) of vectors of float computed in vectors of double and rounded to float.
template <class D, class F, class... V>
hn::Vec<D> in_double(D d, const F& f, V... v) {
#if HWY_TARGET == HWY_SCALAR
  const hn::Rebind<double, D> d64;
  return hn::Set(d, static_cast<float>(f(d64, hn::PromoteTo(d64, v)...).raw));  // DemoteTo makes infinities finite
#else
  const hn::Repartition<double, D> d64;
  const hn::Half<D> half;
  const auto lower = f(d64, hn::PromoteTo(d64, hn::LowerHalf(half, v))...);
  const auto upper = f(d64, hn::PromoteTo(d64, hn::UpperHalf(half, v))...);
  return hn::Combine(d, hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
#endif
}

/// A mask as bits, the first element's lowest.
template <class D, class M>
HWY_INLINE std::uint32_t bits_of_mask([[maybe_unused]] D d, M mask) {
#if HWY_TARGET == HWY_AVX3
  return mask.raw;
#else
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  return bytes[0];
#endif
}

/// What the product a * b rounds away.
template <class D, class V>
V product_low([[maybe_unused]] D d, V a, V b, V product) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE4
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    // Halves of 26 bits, whose products are exact (Dekker 1971).
    const auto upper_half = [d](V v) HWY_ATTR {
      const V shifted = hn::Mul(v, hn::Set(d, 0x1p27 + 1));
      return hn::Sub(shifted, hn::Sub(shifted, v));
    };
    const V a_high = upper_half(a), b_high = upper_half(b);
    const V a_low = hn::Sub(a, a_high), b_low = hn::Sub(b, b_high);
    const V rest = hn::Add(hn::Sub(hn::Mul(a_high, b_high), product), hn::Mul(a_high, b_low));
    return hn::Add(hn::Add(rest, hn::Mul(a_low, b_high)), hn::Mul(a_low, b_low));
  } else {
    return in_double(
        d, [](auto, auto f, auto g, auto h) { return hn::Sub(hn::Mul(f, g), h); }, a, b, product);
  }
#else
  return hn::MulSub(a, b, product);
#endif
}

/// a * b + c of floats as if rounded once, also where the target has no such instruction: there it is computed in
/// double, which rounds twice and differs from once for one in 2^28.
template <class D, class V>
V fused_mul_add([[maybe_unused]] D d, V a, V b, V c) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE4
  return in_double(
      d, [](auto, auto f, auto g, auto h) { return hn::Add(hn::Mul(f, g), h); }, a, b, c);
#else
  return hn::MulAdd(a, b, c);
#endif
}

/// The larger, or the smaller, of two; the second where one is NaN, which is what x86 vector instructions give, and no
/// others.
template <class D, class V>
HWY_INLINE V larger_or_second([[maybe_unused]] D d, V a, V b) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_NEON || HWY_TARGET == HWY_SVE
  return hn::IfThenElse(hn::Gt(a, b), a, b);
#else
  return hn::Max(a, b);
#endif
}
template <class D, class V>
HWY_INLINE V smaller_or_second([[maybe_unused]] D d, V a, V b) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_NEON || HWY_TARGET == HWY_SVE
  return hn::IfThenElse(hn::Lt(a, b), a, b);
#else
  return hn::Min(a, b);
#endif
}

/// x where x >= low or x is NaN, otherwise low. Keeps -inf out of products with zero.
template <class D, class V>
HWY_INLINE V clamp_below(D d, V x, double low) {
  return larger_or_second(d, constant(d, low), x);
}

/// x where x <= high or x is NaN, otherwise high.
template <class D, class V>
HWY_INLINE V clamp_above(D d, V x, double high) {
  return smaller_or_second(d, constant(d, high), x);
}

/// x in [low, high], low for NaN: safe to compute a table index from.
template <class D, class V>
HWY_INLINE V clamp_for_index(D d, V x, double low, double high) {
  return hn::Min(larger_or_second(d, x, constant(d, low)), constant(d, high));
}

/// max(x, 0), with -0 for x < 0: adding a negative correction to it keeps the sign of results that round to zero.
/// The zero is what is left of x without its magnitude: clang 14 folds a constant into a max that turns +0 into -0.
template <class D, class V>
V negative_to_minus_zero(D d, V x) {
  return larger_or_second(d, hn::And(x, hn::SignBit(d)), x);
}

/// Of a derivative: r for x < 0, 1 - r for x > 0, x itself where NaN. g'(x) + g'(-x) = 1 for every formula here.
template <class D, class V>
V mirrored_gradient(D d, V x, V r) {
  const V y = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), r, hn::Sub(constant(d, 1), r));
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

/// The number that rounds to integers what is added to it: 1.5 * 2^p with p the stored bits of the significand. The
/// integer is then in the low bits.
template <class T>
inline constexpr T rounding_magic = sizeof(T) == 4 ? T(0x1.8p23) : T(0x1.8p52);

#if HWY_TARGET == HWY_AVX3
inline constexpr int to_nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
#endif

/// a + b and a b + c, rounded to nearest in every rounding mode where instructions can say so (AVX-512): for sums with
/// rounding_magic, of which the row or interval of a table must not be the next one.
template <class V>
HWY_INLINE V nearest_add(V a, V b) {
#if HWY_TARGET == HWY_AVX3
  if constexpr (std::is_same_v<decltype(a.raw), __m512>) return V{_mm512_add_round_ps(a.raw, b.raw, to_nearest)};
  if constexpr (std::is_same_v<decltype(a.raw), __m512d>) return V{_mm512_add_round_pd(a.raw, b.raw, to_nearest)};
#endif
  return hn::Add(a, b);
}
template <class V>
HWY_INLINE V nearest_mul_add(V a, V b, V c) {
#if HWY_TARGET == HWY_AVX3
  if constexpr (std::is_same_v<decltype(a.raw), __m512>)
    return V{_mm512_fmadd_round_ps(a.raw, b.raw, c.raw, to_nearest)};
  if constexpr (std::is_same_v<decltype(a.raw), __m512d>)
    return V{_mm512_fmadd_round_pd(a.raw, b.raw, c.raw, to_nearest)};
#endif
  return hn::MulAdd(a, b, c);
}

/// The integers in sums with rounding_magic.
template <class D, class V>
hn::VFromD<hn::RebindToSigned<D>> magic_integer(D d, V sum) {
  using T = hn::TFromD<D>;
  const hn::RebindToSigned<D> di;
  return hn::Sub(hn::BitCast(di, sum), hn::BitCast(di, hn::Set(d, rounding_magic<T>)));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target

#ifndef GELUBENCH_PATHS
#if HWY_TARGETS & HWY_SSE4
#define GELUBENCH_PATH_SSE4(FUNCTIONS) {Path::sse4, N_SSE4::FUNCTIONS},
#else
#define GELUBENCH_PATH_SSE4(FUNCTIONS)
#endif
#if HWY_TARGETS & HWY_AVX2
#define GELUBENCH_PATH_AVX2(FUNCTIONS) {Path::avx2, N_AVX2::FUNCTIONS},
#else
#define GELUBENCH_PATH_AVX2(FUNCTIONS)
#endif
#if HWY_TARGETS & HWY_AVX3
#define GELUBENCH_PATH_AVX512(FUNCTIONS) {Path::avx512, N_AVX3::FUNCTIONS},
#else
#define GELUBENCH_PATH_AVX512(FUNCTIONS)
#endif
#if HWY_TARGETS & HWY_NEON
#define GELUBENCH_PATH_NEON(FUNCTIONS) {Path::neon, N_NEON::FUNCTIONS},
#else
#define GELUBENCH_PATH_NEON(FUNCTIONS)
#endif
#if HWY_TARGETS & HWY_SVE
#define GELUBENCH_PATH_SVE(FUNCTIONS) {Path::sve, N_SVE::FUNCTIONS},
#else
#define GELUBENCH_PATH_SVE(FUNCTIONS)
#endif

/// The initializer list of a Registered for a constant `functions` that every target but the scalar one defines.
#define GELUBENCH_SIMD_PATHS(FUNCTIONS)                                                           \
  {                                                                                               \
    GELUBENCH_PATH_SSE4(FUNCTIONS)                                                                \
    GELUBENCH_PATH_AVX2(FUNCTIONS)                                                                \
    GELUBENCH_PATH_AVX512(FUNCTIONS) GELUBENCH_PATH_NEON(FUNCTIONS) GELUBENCH_PATH_SVE(FUNCTIONS) \
  }

/// The same for one that every target defines, by simd_functions().
#define GELUBENCH_PATHS(FUNCTIONS)                                                                     \
  {                                                                                                    \
    {Path::scalar, N_SCALAR::FUNCTIONS},                                                               \
        GELUBENCH_PATH_SSE4(FUNCTIONS) GELUBENCH_PATH_AVX2(FUNCTIONS) GELUBENCH_PATH_AVX512(FUNCTIONS) \
            GELUBENCH_PATH_NEON(FUNCTIONS) GELUBENCH_PATH_SVE(FUNCTIONS)                               \
  }
#endif
