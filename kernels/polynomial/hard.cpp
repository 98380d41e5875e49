// HardGELU: the sigmoid of QuickGELU replaced by three straight pieces.
//
//   hard_gelu(x) = x * min(max(1.702 x + 3, 0), 6) / 6
//   hard_gelu'(x) = (3.404 x + 3) / 6 for |x| < 3/1.702, beyond 0 or 1

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/hard.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct HardGelu {
  template <class D, class V>
  static V apply(D d, V x) {
    const V bounded = clamp_below(d, x, -4);
    const V line = hn::MulAdd(bounded, constant(d, 0x1.227983c131d5bp-2), constant(d, 0.5));  // 1.702/6
    const V at_least_0 = hn::IfThenZeroElse(hn::Lt(line, hn::Zero(d)), line);
    const V one = constant(d, 1);
    return hn::Mul(bounded, hn::IfThenElse(hn::Gt(at_least_0, one), one, at_least_0));
  }
};

template <class T>
struct HardGeluGradient {
  // The largest number below 3/1.702: the derivative jumps there.
  static constexpr double last_inside = sizeof(T) == 4 ? 0x1.c33bdcp+0 : 0x1.c33bdd1ac5f0fp+0;

  template <class D, class V>
  static V apply(D d, V x) {
    const V line = hn::MulAdd(x, constant(d, 0x1.227983c131d5bp-1), constant(d, 0.5));
    const V high = hn::IfThenElse(hn::Gt(x, constant(d, last_inside)), constant(d, 1), line);
    return hn::IfThenZeroElse(hn::Lt(x, constant(d, -last_inside)), high);
  }
};

constexpr auto functions = simd_functions<HardGelu, HardGeluGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "polynomial",
     .variant = "hard",
     .formula = Formula::hard_gelu,
     .provenance = "Howard et al. 2019 (hard swish) with QuickGELU's 1.702",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 2.00192, .ulp_from = -1, .max_abs = 1.48757e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 1.24401, .ulp_from = -0.5, .max_abs = 1.02282e-07}},
                {DType::f64, Direction::forward, {.max_ulp = 2.51338, .ulp_from = -1, .max_abs = 3.0866e-16}},
                {DType::f64, Direction::backward, {.max_ulp = 1.75167, .ulp_from = -0.5, .max_abs = 2.56462e-16}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500018, .max_abs = 0.000487956}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.5, .max_abs = 0.00385623}},
                {DType::f16, Direction::backward, {.max_ulp = 0.554667, .max_abs = 0.000487956}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499813, .max_abs = 0.00389323}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
