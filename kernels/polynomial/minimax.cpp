// GELU by a piecewise polynomial for the upper tail of the normal distribution.
//
//   gelu(x) = max(x, 0) - |x| Q(|x|),  Q(t) = Phi(-t)
//
// Q on [0, 8] by 32 intervals of width 1/4, degree 7 in the exact r = |x| - (i + 1/2)/4, minimax in relative error
// (scripts/coefficients/minimax.sollya prints the table and the largest error, 1.4e-7 in the last interval).
// Nothing cancels on the negative side. From |x| = 8 on the result is x or -0: gelu(-8) = -5.0e-15.
//
// AVX-512 holds the table in registers (two-register permutes); other paths gather it.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/minimax.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd-inl.hpp"

#ifndef GELUBENCH_KERNELS_POLYNOMIAL_MINIMAX_TABLE
#define GELUBENCH_KERNELS_POLYNOMIAL_MINIMAX_TABLE
namespace gelubench {
namespace {

alignas(64) constexpr float q_table[8][32] = {
    // [power of r][interval]
    {0x1.cd116cp-2f,  0x1.6a527ap-2f,  0x1.105e82p-2f,  0x1.86bb5p-3f,   0x1.0ad7dap-3f,  0x1.5a6196p-4f,
     0x1.aaa65cp-5f,  0x1.f20394p-6f,  0x1.13243cp-6f,  0x1.1f85a2p-7f,  0x1.1bee6cp-8f,  0x1.08c89p-9f,
     0x1.d21af4p-11f, 0x1.8301bep-12f, 0x1.2eff8p-13f,  0x1.bf3766p-15f, 0x1.36feaep-16f, 0x1.9775b4p-18f,
     0x1.f6c708p-20f, 0x1.24149ap-21f, 0x1.3f7a8ep-23f, 0x1.48eb8cp-25f, 0x1.3eb346p-27f, 0x1.229364p-29f,
     0x1.f289d4p-32f, 0x1.9256fcp-34f, 0x1.317156p-36f, 0x1.b437p-39f,   0x1.24f60ap-41f, 0x1.721278p-44f,
     0x1.b79cfep-47f, 0x1.eb0feap-50f},
    {-0x1.95567ap-2f,  -0x1.7cc798p-2f,  -0x1.50096cp-2f,  -0x1.169596p-2f,  -0x1.b1ec62p-3f,  -0x1.3d7712p-3f,
     -0x1.b46178p-4f,  -0x1.19bfa2p-4f,  -0x1.55c74p-5f,   -0x1.857a96p-6f,  -0x1.a0f22cp-7f,  -0x1.a34ea2p-8f,
     -0x1.8c2226p-9f,  -0x1.5f90f6p-10f, -0x1.251bf8p-11f, -0x1.cb2206p-13f, -0x1.51cfa4p-14f, -0x1.d2fa44p-16f,
     -0x1.2f35fcp-17f, -0x1.71e578p-19f, -0x1.a7e88ap-21f, -0x1.c85f9ep-23f, -0x1.cd8ea6p-25f, -0x1.b6848ep-27f,
     -0x1.8762dcp-29f, -0x1.4827fp-31f,  -0x1.027894p-33f, -0x1.7e7fa8p-36f, -0x1.09df8cp-38f, -0x1.5b388ep-41f,
     -0x1.a9fc06p-44f, -0x1.eaf37cp-47f},
    {0x1.955dfcp-6f,  0x1.1d8dbap-4f,  0x1.a4115ep-4f,  0x1.e78324p-4f,  0x1.e82a2ep-4f,  0x1.b48436p-4f,
     0x1.628f2cp-4f,  0x1.082422p-4f,  0x1.6b233p-5f,   0x1.ce814cp-6f,  0x1.119efp-6f,   0x1.2d60fep-7f,
     0x1.357adcp-8f,  0x1.28a26p-9f,   0x1.09a148p-10f, 0x1.bcc906p-12f, 0x1.5c5e5ap-13f, 0x1.fec1d4p-15f,
     0x1.5e9666p-16f, 0x1.c2cfa4p-18f, 0x1.0f90ecp-19f, 0x1.32a05cp-21f, 0x1.448836p-23f, 0x1.42095p-25f,
     0x1.2ba7c8p-27f, 0x1.057fe8p-29f, 0x1.ac17f2p-32f, 0x1.48b5e4p-34f, 0x1.d99678p-37f, 0x1.40186cp-39f,
     0x1.9604a2p-42f, 0x1.e34866p-45f},
    {0x1.0a02d2p-4f,   0x1.b47d24p-5f,   0x1.10eacp-5f,    0x1.5c500cp-7f,   -0x1.335e64p-7f,  -0x1.79005p-6f,
     -0x1.dd4dfcp-6f,  -0x1.d88e2cp-6f,  -0x1.908262p-6f,  -0x1.2d3918p-6f,  -0x1.99585p-7f,   -0x1.fbc7eap-8f,
     -0x1.215de6p-8f,  -0x1.306b36p-9f,  -0x1.288ae4p-10f, -0x1.0c20dcp-11f, -0x1.c2dcaep-13f, -0x1.60f85ep-14f,
     -0x1.019cp-15f,   -0x1.5edee6p-17f, -0x1.be423cp-19f, -0x1.092da6p-20f, -0x1.26a14cp-22f, -0x1.32304ep-24f,
     -0x1.29be04p-26f, -0x1.0f010ap-28f, -0x1.cde938p-31f, -0x1.70ac22p-33f, -0x1.13a5b4p-35f, -0x1.8234d6p-38f,
     -0x1.fb1702p-41f, -0x1.38072ep-43f},
    {-0x1.a242d4p-8f, -0x1.004128p-6f, -0x1.788a1p-6f,  -0x1.65d24ep-6f, -0x1.1ab904p-6f, -0x1.44cefap-7f,
     -0x1.53683ap-9f, 0x1.638c1cp-9f,  0x1.70ff6p-8f,   0x1.97b7cep-8f,  0x1.62d47ap-8f,  0x1.080488p-8f,
     0x1.5cc9aap-9f,  0x1.9ec37ep-10f, 0x1.c1027ep-11f, 0x1.bd5576p-12f, 0x1.96c52ep-13f, 0x1.577816p-14f,
     0x1.0ca5cep-15f, 0x1.860e18p-17f, 0x1.07428cp-18f, 0x1.4abcc4p-20f, 0x1.834906p-22f, 0x1.a6dcaep-24f,
     0x1.aee39ep-26f, 0x1.9a0f86p-28f, 0x1.6c9bcep-30f, 0x1.2f108ep-32f, 0x1.d7265ep-35f, 0x1.56978ep-37f,
     0x1.d23da6p-40f, 0x1.28f53ap-42f},
    {-0x1.3f215p-7f,   -0x1.35914cp-7f,  -0x1.d5986ap-12f, 0x1.ead438p-10f,  0x1.5c597p-8f,    0x1.9af822p-8f,
     0x1.5b3516p-8f,   0x1.d68e72p-9f,   0x1.361202p-10f,  -0x1.4626aep-12f, -0x1.fca05p-11f,  -0x1.228f1p-10f,
     -0x1.0497fp-10f,  -0x1.7815e6p-11f, -0x1.d9e3p-12f,   -0x1.084662p-12f, -0x1.0b1e2ap-13f, -0x1.ef0052p-15f,
     -0x1.a40a5ap-16f, -0x1.47ce26p-17f, -0x1.d93b1ep-19f, -0x1.3bbea6p-20f, -0x1.87ea6ap-22f, -0x1.c353fep-24f,
     -0x1.e37386p-26f, -0x1.e28a28p-28f, -0x1.c0d7a6p-30f, -0x1.857b22p-32f, -0x1.3b73p-34f,   -0x1.dd0cdap-37f,
     -0x1.510ed8p-39f, -0x1.bd1f0cp-42f},
    {0x1.347596p-7f,   -0x1.0e452cp-5f, 0x1.ce1cd8p-6f,  -0x1.2d27bp-7f,   0x1.3f3ddep-9f,   0x1.14e3f2p-9f,
     -0x1.329974p-10f, 0x1.8b95p-11f,   -0x1.365afcp-9f, -0x1.2923a2p-10f, -0x1.2d5806p-12f, 0x1.27f62cp-12f,
     0x1.c8ac36p-13f,  0x1.a78efp-13f,  0x1.41f71p-13f,  0x1.c30794p-14f,  0x1.0cd24ep-14f,  0x1.10372cp-15f,
     0x1.f94156p-17f,  0x1.ae617ap-18f, 0x1.4f0772p-19f, 0x1.e3c0c8p-21f,  0x1.3d8938p-22f,  0x1.850824p-24f,
     0x1.ba14b4p-26f,  0x1.d0d02ap-28f, 0x1.c6b598p-30f, 0x1.9d4d14p-32f,  0x1.5ddb22p-34f,  0x1.143ae6p-36f,
     0x1.96891ap-39f,  0x1.175458p-41f},
    {0x1.2de7dap-8f,   0x1.9044a6p-4f,   -0x1.084ef8p-4f,  0x1.0b2b7ap-6f,   -0x1.1fbbb4p-9f,  -0x1.52bd9ap-8f,
     -0x1.9da98ap-9f,  -0x1.6851fap-7f,  0x1.1574c8p-8f,   0x1.39e24cp-8f,   0x1.16eb6ap-12f,  -0x1.b8a2e8p-10f,
     -0x1.fbaed4p-13f, -0x1.85e25cp-14f, 0x1.0f5feap-19f,  -0x1.6cd19ap-15f, -0x1.3ac6c8p-15f, -0x1.d9e2e6p-17f,
     -0x1.a58596p-18f, -0x1.a6c734p-19f, -0x1.561e9p-20f,  -0x1.2a6f12p-21f, -0x1.80dd94p-23f, -0x1.014faep-24f,
     -0x1.3e98dp-26f,  -0x1.5fb186p-28f, -0x1.6a7cfcp-30f, -0x1.57767ep-32f, -0x1.2e0546p-34f, -0x1.f28e8cp-37f,
     -0x1.7cc578p-39f, -0x1.100492p-41f},
};

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// Coefficient of the given power for each lane's interval.
template <class D, class VI>
hn::Vec<D> coefficient(D d, int power, VI interval) {
#if HWY_TARGET == HWY_AVX3
  return hn::Vec<D>{
      _mm512_permutex2var_ps(hn::Load(d, q_table[power]).raw, interval.raw, hn::Load(d, q_table[power] + 16).raw)};
#else
  return hn::GatherIndex(d, q_table[power], interval);
#endif
}

struct Minimax {
  template <class D, class V>
  static V apply(D d, V x) {
    const hn::RebindToSigned<D> di;
    const V limit = hn::Set(d, 8.0f);
    const V t = hn::Abs(x);
    const auto inside = hn::Lt(t, limit);  // false for NaN
    const V bounded = hn::IfThenElseZero(inside, t);
    // Binary32 numbers around 1.5 * 2^21 are multiples of 1/4: adding it rounds t - 1/8 to i/4, i in the low bits. At a
    // border between intervals either neighbour will do.
    const V magic = hn::Set(d, 0x1.8p21f);
    const V eighth = hn::Set(d, 0.125f);
    const V shifted = hn::Add(hn::Sub(bounded, eighth), magic);
    const auto interval = hn::And(hn::BitCast(di, shifted), hn::Set(di, 31));
    const V center = hn::Add(hn::Sub(shifted, magic), eighth);
    const V r = hn::Sub(bounded, center);
    V q = coefficient(d, 7, interval);
    for (int power = 6; power >= 0; --power) q = hn::MulAdd(q, r, coefficient(d, power, interval));
    // Outside, x itself supplies the NaN or the infinity.
    return hn::NegMulAdd(bounded, q, negative_to_minus_zero(d, x));
  }
};

void minimax(const float* x, float* y, std::size_t n) { map<Minimax>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "polynomial",
                             .variant = "minimax",
                             .formula = Formula::gelu,
                             .claim = {.max_ulp = 2.64576, .ulp_from = -6, .max_abs = 2.38423e-07},
                             .provenance = "scripts/coefficients/minimax.sollya"},
                            GELUBENCH_PATHS(minimax));

}  // namespace
}  // namespace gelubench
#endif
