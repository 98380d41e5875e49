// ReLU, the baseline of every table.
//
//   relu(x) = max(x, 0),  relu'(x) = 1 for x > 0, otherwise 0
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

template <class T>
struct Relu {
  template <class D, class V>
  static V apply(D d, V x) {
    return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(d)), x);
  }
};

template <class T>
struct ReluGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), constant(d, 1), hn::IfThenElseZero(hn::IsNaN(x), x));
  }
};

constexpr auto functions = simd_functions<Relu, ReluGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "relu",
                             .variant = "max",
                             .formula = Formula::relu,
                             .provenance = "Nair & Hinton 2010",
                             .claims = {{DType::f32, Direction::forward, {.max_ulp = 0, .max_abs = 0}},
                                        {DType::f32, Direction::backward, {.max_ulp = 0, .max_abs = 0}},
                                        {DType::f64, Direction::forward, {.max_ulp = 0, .max_abs = 0}},
                                        {DType::f64, Direction::backward, {.max_ulp = 0, .max_abs = 0}},
                                        {DType::f16, Direction::forward, {.max_ulp = 0, .max_abs = 0}},
                                        {DType::bf16, Direction::forward, {.max_ulp = 0, .max_abs = 0}}}},
                            GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
