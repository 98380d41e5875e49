// Printed by scripts/coefficients/exact_f32.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::exact {

/// Q(t)/phi(t) from 5.34375 up to 14.84375, in the column k mod 8; relative error 2^-44.2.
struct Far {
  static constexpr double width = 0x1.3p0;
  static constexpr double inverse_width = 0x1.af286bca1af28p-1;
  alignas(64) static constexpr double columns[10][8] = {
    {0x1.aa87f974cbaa5p-4, 0x1.7bfb0bb637d99p-4, 0x1.5687d4082e0e1p-4, 0x1.37c3575ddcadfp-4, 0x1.1e0b225f95205p-4, 0x1.4fe027a41750fp-3, 0x1.1a150124a3d21p-3, 0x1.e5e8ecfed7effp-4},
    {-0x1.5fa1f1538994fp-7, -0x1.17a796a458e07p-7, -0x1.c730a1edd193bp-8, -0x1.7985ac5ed6059p-8, -0x1.3e1562df2f39p-8, -0x1.ade8a50dafc4dp-6, -0x1.3152bed787003p-6, -0x1.c6fe6fcce8986p-7},
    {0x1.1ef55c32f8e87p-10, 0x1.984a1daa3df6dp-11, 0x1.2c6ef66b1dbfap-11, 0x1.c69ad237f6a89p-12, 0x1.600b286787f65p-12, 0x1.0cd7d23dace5fp-8, 0x1.44e9e5957611dp-9, 0x1.a4919a7d8dd78p-10},
    {-0x1.cfc34e7d0c296p-14, -0x1.27ae2344827f9p-14, -0x1.89fcb12230ecbp-15, -0x1.1036753085811p-15, -0x1.83d0f65323685p-16, -0x1.49030a57b8792p-11, -0x1.5433dd29fda96p-12, -0x1.7fedc5d9c3ba5p-13},
    {0x1.732cb3cd734d8p-17, 0x1.a8ef5204ae8dap-18, 0x1.00ad5e9b6fec1p-18, 0x1.443cdbf6eba79p-19, 0x1.a9434174477bbp-20, 0x1.8a79102078749p-14, 0x1.5ebb4c82ddb42p-15, 0x1.5a48afdf3796ap-16},
    {-0x1.264fb15351c29p-20, -0x1.2f072d8345c65p-21, -0x1.4c55b0f8b6d77p-22, -0x1.80278ad704748p-23, -0x1.d0366bb89613p-24, -0x1.cfdc4d97f00c5p-17, -0x1.6440c81a5574cp-18, -0x1.34b66d0b481bfp-19},
    {0x1.ce7ea13a5dc1ap-24, 0x1.acf88dc84deb9p-25, 0x1.ab9fba014514fp-26, 0x1.c4c2571c53c4bp-27, 0x1.f8763a2604a53p-28, 0x1.0bb69df724af2p-19, 0x1.64b64d514828p-21, 0x1.101ee1a81c0a1p-22},
    {-0x1.683203ec54343p-27, -0x1.2d6cc69b53d94p-28, -0x1.11726f40effccp-29, -0x1.096f727574498p-30, -0x1.10e47885ec241p-31, -0x1.2fab112699003p-22, -0x1.6052e1e188f27p-24, -0x1.da889a88928a2p-26},
    {0x1.185ccb2290e93p-30, 0x1.a75cc6f92bed1p-32, 0x1.5d83c1c6cc165p-33, 0x1.371cd6c088d3fp-34, 0x1.271b00d8fca4ep-35, 0x1.585912747872dp-25, 0x1.5bcd74e576168p-27, 0x1.9d817a1363ea3p-29},
    {-0x1.ad2e7ebc00ba1p-34, -0x1.253daa0c0df71p-35, -0x1.b99d37cbc08abp-37, -0x1.691a8e9580bddp-38, -0x1.3c7476e859fa7p-39, -0x1.79885ea7ea75bp-28, -0x1.4e78ecf304e1p-30, -0x1.60ecf171e71f1p-32},
  };
};

/// exp(r) for |r| up to log(2)/32, relative error 2^-47.4, and powers of two over sqrt(2 pi).
struct Exp {
  static constexpr double inverse_step = 0x1.71547652b82fep4;
  static constexpr double step_high = 0x1.62e42fefa4p-5;
  static constexpr double step_low = -0x1.8432a1b0e2634p-47;
  alignas(64) static constexpr double e[6] = {0x1.0000000000017p0, 0x1.fffffffffff45p-1, 0x1.fffffffccb2cp-2, 0x1.5555555a78385p-3, 0x1.555777bb733e7p-5, 0x1.110fdd4a08e17p-7};
  alignas(64) static constexpr double power[16] = {0x1.9884533d43651p-2, 0x1.aa9a7de112a9p-2, 0x1.bd7da73c593e6p-2, 0x1.d136e2bd7fc06p-2, 0x1.e5cfaab0e879ap-2, 0x1.fb51e4ced6fep-2, 0x1.08e3f37e7b1e4p-1, 0x1.149e3e22e30aep-1, 0x1.20dd750429b6dp-1, 0x1.2da77ab15c5c6p-1, 0x1.3b02746d00a35p-1, 0x1.48f4cd2113849p-1, 0x1.5785387480b39p-1, 0x1.66bab6038de94p-1, 0x1.769c94bcc6397p-1, 0x1.873276640323ep-1};
};

/// In three parts each, for the second step in binary128.
inline constexpr double ln2[3] = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56, 0x1.7b57a079a1934p-111};
inline constexpr double inv_sqrt_2pi[3] = {0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56, -0x1.c7402c7d60cfbp-112};

}  // namespace gelubench::exact
