// SiLU (swish) and its gradient, to less than one ULP in float32, correctly rounded in the 16-bit types.
//
//   silu(x) = x / (1 + exp(-x))
//
// float32: the methods of kernels/drivers/logistic-inl.hpp. float64: silu_f64-inl.hpp. 16-bit types: tables of all
// their numbers, from that.

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sigmoid/silu.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/every_number-inl.hpp"
#include "kernels/drivers/logistic-inl.hpp"
#include "kernels/sigmoid/silu_f64-inl.hpp"
#include "kernels/sigmoid/tables/silu_near_f32.hpp"
#include "kernels/sigmoid/tables/silu_rows_f32.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct SiluCurve {
  using Rows = silu::Rows;
  using Zero = gradient_zeros::Silu;
  static constexpr int terms = 3;

  template <class D, class V>
  static HWY_INLINE V rise(D, V, V r) {
    return r;
  }

  template <class D, class V>
  static HWY_INLINE V slope_times_x(D, V x) {
    return x;
  }

  using Near = silu::Near;
  [[maybe_unused]] static constexpr float border = 18.9375f;
  [[maybe_unused]] static constexpr float same_from = border;
  [[maybe_unused]] static constexpr float last = 109.5f;

  template <class D, class V>
  static HWY_INLINE TwoParts<V> exponent(D d, V t) {
    return {hn::Mul(t, hn::Set(d, -2.0f)), hn::Zero(d)};
  }
};

struct EveryNumber {
  static constexpr Function* forward = silu_f64::map;
  static constexpr Function* backward = silu_f64::map_backward;
  static constexpr float last_normal = -84;
};

constexpr std::array<TypedFunction, 11> functions{
    {{DType::f32, Direction::forward, map_logistic<SiluCurve>},
     {DType::f32, Direction::backward, map_logistic_backward<SiluCurve>},
     {DType::f32, Direction::gated, map_logistic_gated<SiluCurve>},
     {DType::f64, Direction::forward, silu_f64::map},
     {DType::f64, Direction::backward, silu_f64::map_backward},
     {DType::f16, Direction::forward, &every_number::map<EveryNumber, Float16>},
     {DType::f16, Direction::backward, every_number::map_backward<EveryNumber, Float16>},
     {DType::f16, Direction::gated, every_number::map_gated<EveryNumber, Float16>},
     {DType::bf16, Direction::forward, &every_number::map<EveryNumber, BFloat16>},
     {DType::bf16, Direction::backward, every_number::map_backward<EveryNumber, BFloat16>},
     {DType::bf16, Direction::gated, every_number::map_gated<EveryNumber, BFloat16>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

GELUBENCH_BEFORE_OTHERS const Registered registered(
    {.method = "sigmoid",
     .variant = "silu",
     .formula = Formula::silu,
     .provenance = "Elfwing, Uchibe & Doya 2017; scripts/coefficients/silu_*.sollya",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0.861756, .max_abs = 2.38624e-07}, "gelubench_silu_f32"},
                {DType::f32,
                 Direction::backward,
                 {.max_ulp = 0.751296, .max_abs = 5.96144e-08},
                 "gelubench_silu_backward_f32"},
                {DType::f32, Direction::gated, {.max_ulp = 0.861756, .max_abs = 2.38624e-07}, "gelubench_swiglu_f32"},
                {DType::f64, Direction::forward, {.max_ulp = 1.2, .max_abs = 9.5e-16}, "gelubench_silu_f64"},
                {DType::f64, Direction::backward, {.max_ulp = 1.2, .max_abs = 1.6e-16}, "gelubench_silu_backward_f64"},
                {DType::f16, Direction::forward, {.max_ulp = 0.5}, "gelubench_silu_f16"},
                {DType::f16, Direction::backward, {.max_ulp = 0.5}, "gelubench_silu_backward_f16"},
                {DType::f16, Direction::gated, {.max_ulp = 0.5}, "gelubench_swiglu_f16"},
                {DType::bf16, Direction::forward, {.max_ulp = 0.5}, "gelubench_silu_bf16"},
                {DType::bf16, Direction::backward, {.max_ulp = 0.5}, "gelubench_silu_backward_bf16"},
                {DType::bf16, Direction::gated, {.max_ulp = 0.500001}, "gelubench_swiglu_bf16"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
