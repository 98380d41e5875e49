// GELU by a piecewise polynomial for the upper tail of the normal distribution.
//
//   gelu(x) = max(x, 0) - |x| Q(|x|),  Q(t) = Phi(-t)
//   gelu'(x) = Q + |x| Q' for x < 0, one minus that for x > 0
//
// Q on [0, 8] by intervals of width 1/4, degree 7 for float, 1/8 and degree 12 for double, in the exact distance r of
// |x| from the middle, minimax in relative error (kernels/polynomial/tables/minimax.hpp). Nothing cancels on the
// negative side. From |x| = 8 on the result is x or -0: gelu(-8) = -5.0e-15.
//
// AVX-512 holds the float table in registers (two-register permutes); otherwise it is loaded lane by lane.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/minimax.cpp"
#include "kernels/polynomial/tables/minimax.hpp"

#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct Table;

template <>
struct Table<float> : minimax::F32 {
  static constexpr float magic = 0x1.8p21f;  // numbers of this binade are multiples of the width
};

template <>
struct Table<double> : minimax::F64 {
  static constexpr double magic = 0x1.8p49;
};

/// How far t < 8 is from the middle of its interval, of this number.
template <class D, class V>
V find(D d, V t, hn::VFromD<hn::RebindToSigned<D>>& interval) {
  using T = hn::TFromD<D>;
  const hn::RebindToSigned<D> di;
  // Adding the magic number rounds t - width/2 to i * width, i in the low bits. At a border between intervals either
  // neighbour will do.
  const V magic = hn::Set(d, Table<T>::magic);
  const V half = constant(d, Table<T>::width / 2);
  const V shifted = hn::Add(hn::Sub(t, half), magic);
  const V center = hn::Add(hn::Sub(shifted, magic), half);
  interval = hn::BitCast(di, shifted);
  return hn::Sub(t, center);
}

template <class T>
struct Minimax {
  template <class D, class V>
  static V apply(D d, V x) {
    const V t = hn::Abs(x);
    const auto inside = hn::Lt(t, constant(d, 8));  // false for NaN
    const V bounded = hn::IfThenElseZero(inside, t);
    hn::VFromD<hn::RebindToSigned<D>> interval;
    const V r = find(d, bounded, interval);
    V q = lookup(d, Table<T>::table[Table<T>::degree], interval);
    for (int power = Table<T>::degree; power-- > 0;) {
      q = hn::MulAdd(q, r, lookup(d, Table<T>::table[power], interval));
    }
    // Outside, x itself supplies the NaN or the infinity.
    return hn::NegMulAdd(bounded, q, negative_to_minus_zero(d, x));
  }
};

template <class T>
struct MinimaxGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    const V t = hn::Abs(x);
    const auto inside = hn::Lt(t, constant(d, 8));
    const V bounded = hn::IfThenElseZero(inside, t);
    hn::VFromD<hn::RebindToSigned<D>> interval;
    const V r = find(d, bounded, interval);
    V q = lookup(d, Table<T>::table[Table<T>::degree], interval);
    V slope = hn::Zero(d);
    for (int power = Table<T>::degree; power-- > 0;) {
      slope = hn::MulAdd(slope, r, q);
      q = hn::MulAdd(q, r, lookup(d, Table<T>::table[power], interval));
    }
    return mirrored_gradient(d, x, hn::IfThenElse(inside, hn::MulAdd(bounded, slope, q), constant(d, -0.0)));
  }
};

constexpr auto functions = simd_functions<Minimax, MinimaxGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "polynomial",
     .variant = "minimax",
     .formula = Formula::gelu,
     .provenance = "scripts/coefficients/minimax.sollya",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 2.64576, .ulp_from = -6, .max_abs = 2.38423e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 24.6588, .ulp_from = -0.5, .max_abs = 4.32578e-07}},
                {DType::f64, Direction::forward, {.max_ulp = 7.00418, .ulp_from = -6, .max_abs = 6.07304e-15}},
                {DType::f64, Direction::backward, {.max_ulp = 224.032, .ulp_from = -0.5, .max_abs = 4.85806e-14}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .ulp_from = -6, .max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 3.6978, .max_abs = 0.000488248}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499922, .ulp_from = -6, .max_abs = 0.00390564}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
