// ReLU, the baseline of every table.
//
//   relu(x) = max(x, 0)
//
// Written as "zero where x < 0" rather than with a max instruction: NaN then goes through whatever the operand order,
// and -0 stays -0.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/relu/max.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct ReluMax {
  template <class D, class V>
  static V apply(D d, V x) {
    return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x);
  }
};

void relu_max(const float* x, float* y, std::size_t n) { map<ReluMax>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "relu",
                             .variant = "max",
                             .formula = Formula::relu,
                             .claim = {.max_ulp = 0, .max_abs = 0},
                             .provenance = "Nair & Hinton 2010"},
                            GELUBENCH_PATHS(relu_max));

}  // namespace
}  // namespace gelubench
#endif
