// GELU's sigmoid form ("QuickGELU") and its gradient to less than one ULP of them:
// kernels/drivers/logistic-inl.hpp has the methods.
//
//   gelu_sigmoid(x) = x / (1 + exp(-v(x))),  v(x) = 1.702 x

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sigmoid/faithful.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/logistic-inl.hpp"
#include "kernels/sigmoid/tables/faithful_near.hpp"
#include "kernels/sigmoid/tables/faithful_rows.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct Curve {
  using Rows = sigmoid_faithful::Rows;
  static constexpr int terms = 3;

  template <class D, class V>
  static HWY_INLINE V rise(D d, V, V r) {
    return hn::Mul(r, constant(d, 1.702));
  }

  template <class D, class V>
  static HWY_INLINE V slope_times_x(D d, V x) {
    return hn::Mul(x, constant(d, 1.702));
  }

  using Zero = gradient_zeros::Sigmoid;
  using Near = sigmoid_faithful::Near;
  [[maybe_unused]] static constexpr float border = 11.5f;
  [[maybe_unused]] static constexpr float same_from = border;
  [[maybe_unused]] static constexpr float last = 64.5f;

  template <class D, class V>
  static HWY_INLINE TwoParts<V> exponent(D d, V t) {
    using Table = sigmoid_faithful::Exponent;
    const V linear = hn::Set(d, Table::linear[0]);
    const V high = hn::Mul(t, linear);
    return {high, hn::MulAdd(t, hn::Set(d, Table::linear[1]), product_low(d, t, linear, high))};
  }
};

constexpr std::array<TypedFunction, 2> functions{{{DType::f32, Direction::forward, map_logistic<Curve>},
                                                  {DType::f32, Direction::backward, map_logistic_backward<Curve>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

GELUBENCH_BEFORE_OTHERS const Registered registered(
    {.method = "sigmoid",
     .variant = "faithful",
     .formula = Formula::gelu_sigmoid,
     .provenance = "Hendrycks & Gimpel 2016, section 2; scripts/coefficients/sigmoid_*.sollya",
     .claims =
         {{DType::f32, Direction::forward, {.max_ulp = 0.800433, .max_abs = 2.38665e-07}, "gelubench_gelu_sigmoid_f32"},
          {DType::f32,
           Direction::backward,
           {.max_ulp = 0.777349, .max_abs = 6.02216e-08},
           "gelubench_gelu_sigmoid_backward_f32"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
