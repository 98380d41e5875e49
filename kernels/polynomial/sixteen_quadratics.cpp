// GELU by 16 quadratics: an emulation of libxsmm's "minimax 3".
//
//   gelu(x) = x (1/2 + c q(|c|)),  c = x clamped to +-4.24;  gelu'(x) = 1/2 + c q'(|c|),  c = x clamped to +-4.48
//
// q and q' are a quadratic for each of 16 intervals, which round(3.66 |c|), and round(3.46 |c|), gives. In the
// original ten instructions for a vector of AVX-512, three of them permutes. Below the clamp the factor of x is a
// constant a little off 0, and the error grows with |x| without bound. NaN has a gradient like a number's.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/sixteen_quadratics.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// Coefficients by powers of |c|, interval by interval.
struct Quadratics {
  double limit, intervals_per_unit;
  const float (&c0)[16], (&c1)[16], (&c2)[16];
};

alignas(64) constexpr float forward_c0[16]{0x1.988462p-2f, 0x1.98a838p-2f, 0x1.9ad89p-2f,  0x1.a2e986p-2f,
                                           0x1.b37abap-2f, 0x1.cb59aap-2f, 0x1.e55dbap-2f, 0x1.faa708p-2f,
                                           0x1.02ce48p-1f, 0x1.01eefp-1f,  0x1.f6713cp-2f, 0x1.e08c9ap-2f,
                                           0x1.c6029ep-2f, 0x1.aa14fp-2f,  0x1.8ef3b6p-2f, 0x1.75c6c6p-2f};
alignas(64) constexpr float forward_c1[16]{-0x1.8ff6bp-16f, -0x1.972e8p-10f, -0x1.7c9674p-7f, -0x1.1a5254p-5f,
                                           -0x1.178bap-4f,  -0x1.b32f1ep-4f, -0x1.1f25a6p-3f, -0x1.4f6cdap-3f,
                                           -0x1.6519cep-3f, -0x1.624b7ep-3f, -0x1.4db93ap-3f, -0x1.2f40acp-3f,
                                           -0x1.0d7bd6p-3f, -0x1.d98b26p-4f, -0x1.9eaf54p-4f, -0x1.6bd474p-4f};
alignas(64) constexpr float forward_c2[16]{-0x1.0ef70ap-4f, -0x1.fb2fp-5f,    -0x1.996e1cp-5f, -0x1.1143d2p-5f,
                                           -0x1.0110aep-6f, -0x1.8edfa4p-13f, 0x1.6deecap-7f,  0x1.2482cp-6f,
                                           0x1.4f63f8p-6f,  0x1.4ae658p-6f,   0x1.2b5ec6p-6f,  0x1.00f3eep-6f,
                                           0x1.abf49ep-7f,  0x1.5f50d6p-7f,   0x1.1f76p-7f,    0x1.d82f18p-8f};
constexpr Quadratics forward_quadratics{0x1.0f3ffep+2f, 0x1.d41d42p+1f, forward_c0, forward_c1, forward_c2};

alignas(64) constexpr float backward_c0[16]{0x1.98848ap-1f, 0x1.9924f6p-1f, 0x1.a10bfp-1f,  0x1.baf7b4p-1f,
                                            0x1.e7d424p-1f, 0x1.0c285ep+0f, 0x1.1a7be8p+0f, 0x1.16961ep+0f,
                                            0x1.00459p+0f,  0x1.bca846p-1f, 0x1.739d6ap-1f, 0x1.3337dap-1f,
                                            0x1.017dcp-1f,  0x1.bc2e6ep-2f, 0x1.8b370cp-2f, 0x1.688a98p-2f};
alignas(64) constexpr float backward_c1[16]{-0x1.61ce7p-13f, -0x1.965174p-7f, -0x1.48425ep-4f, -0x1.bfd61cp-3f,
                                            -0x1.9161cap-2f, -0x1.13cc36p-1f, -0x1.38807ep-1f, -0x1.30b2a8p-1f,
                                            -0x1.07c3dcp-1f, -0x1.a114c2p-2f, -0x1.368a1p-2f,  -0x1.c2f116p-3f,
                                            -0x1.4aeeep-3f,  -0x1.f8a854p-4f, -0x1.94029cp-4f, -0x1.51afd2p-4f};
alignas(64) constexpr float backward_c2[16]{-0x1.0e08f6p-2f, -0x1.dd70eap-3f, -0x1.442182p-3f, -0x1.02e4fep-4f,
                                            0x1.72c4b8p-6f,  0x1.4597dp-4f,   0x1.a3a9a2p-4f,  0x1.9417ap-4f,
                                            0x1.48fbap-4f,   0x1.de37a6p-5f,  0x1.42c702p-5f,  0x1.a4c318p-6f,
                                            0x1.13edccp-6f,  0x1.794ce4p-7f,  0x1.11da1p-7f,   0x1.a4d428p-8f};
constexpr Quadratics backward_quadratics{0x1.1ebffep+2f, 0x1.bacf92p+1f, backward_c0, backward_c1, backward_c2};

/// 1/2 + c q(|c|).
template <class D, class V>
HWY_INLINE V odd_and_half(D d, V x, const Quadratics& q) {
  const hn::RebindToSigned<D> di;
  const V magnitude = hn::Abs(x);
  const V limit = constant(d, q.limit);
  const V a = hn::IfThenElse(hn::Lt(magnitude, limit), magnitude, limit);  // the limit where NaN, as the original
  const V shifted = hn::MulAdd(a, constant(d, q.intervals_per_unit), constant(d, rounding_magic<float>));
  const auto i = hn::BitCast(di, shifted);
  const V quadratic = hn::MulAdd(hn::MulAdd(lookup(d, q.c2, i), a, lookup(d, q.c1, i)), a, lookup(d, q.c0, i));
  return hn::MulAdd(quadratic, hn::CopySign(a, x), constant(d, 0.5));
}

template <class T>
struct SixteenQuadratics {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    return hn::Mul(x, odd_and_half(d, x, forward_quadratics));
  }
};

template <class T>
struct SixteenQuadraticsGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    return odd_and_half(d, x, backward_quadratics);
  }
};

constexpr auto functions = simd_functions<SixteenQuadratics, SixteenQuadraticsGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "polynomial",
     .variant = "sixteen_quadratics",
     .formula = Formula::gelu,
     .provenance = "emulation of libxsmm, GELU minimax 3: coefficients",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 39465.2, .ulp_from = -3, .special_values = false}},
                {DType::f32,
                 Direction::backward,
                 {.max_ulp = 3038.24, .ulp_from = -0.5, .max_abs = 8.03116e-05, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 5.1247, .ulp_from = -3, .max_abs = 0.443116, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.686888, .ulp_from = -3, .special_values = false}},
                {DType::f16,
                 Direction::backward,
                 {.max_ulp = 0.821926, .ulp_from = -0.5, .max_abs = 0.000556436, .special_values = false}},
                {DType::bf16,
                 Direction::backward,
                 {.max_ulp = 5.74887, .ulp_from = -3, .max_abs = 0.00390687, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
