// ReLU, the baseline of every table.
//
//   relu(x) = max(x, 0),  relu'(x) = 1 for x > 0, otherwise 0
//
// Written as "zero where x < 0" rather than with a max instruction: NaN then goes through whatever the operand order,
// and -0 stays -0.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/relu/max.cpp"
#include <hwy/foreach_target.h>

#include <array>
#include <cstdint>

#include "kernels/drivers/simd-inl.hpp"

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

/// The 16-bit types need no arithmetic: numbers below zero are those whose bits, as a signed integer, lie between those
/// of -0 and those of the NaNs with a sign.
template <class S>
inline constexpr std::int16_t minus_infinity = dtype_of<S> == DType::f16 ? -0x0400 : -0x0080;

template <class S, class D, class V>
auto is_negative(D d, V x) {
  const auto above_minus_zero = hn::Gt(x, hn::Set(d, std::int16_t{-0x8000}));
  return hn::And(above_minus_zero, hn::Lt(x, hn::Set(d, std::int16_t(minus_infinity<S> + 1))));
}

template <class S>
struct ForwardBits {
  template <class D, class V>
  static V apply(D d, V x, V) {
    return hn::IfThenZeroElse(is_negative<S>(d, x), x);
  }
};

/// dy where x > 0, x where NaN, 0 otherwise.
template <class S>
struct BackwardBits {
  template <class D, class V>
  static V apply(D d, V x, V dy) {
    const V magnitude = hn::And(x, hn::Set(d, std::int16_t{0x7FFF}));
    const auto is_nan = hn::Gt(magnitude, hn::Set(d, std::int16_t(minus_infinity<S> & 0x7FFF)));
    return hn::IfThenElse(is_nan, x, hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), dy));
  }
};

/// y[i] of x[i] and dy[i], which is x[i] where there is none, as bits.
template <template <class> class Bits, class S>
void map_bits(const void* x_, const void* dy_, void* y_, std::size_t n) {
  const hn::ScalableTag<std::int16_t> d;
  const auto* x = static_cast<const std::int16_t*>(x_);
  const auto* dy = dy_ == nullptr ? x : static_cast<const std::int16_t*>(dy_);
  auto* y = static_cast<std::int16_t*>(y_);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(Bits<S>::apply(d, hn::LoadU(d, x + i), hn::LoadU(d, dy + i)), d, y + i);
  }
  if (i < n) {
    std::int16_t rest[32] = {};
    std::int16_t rest_dy[32] = {};
    std::copy(x + i, x + n, rest);
    std::copy(dy + i, dy + n, rest_dy);
    hn::StoreU(Bits<S>::apply(d, hn::LoadU(d, rest), hn::LoadU(d, rest_dy)), d, rest);
    std::copy(rest, rest + (n - i), y + i);
  }
}

constexpr std::array<TypedFunction, 12> functions{
    {{DType::f32, Direction::forward, &map_forward<Relu, float>},
     {DType::f32, Direction::backward, &map_backward<ReluGradient, float>},
     {DType::f64, Direction::forward, &map_forward<Relu, double>},
     {DType::f64, Direction::backward, &map_backward<ReluGradient, double>},
     {DType::f16, Direction::forward, &map_bits<ForwardBits, Float16>},
     {DType::f16, Direction::backward, &map_bits<BackwardBits, Float16>},
     {DType::bf16, Direction::forward, &map_bits<ForwardBits, BFloat16>},
     {DType::bf16, Direction::backward, &map_bits<BackwardBits, BFloat16>},
     {DType::f32, Direction::gated, map_gated<Relu, float>},
     {DType::f64, Direction::gated, map_gated<Relu, double>},
     {DType::f16, Direction::gated, map_gated<Relu, Float16>},
     {DType::bf16, Direction::gated, map_gated<Relu, BFloat16>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

GELUBENCH_BEFORE_OTHERS const Registered registered(
    {.method = "relu",
     .variant = "max",
     .formula = Formula::relu,
     .provenance = "Nair & Hinton 2010",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_f32"},
                {DType::f32, Direction::backward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_backward_f32"},
                {DType::f64, Direction::forward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_f64"},
                {DType::f64, Direction::backward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_backward_f64"},
                {DType::f16, Direction::forward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_f16"},
                {DType::f16, Direction::backward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_backward_f16"},
                {DType::bf16, Direction::forward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_bf16"},
                {DType::bf16, Direction::backward, {.max_ulp = 0, .max_abs = 0}, "gelubench_relu_backward_bf16"},
                {DType::f32, Direction::gated, {.max_ulp = 0, .max_abs = 0}, "gelubench_reglu_f32"},
                {DType::f64, Direction::gated, {.max_ulp = 0, .max_abs = 0}, "gelubench_reglu_f64"},
                {DType::f16, Direction::gated, {.max_ulp = 0, .max_abs = 0}, "gelubench_reglu_f16"},
                {DType::bf16, Direction::gated, {.max_ulp = 0, .max_abs = 0}, "gelubench_reglu_bf16"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
