// GELU's tanh form and its gradient to little more than one ULP of them: kernels/drivers/logistic-inl.hpp has the
// methods.
//
//   gelu_tanh(x) = x / (1 + exp(-v(x))),  v(x) = sqrt(8/pi) (x + 0.044715 x^3)

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/faithful.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/logistic-inl.hpp"
#include "kernels/tanh/tables/faithful_near.hpp"
#include "kernels/tanh/tables/faithful_rows.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct Curve {
  using Rows = tanh_faithful::Rows;
  static constexpr int terms = 5;

  template <class D, class V>
  static HWY_INLINE V rise(D d, V c, V r) {
    using Slope = tanh_faithful::Slope;
    const V bend = hn::Mul(c, constant(d, Slope::square));
    const V slope = hn::MulAdd(bend, c, constant(d, Slope::one));
    return hn::Mul(r, hn::MulAdd(r, hn::MulAdd(r, constant(d, Slope::square / 3), bend), slope));
  }

  template <class D, class V>
  static HWY_INLINE V slope_times_x(D d, V x) {
    using Slope = tanh_faithful::Slope;
    return hn::Mul(x, hn::MulAdd(hn::Mul(x, x), hn::Set(d, Slope::square), hn::Set(d, Slope::one)));
  }

  using Zero = gradient_zeros::Tanh;
  using Near = tanh_faithful::Near;
  static_assert(float(tanh_faithful::Slope::one) == tanh_faithful::Rise::slope &&
                float(tanh_faithful::Slope::square) == tanh_faithful::Rise::bend &&
                float(tanh_faithful::Slope::square / 3) == tanh_faithful::Rise::cubic);
  [[maybe_unused]] static constexpr float border = 4.421875f;
  [[maybe_unused]] static constexpr float same_from = 5.25f;
  [[maybe_unused]] static constexpr float last = 10.9f;

  /// t (linear + cubic t^2) with the low part of every product, sum and constant.
  template <class D, class V>
  static HWY_INLINE TwoParts<V> exponent(D d, V t) {
    using Table = tanh_faithful::Exponent;
    const V square = hn::Mul(t, t);
    const V square_low = product_low(d, t, t, square);
    const V cubic = hn::Set(d, Table::cubic[0]);
    const V linear = hn::Set(d, Table::linear[0]);
    const V scaled = hn::Mul(square, cubic);
    V low = product_low(d, square, cubic, scaled);
    low = hn::MulAdd(square_low, cubic, low);
    low = hn::MulAdd(square, hn::Set(d, Table::cubic[1]), low);
    const V sum = hn::Add(scaled, linear);
    const V part = hn::Sub(sum, scaled);
    const V sum_low = hn::Add(hn::Sub(scaled, hn::Sub(sum, part)), hn::Sub(linear, part));
    low = hn::Add(hn::Add(low, sum_low), hn::Set(d, Table::linear[1]));
    const V high = hn::Mul(t, sum);
    return {high, hn::MulAdd(t, low, product_low(d, t, sum, high))};
  }
};

constexpr std::array<TypedFunction, 5> functions{
    {{DType::f32, Direction::forward, map_logistic<Curve>},
     {DType::f32, Direction::backward, map_logistic_backward<Curve>},
     {DType::f32, Direction::gated, map_logistic_gated<Curve>},
     {DType::f16, Direction::gated, &map_through_float<map_logistic_gated<Curve>, Float16>},
     {DType::bf16, Direction::gated, &map_through_float<map_logistic_gated<Curve>, BFloat16>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

GELUBENCH_BEFORE_OTHERS const Registered registered(
    {.method = "tanh",
     .variant = "faithful",
     .formula = Formula::gelu_tanh,
     .provenance = "Hendrycks & Gimpel 2016, section 2; scripts/coefficients/tanh_*.sollya",
     .claims =
         {{DType::f32, Direction::forward, {.max_ulp = 1.09638, .max_abs = 2.3842e-07}, "gelubench_gelu_tanh_f32"},
          {DType::f32,
           Direction::backward,
           {.max_ulp = 0.76643, .max_abs = 6.00315e-08},
           "gelubench_gelu_tanh_backward_f32"},
          {DType::f32, Direction::gated, {.max_ulp = 1.09638, .max_abs = 2.3842e-07}, "gelubench_geglu_tanh_f32"},
          {DType::f16, Direction::gated, {.max_ulp = 0.500076, .max_abs = 0.000973455}, "gelubench_geglu_tanh_f16"},
          {DType::bf16, Direction::gated, {.max_ulp = 0.500001, .max_abs = 0.00775482}, "gelubench_geglu_tanh_bf16"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
