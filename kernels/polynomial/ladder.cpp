// GELU by one polynomial, as short as a budget of absolute error allows.
//
//   gelu(x) = max(x, 0) - t Q(t),  t = |x|,  Q(t) = Phi(-t)
//
// Q is a polynomial in t - T/2 for t < T and nothing beyond, where t Q(t) is within the budget: degree 3 for 2^-8, 6
// for 2^-11, 10 for 2^-16, 13 for 2^-20, minimax in t Q(t) (scripts/coefficients/ladder.sollya). No table and no
// division: 9 operations and the degree. Even in relative terms the positive side is good; the negative tail is
// absolute, and so is what is below 2^-124, where t Q(t) is taken for nothing too: products of subnormal numbers are
// slow on many CPUs.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/ladder.cpp"
#include "kernels/polynomial/tables/ladder.hpp"

#include <hwy/foreach_target.h>

#include <bit>
#include <cstdint>

#include "kernels/drivers/estrin-inl.hpp"
#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// By halves, which is waited for less: 0.8 times the time of within_2_20 on Zen. By Horner's rule with AVX-512, where
/// the three products more are predicted to cost a quarter, and without FMA, where their roundings are too much for
/// 2^-20.
template <std::size_t terms, class D, class V>
HWY_INLINE V polynomial(D d, const float (&c)[terms], V r) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_SCALAR
  V q = hn::Set(d, c[terms - 1]);
  for (std::size_t k = terms - 1; k-- > 0;) q = hn::MulAdd(q, r, hn::Set(d, c[k]));
  return q;
#else
  return estrin(d, c, r);
#endif
}

template <class Step>
struct Ladder {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    const hn::RebindToSigned<D> di;
    const hn::RebindToUnsigned<D> du;
    // Not below 2^-124, nor beyond the end, nor NaN: in one comparison, of signed numbers that begin with the least.
    constexpr auto least = std::bit_cast<std::uint32_t>(0x1p-124f);
    constexpr std::uint32_t begin = 0x80000000u - least;
    constexpr auto end = static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(Step::end) + begin);
    const V magnitude = hn::Abs(x);
    const auto place = hn::BitCast(di, hn::Add(hn::BitCast(du, magnitude), hn::Set(du, begin)));
    const V t = hn::IfThenElseZero(hn::RebindMask(d, hn::Lt(place, hn::Set(di, end))), magnitude);
    const V r = hn::Sub(t, constant(d, Step::end / 2));
    return hn::Sub(negative_to_minus_zero(d, x), hn::Mul(t, polynomial(d, Step::c, r)));
  }
};

template <class T>
using Within8 = Ladder<ladder::Within8>;
template <class T>
using Within11 = Ladder<ladder::Within11>;
template <class T>
using Within16 = Ladder<ladder::Within16>;
template <class T>
using Within20 = Ladder<ladder::Within20>;

constexpr auto within8 = simd_functions<Within8>();
constexpr auto within11 = simd_functions<Within11>();
constexpr auto within16 = simd_functions<Within16>();
constexpr auto within20 = simd_functions<Within20>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

Description step(std::string_view variant, double f32, double f16, double bf16) {
  return {.method = "polynomial",
          .variant = variant,
          .formula = Formula::gelu,
          .provenance = "scripts/coefficients/ladder.sollya",
          .claims = {{DType::f32, Direction::forward, {.max_abs = f32}},
                     {DType::f16, Direction::forward, {.max_abs = f16}},
                     {DType::bf16, Direction::forward, {.max_abs = bf16}}}};
}

const Registered registered8(step("within_2_8", 0.00336105, 0.00336105, 0.009211), GELUBENCH_PATHS(within8));
const Registered registered11(step("within_2_11", 0.000331565, 0.00105097, 0.00776872), GELUBENCH_PATHS(within11));
const Registered registered16(step("within_2_16", 1.15313e-05, 0.000979665, 0.00776872), GELUBENCH_PATHS(within16));
const Registered registered20(step("within_2_20", 9.25659e-07, 0.000976292, 0.00776872), GELUBENCH_PATHS(within20));

}  // namespace
}  // namespace gelubench
#endif
