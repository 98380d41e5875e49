// HardGELU: the sigmoid of QuickGELU replaced by three straight pieces.
//
//   hard_gelu(x) = x * min(max(1.702 x + 3, 0), 6) / 6

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/hard.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct HardGelu {
  template <class D, class V>
  static V apply(D d, V x) {
    const V bounded = clamp_below(d, x, -4.0f);
    const V line = hn::MulAdd(bounded, hn::Set(d, 0x1.227984p-2f), hn::Set(d, 0.5f));  // 1.702/6
    const V at_least_0 = hn::IfThenZeroElse(hn::Lt(line, hn::Zero(d)), line);
    const V one = hn::Set(d, 1.0f);
    return hn::Mul(bounded, hn::IfThenElse(hn::Gt(at_least_0, one), one, at_least_0));
  }
};

void hard_gelu(const float* x, float* y, std::size_t n) { map<HardGelu>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "polynomial",
                             .variant = "hard",
                             .formula = Formula::hard_gelu,
                             .claim = {.max_ulp = 2.00192, .ulp_from = -1, .max_abs = 1.48757e-07},
                             .provenance = "Howard et al. 2019 (hard swish) with QuickGELU's 1.702"},
                            GELUBENCH_PATHS(hard_gelu));

}  // namespace
}  // namespace gelubench
#endif
