// GELU to a budget of relative error, over the whole tail: no loss, right signs, subnormal results included. Measured,
// over every float32: 2^-10.1 for relative_2_9, 2^-13.4 for relative_2_12.
//
//   gelu(x) = max(x, 0) - t 2^w(t),  t = |x|,  w(t) = log2(Phi(-t))
//
// w is one polynomial on [0, 14.5], and 2^w is 2^k times one of what is left (scripts/coefficients/relative.sollya): no
// table and no division. The rounding of w, at most 153, is what limits this to some 2^-16. From t = 14.5 on the result
// is x or -0. Vectors where t is below 2^-15, where x/2 is within 2^-15.3 and powers of t would underflow, or above
// 12.5, where results may be subnormal and are computed 2^64 times as large and divided by that in integers, take more.
// No operation has a subnormal operand or result.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/relative.cpp"
#include "kernels/polynomial/tables/relative.hpp"

#include <hwy/foreach_target.h>

#include "kernels/drivers/estrin-inl.hpp"
#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// t Phi(-t) times 2^scale.
template <class Step, int scale, class D, class V>
HWY_INLINE V scaled_tail(D d, V t) {
  const hn::RebindToSigned<D> di;
  const V w = estrin(d, Step::log2_q, t);
  const V magic = hn::Set(d, rounding_magic<float>);
  const V shifted = hn::Add(w, magic);
  const V mantissa = estrin(d, Step::exp2, hn::Sub(w, hn::Sub(shifted, magic)));
  const auto power = hn::ShiftLeft<23>(hn::Add(magic_integer(d, shifted), hn::Set(di, scale)));
  return hn::Mul(t, hn::BitCast(d, hn::Add(hn::BitCast(di, mantissa), power)));
}

template <class Step>
struct Relative {
  static constexpr bool only_f32_inside = true;
  static constexpr float least = 0x1p-15f;
  static constexpr float greatest = 12.5f;
  static constexpr float last = 14.5f;  ///< t Phi(-t) is well below half the smallest subnormal number

  template <class D, class V>
  static V apply(D d, V x) {
    const V t = hn::Abs(x);
    if (HWY_LIKELY(hn::AllFalse(d, is_outside(d, t, least, greatest))))
      return hn::Sub(negative_to_minus_zero(d, x), scaled_tail<Step, 0>(d, t));
    const auto is_tiny = is_below(d, x, least);
    if (hn::AllTrue(d, is_tiny)) return halved(d, x);
    const V inside = larger_or_second(d, hn::Set(d, least), smaller_or_second(d, hn::Set(d, last), t));
    const V tail = divided_by_power<64>(d, scaled_tail<Step, 64>(d, inside));
    const V above = negative_to_minus_zero(d, hn::IfThenZeroElse(is_tiny, x));
    const V y = hn::Sub(above, hn::IfThenZeroElse(hn::Gt(t, hn::Set(d, greatest)), tail));
    const V other = hn::IfThenElse(is_tiny, halved(d, x), y);
    return hn::IfThenElse(hn::Lt(x, hn::Set(d, -greatest)), hn::CopySign(tail, x), other);
  }
};

template <class T>
using Relative9 = Relative<relative::Relative9>;
template <class T>
using Relative12 = Relative<relative::Relative12>;

constexpr auto relative9 = simd_functions<Relative9>();
constexpr auto relative12 = simd_functions<Relative12>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

Description step(std::string_view variant, const Claim& f32, const Claim& f16, const Claim& bf16) {
  return {.method = "polynomial",
          .variant = variant,
          .formula = Formula::gelu,
          .provenance = "scripts/coefficients/relative.sollya",
          .claims = {{DType::f32, Direction::forward, f32},
                     {DType::f16, Direction::forward, f16},
                     {DType::bf16, Direction::forward, bf16}}};
}

const Registered registered9(step("relative_2_9", {.max_ulp = 14951.3, .max_abs = 0.000137729},
                                  {.max_ulp = 2.6605, .max_abs = 0.000986521},
                                  {.max_ulp = 0.69456, .max_abs = 0.00776872}),
                             GELUBENCH_PATHS(relative9));
const Registered registered12(step("relative_2_12", {.max_ulp = 1450.7, .max_abs = 7.07887e-06},
                                   {.max_ulp = 0.585757, .max_abs = 0.000976292},
                                   {.max_ulp = 0.508129, .max_abs = 0.00776872}),
                              GELUBENCH_PATHS(relative12));

}  // namespace
}  // namespace gelubench
#endif
