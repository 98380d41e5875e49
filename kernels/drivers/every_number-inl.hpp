// Functions of the 16-bit types by tables of all their 65,536 numbers, over Highway vectors:
//
//   y[i] = results[bits of x[i]],  dx[i] = dy[i] gradients[bits of x[i]],  y[i] = u[i] values[bits of x[i]]
//
// The tables are made at the first call, in about a millisecond, from a kernel of binary64, whose error on any path is
// below 2^-50 where 2^-26 would do. A result is rounded once, to odd in binary32 and from there to nearest, which is
// the same as at once. A gradient stays a binary32 number, rounded to odd: its product with dy, rounded to binary32 and
// then to the type, is the gradient itself, correctly rounded, for dy = 1. Where binary64 has lost by which side g(x)
// differs from x/2, or g'(x) from 1/2, that is put in: it decides ties.
//
// A table has 128 KiB, or 256 KiB for products, of which only the lines of numbers that occur are touched: of N(0,1)
// inputs about 8 KiB of results in bfloat16, 50 KiB in binary16. No input is slow: where what is multiplied would be a
// subnormal binary32 number it is kept 2^112 times as large, and products are divided by that in integers.
//
//   struct Source {
//     static constexpr Function* forward;      g of doubles, with g(x) > x/2 about zero
//     static constexpr Function* backward;     dy g' of doubles
//     static constexpr float last_normal;      below it g and g' are kept 2^112 times as large: from where they are
//   };                                         below 2^-113, so that no product overflows, and still normal numbers

#if defined(GELUBENCH_KERNELS_DRIVERS_EVERY_NUMBER_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_EVERY_NUMBER_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_EVERY_NUMBER_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_EVERY_NUMBER_INL_HPP
#endif

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "kernels/drivers/convert.hpp"
#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"

#ifndef GELUBENCH_KERNELS_DRIVERS_EVERY_NUMBER_ONCE
#define GELUBENCH_KERNELS_DRIVERS_EVERY_NUMBER_ONCE
namespace gelubench::every_number {

inline constexpr std::size_t numbers = 65536;

/// Rounding to nearest, no traps and no flushing to zero while it lives, whatever the caller has set: tables stay.
class DefaultEnvironment {
 public:
  DefaultEnvironment() {
    std::fegetenv(&saved_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~DefaultEnvironment() { std::fesetenv(&saved_); }
  DefaultEnvironment(const DefaultEnvironment&) = delete;
  DefaultEnvironment& operator=(const DefaultEnvironment&) = delete;

 private:
  std::fenv_t saved_;
};

/// v rounded to binary32, to the neighbour with an odd significand if it is none: nothing about ties gets lost.
inline float to_odd(double v) {
  const auto nearest = static_cast<float>(v);
  if (static_cast<double>(nearest) == v || (std::bit_cast<std::uint32_t>(nearest) & 1) != 0) return nearest;
  return std::nextafterf(nearest, v > nearest ? INFINITY : -INFINITY);
}

/// Below the first, and for values between minus and plus the second, what is multiplied is kept 2^scale times as
/// large. No product of binary16 notices what is subnormal.
template <class Source, class S>
inline constexpr float last_not_scaled = dtype_of<S> == DType::bf16 ? Source::last_normal : -INFINITY;
inline constexpr float least_not_scaled = 0x1p-116f;
inline constexpr int scale = 112;

inline std::uint16_t rounded(float x, Float16) { return to_float16(x).bits; }
inline std::uint16_t rounded(float x, BFloat16) { return to_bfloat16(x).bits; }

/// y on the side of x/2 where g(x) is.
inline double beside_half(double x, double y) { return x != 0 && y == x / 2 ? std::nextafter(y, INFINITY) : y; }

/// g(x) given in binary64, in S.
template <class S>
std::uint16_t result(double x, double y) {
  return rounded(to_odd(beside_half(x, y)), S{});
}

/// What is kept to be multiplied of y given in binary64, a multiple of it where `is_scaled`.
inline float factor(double y, bool is_scaled) {
  if (is_scaled) y = std::ldexp(y, scale);
  // No product notices, if the other factor is below 2^104 in bfloat16.
  if (std::fabs(y) < std::numeric_limits<float>::min()) return static_cast<float>(std::copysign(0.0, y));
  return to_odd(y);
}

/// g'(x) given in binary64, as it is kept for S.
template <class Source, class S>
float gradient(double x, double y) {
  if (x != 0 && y == 0.5) y = std::nextafter(y, x > 0 ? 1.0 : 0.0);
  return factor(y, x < last_not_scaled<Source, S>);
}

/// g(x) given in binary64, as it is kept for S.
template <class Source, class S>
float value(double x, double y) {
  const bool is_tiny = dtype_of<S> == DType::bf16 && std::fabs(x) < least_not_scaled;
  return factor(beside_half(x, y), is_tiny || x < last_not_scaled<Source, S>);
}

}  // namespace gelubench::every_number
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::every_number {

using gelubench::every_number::last_not_scaled;
using gelubench::every_number::least_not_scaled;
using gelubench::every_number::numbers;
using gelubench::every_number::scale;

/// kept(x, y) for every number x of S, y what the function makes of it and 1.
template <class S, class Kept, class Entry>
void fill(Function* function, Entry (&table)[numbers], const Kept& kept) {
  const gelubench::every_number::DefaultEnvironment environment;
  constexpr std::size_t part = 512;
  double ones[part];
  std::fill(ones, ones + part, 1.0);
  for (std::size_t first = 0; first < numbers; first += part) {
    double x[part];
    double y[part];
    for (std::size_t i = 0; i < part; ++i) x[i] = to_float(S{static_cast<std::uint16_t>(first + i)});
    function(x, ones, y, part);
    for (std::size_t i = 0; i < part; ++i) table[first + i] = kept(x[i], y[i]);
  }
}

template <class Source, class S>
struct Results {
  alignas(64) std::uint16_t of[numbers];
  Results() { fill<S>(Source::forward, of, gelubench::every_number::result<S>); }
};

template <class Source, class S>
struct Gradients {
  static constexpr bool has_tiny = false;
  alignas(64) float of[numbers];
  Gradients() { fill<S>(Source::backward, of, gelubench::every_number::gradient<Source, S>); }
};

template <class Source, class S>
struct Values {
  static constexpr bool has_tiny = dtype_of<S> == DType::bf16;
  alignas(64) float of[numbers];
  Values() { fill<S>(Source::forward, of, gelubench::every_number::value<Source, S>); }
};

/// Results of this many together.
#if HWY_TARGET == HWY_SCALAR
inline constexpr std::size_t together = 4;
#else
inline constexpr std::size_t together = 8;
#endif

/// table[x[i]] for that many.
HWY_INLINE void look_up(const std::uint16_t (&table)[numbers], const std::uint16_t* x, std::uint16_t* y) {
#if HWY_TARGET == HWY_SCALAR
  const std::uint64_t four = std::uint64_t{table[x[0]]} | std::uint64_t{table[x[1]]} << 16 |
                             std::uint64_t{table[x[2]]} << 32 | std::uint64_t{table[x[3]]} << 48;
  std::memcpy(y, &four, sizeof four);
#else
  // Fewer loads than one for each number, and no shifts to put results together.
  std::uint64_t low;
  std::uint64_t high;
  std::memcpy(&low, x, sizeof low);
  std::memcpy(&high, x + 4, sizeof high);
#if HWY_TARGET == HWY_NEON
  const uint16x8_t eight{table[low & 0xFFFF],        table[low >> 16 & 0xFFFF], table[low >> 32 & 0xFFFF],
                         table[low >> 48],           table[high & 0xFFFF],      table[high >> 16 & 0xFFFF],
                         table[high >> 32 & 0xFFFF], table[high >> 48]};
  vst1q_u16(y, eight);
#else
  __m128i eight = _mm_cvtsi32_si128(table[low & 0xFFFF]);
  eight = _mm_insert_epi16(eight, table[low >> 16 & 0xFFFF], 1);
  eight = _mm_insert_epi16(eight, table[low >> 32 & 0xFFFF], 2);
  eight = _mm_insert_epi16(eight, table[low >> 48], 3);
  eight = _mm_insert_epi16(eight, table[high & 0xFFFF], 4);
  eight = _mm_insert_epi16(eight, table[high >> 16 & 0xFFFF], 5);
  eight = _mm_insert_epi16(eight, table[high >> 32 & 0xFFFF], 6);
  eight = _mm_insert_epi16(eight, table[high >> 48], 7);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(y), eight);
#endif
#endif
}

/// y[i] = g(x[i]) for i < n; x == y is allowed.
template <class Source, class S>
void map(const void* x_, const void*, void* y_, std::size_t n) {
  static const Results<Source, S> results;
  const auto* x = static_cast<const std::uint16_t*>(x_);
  auto* y = static_cast<std::uint16_t*>(y_);
  std::size_t i = 0;
  for (; i + together <= n; i += together) look_up(results.of, x + i, y + i);
  for (; i < n; ++i) y[i] = results.of[x[i]];
}

/// table[x[i]] for a vector.
template <class D>
HWY_INLINE hn::Vec<D> look_up(D d, const float (&table)[numbers], const std::uint16_t* x) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(d, table[x[0]]);
#else
  // Set lane by lane, which Highway has no function for: fewer loads than one for each number.
  const auto four = [&](const std::uint16_t* x) HWY_ATTR {
    std::uint64_t four;
    std::memcpy(&four, x, sizeof four);
    const float a = table[four & 0xFFFF], b = table[four >> 16 & 0xFFFF];
    const float c = table[four >> 32 & 0xFFFF], e = table[four >> 48];
#if HWY_TARGET == HWY_NEON
    return hn::Vec<hn::Full128<float> >{float32x4_t{a, b, c, e}};
#else
    return hn::Vec<hn::Full128<float> >{_mm_setr_ps(a, b, c, e)};
#endif
  };
#if HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_NEON
  return four(x);
#else
  const hn::Full256<float> two_blocks;
  const auto eight = [&](const std::uint16_t* x) HWY_ATTR { return hn::Combine(two_blocks, four(x + 4), four(x)); };
#if HWY_TARGET == HWY_AVX2
  return eight(x);
#else
  return hn::Combine(d, eight(x + 8), eight(x));
#endif
#endif
#endif
}

/// Rounds and stores what is a product of a BFloat16 and an entry of a table: where it is NaN its last 16 bits are
/// zeros, which rounding leaves alone.
template <class D, class V>
HWY_INLINE void store_product(V v, D d, BFloat16* to) {
  store_upper(rounded_bits(d, v), d, to);
}
template <class D, class V>
HWY_INLINE void store_product(V v, D d, Float16* to) {
  store(v, d, to);
}

/// dy times what the table keeps.
template <class Table, class Source, class S>
struct ProductBlock {
  template <class D>
  static HWY_INLINE void run(D d, const S* x, const S* dy, S* dx, std::size_t vectors) {
    static const Table table;
    switch (kind(d, x, dy, vectors)) {
      case Kind::plain:
        return run_all<Kind::plain>(d, table.of, x, dy, dx, vectors);
      case Kind::scaled:
        return run_all<Kind::scaled>(d, table.of, x, dy, dx, vectors);
      case Kind::any:
        return run_all<Kind::any>(d, table.of, x, dy, dx, vectors);
    }
  }

 private:
  /// What there is in a block: no x of what is scaled; some; some, and infinities or NaN in dy.
  enum class Kind { plain, scaled, any };

  static constexpr std::uint16_t last_bits = std::bit_cast<std::uint32_t>(last_not_scaled<Source, S>) >> 16;
  static constexpr std::uint16_t largest_finite = 0x7F7F;

  /// A NaN with a sign counts as scaled.
  template <class D>
  static HWY_INLINE Kind kind(D d, const S* x, const S* dy, std::size_t vectors) {
    if constexpr (last_not_scaled<Source, S> == -INFINITY) return Kind::plain;
    // A number that the compiler knows unrolls the loop.
    const bool is_plain = vectors == block_vectors ? is_all_plain(d, x, block_vectors) : is_all_plain(d, x, vectors);
    if (is_plain) return Kind::plain;
    return has_special(d, dy, vectors) ? Kind::any : Kind::scaled;
  }

  /// Whether none is below last_not_scaled or, if that counts, nearer to zero than least_not_scaled without being one.
  template <class D>
  static HWY_INLINE bool is_all_plain(D d, const S* x, std::size_t vectors) {
    const hn::Rebind<std::uint16_t, D> du16;
    constexpr auto least_bits = std::uint16_t(std::bit_cast<std::uint32_t>(least_not_scaled) >> 16);
    const auto minus_one = hn::Set(du16, std::uint16_t{0xFFFF});
    auto largest = hn::Zero(du16);
    auto least = minus_one;
    for (std::size_t v = 0; v < vectors; ++v) {
      const auto here = hn::LoadU(du16, reinterpret_cast<const std::uint16_t*>(x) + v * hn::Lanes(d));
      largest = hn::Max(largest, here);
      // Without the sign; zeros are the largest of all.
      if constexpr (Table::has_tiny) least = hn::Min(least, hn::Add(hn::Add(here, here), minus_one));
    }
    const auto is_scaled = hn::Gt(largest, hn::Set(du16, last_bits));
    const auto is_tiny = hn::Lt(least, hn::Set(du16, std::uint16_t(2 * least_bits - 1)));
    return hn::AllFalse(du16, hn::Or(is_scaled, is_tiny));
  }

  /// Whether there are infinities or NaN.
  template <class D>
  static HWY_INLINE bool has_special(D d, const S* dy, std::size_t vectors) {
    const hn::Rebind<std::uint16_t, D> du16;
    auto largest = hn::Zero(du16);
    for (std::size_t v = 0; v < vectors; ++v) {
      const auto here = hn::LoadU(du16, reinterpret_cast<const std::uint16_t*>(dy) + v * hn::Lanes(d));
      largest = hn::Max(largest, hn::And(here, hn::Set(du16, std::uint16_t{0x7FFF})));
    }
    return !hn::AllFalse(du16, hn::Gt(largest, hn::Set(du16, largest_finite)));
  }

  template <Kind kind, class D>
  static HWY_INLINE void run_all(D d, const float (&table)[numbers], const S* x, const S* dy, S* dx,
                                 std::size_t vectors) {
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i < vectors * lanes; i += lanes) {
      auto product = hn::Mul(load(d, dy + i), look_up(d, table, reinterpret_cast<const std::uint16_t*>(x) + i));
      if constexpr (kind == Kind::plain) {
        store_product(product, d, dx + i);
      } else {
        const auto here = load(d, x + i);
        auto is_scaled = hn::Lt(here, hn::Set(d, last_not_scaled<Source, S>));
        if constexpr (Table::has_tiny) is_scaled = hn::Or(is_scaled, is_below(d, here, least_not_scaled));
        const auto divided =
            kind == Kind::any ? signed_divided_by_power<scale>(d, product) : finite_divided_by_power<scale>(d, product);
        product = hn::IfThenElse(is_scaled, divided, product);
        store(product, d, dx + i);
      }
    }
  }
};

/// dx[i] = dy[i] g'(x[i]) for i < n, rounded to S once; dx may be x or dy.
template <class Source, class S>
inline constexpr Function* map_backward = &map_blocks<ProductBlock<Gradients<Source, S>, Source, S>, true, S>;

/// y[i] = u[i] g(x[i]) for i < n, rounded to S once; y may be x or u.
template <class Source, class S>
inline constexpr Function* map_gated = &map_blocks<ProductBlock<Values<Source, S>, Source, S>, true, S>;

}  // namespace gelubench::HWY_NAMESPACE::every_number
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
