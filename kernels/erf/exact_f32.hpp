// Printed by scripts/coefficients/exact_f32.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::exact {

/// Q(t) up to 6.0546875, in the column k mod 16; relative error 2^-46.8.
struct Near {
  static constexpr double width = 0x1.9p-2;
  static constexpr double inverse_width = 0x1.47ae147ae147bp1;
  alignas(64) static constexpr double columns[13][16] = {
    {0x1p-1, 0x1.6463de9652c6ep-2, 0x1.bd1652ea02461p-3, 0x1.ee13092ecba9cp-4, 0x1.e4067bd5a15bp-5, 0x1.a0315b69f011fp-6, 0x1.38c94d82fd252p-7, 0x1.99979efea9c0bp-9, 0x1.d21af4ae0dd6dp-11, 0x1.cc080d310b859p-13, 0x1.892c0dd038674p-15, 0x1.229ea15a1d31ep-17, 0x1.7332387830fe5p-20, 0x1.9949618416d9ep-23, 0x1.85503c490ae85p-26, 0x1.3f477cc9790dcp-29},
    {-0x1.9884533d4365p-2, -0x1.7a8240d604183p-2, -0x1.2d130d794e2abp-2, -0x1.9b2e7cc623584p-3, -0x1.e21642e0b9f4dp-4, -0x1.e53b46465cf7ap-5, -0x1.a347c9cd5fe9fp-6, -0x1.3705cec00e2fbp-7, -0x1.8c2226d7ae536p-9, -0x1.b1226f447965p-11, -0x1.96921674cd354p-13, -0x1.47a0cd97bbef4p-15, -0x1.c54d7b6ee03a2p-18, -0x1.0d36b9ec9da84p-20, -0x1.12842ecf56bd5p-23, -0x1.e09e7e2cbe82ep-27},
    {-0x1.7880a0fed821bp-56, 0x1.27b5c2a7332abp-4, 0x1.d66dc50d8a136p-4, 0x1.e1da7a3831728p-4, 0x1.78a1643f91466p-4, 0x1.d9dbe2a0b6d25p-5, 0x1.eb58207cac6f1p-6, 0x1.a939f0aa9361ap-7, 0x1.357aae588032ap-8, 0x1.7caf43cb2eb19p-10, 0x1.8d0aa9ee10687p-12, 0x1.5ff1bcd9fee35p-14, 0x1.099b6652f7542p-16, 0x1.55c67a0963fbdp-19, 0x1.7750b7ff78903p-22, 0x1.60041569c6d0bp-25},
    {0x1.1058377e2cb0bp-4, 0x1.abababc1d01a8p-5, 0x1.38d5cc000aeb3p-6, -0x1.994ec689e614bp-7, -0x1.cf416443f2bc3p-6, -0x1.c7428cff247b8p-6, -0x1.39fb8d1481659p-6, -0x1.4fbd2ce62134bp-7, -0x1.215cf25f8c51cp-8, -0x1.9a052f81bb6d7p-10, -0x1.e319b60ee9f56p-12, -0x1.dcc8d6b0ec07dp-14, -0x1.8c1f9567ad5fcp-16, -0x1.160bb38a152cfp-18, -0x1.4aa565c18b1cbp-21, -0x1.4dc0af9dbb59p-24},
    {0x1.0b67070107c25p-47, -0x1.18ab5ea5e1fe8p-6, -0x1.76b845362bdd2p-6, -0x1.05474765af628p-6, -0x1.1882dea9f90eap-8, 0x1.015e228bd398dp-8, 0x1.98557cff80f15p-8, 0x1.3d46a87f211a4p-8, 0x1.5cf855ed1e69ap-9, 0x1.28ec03747d4c6p-10, 0x1.959aaa22df941p-12, 0x1.c583747bb7f04p-14, 0x1.a3f07207bc983p-16, 0x1.4481a61849536p-18, 0x1.a4c7671eaae83p-21, 0x1.cb8f94cbc1ef9p-24},
    {-0x1.46d042964717cp-7, -0x1.a97eda2154ecep-8, 0x1.73fd86ddd05ap-11, 0x1.6fbda817b5acfp-8, 0x1.6d9cee8af51f9p-8, 0x1.593e5168cb118p-9, -0x1.822bc5be7cfb8p-15, -0x1.23278de8ff15ep-10, -0x1.069840625e89dp-10, -0x1.268a569b02c0ap-11, -0x1.e8d38cd160fbcp-13, -0x1.3e38717fd243fp-14, -0x1.4e4647b245223p-16, -0x1.1fdeb82a2ae0bp-18, -0x1.9aa149868cc67p-21, -0x1.e87c27febc1ccp-24},
    {-0x1.efe501fc8f06bp-41, 0x1.62c8a4cd10ba2p-9, 0x1.83979115662e9p-9, 0x1.0e18b1c1f2ec4p-10, -0x1.ce7b58e0eae7dp-11, -0x1.6a07d7aa38b0cp-10, -0x1.aa20d15640d45p-11, -0x1.2435cd04e0acbp-13, 0x1.5dacdd88663b1p-13, 0x1.759cbfd827fc9p-13, 0x1.a42ba2827953ap-14, 0x1.4ed8fd19f3aaep-15, 0x1.9a51f5d2af76dp-17, 0x1.90beb13892cadp-19, 0x1.3e2b160fda12bp-21, 0x1.9fc2e7538f607p-24},
    {0x1.37403cebfc1d2p-10, 0x1.460a7fb4908e3p-11, -0x1.b2a229bf27908p-12, -0x1.b8a9d666655c8p-11, -0x1.e9f0cfce1a7e7p-12, 0x1.2cfeb8ccbdf5bp-14, 0x1.2319ad1d3949ep-12, 0x1.876f43faeb3d5p-13, 0x1.77f0d8a204269p-15, -0x1.7b0ff31cfb156p-16, -0x1.d854e1f108639p-16, -0x1.038d3a86e8451p-16, -0x1.865b88ac70fb9p-18, -0x1.bc5b5ee760583p-20, -0x1.8f5e716710bdap-22, -0x1.21dc9159e48f9p-24},
    {0x1.92450284f88e3p-35, -0x1.4ff0522d840a4p-12, -0x1.21c62ed566eeep-12, 0x1.aaff4c5df59e3p-17, 0x1.8596fad320aa7p-13, 0x1.11916076104c1p-13, 0x1.81e3f0109e735p-18, -0x1.99ee4b49bac15p-15, -0x1.28b67a4101ab8p-15, -0x1.335177fc0fde6p-17, 0x1.9475cc61bfa21p-19, 0x1.0e9e4a9edb228p-18, 0x1.1999556898b5bp-19, 0x1.8860a1ac1d717p-21, 0x1.99a7839c27a89p-23, 0x1.4f82761a56044p-25},
    {-0x1.e4256acb8fedbp-14, -0x1.8685f0b74a664p-15, 0x1.0da2052c189c2p-14, 0x1.4fc76a774ab9dp-14, 0x1.ba1c625261502p-17, -0x1.27fd16bfb3eb8p-15, -0x1.ddf3291c413c9p-16, -0x1.baf486fa0b659p-19, 0x1.09e5fba05b111p-17, 0x1.8383d045573a4p-18, 0x1.7faa37d8abcecp-20, -0x1.c43cdc4a58b62p-22, -0x1.1b0faf20172efp-21, -0x1.0dfcd75cfaf8bp-22, -0x1.5688db4c7106p-24, -0x1.4420b6e3a485ap-26},
    {-0x1.28a1c831edb7bp-30, 0x1.fbc365ad1b134p-16, 0x1.46e0fe669e139p-16, -0x1.5fdcbd1dcd4ddp-17, -0x1.379afc67dbd8cp-16, -0x1.3aa7368adfb13p-18, 0x1.9e39e49d9242dp-18, 0x1.5feecd045dfefp-18, 0x1.669d2bfe76a75p-21, -0x1.465a36f3b9b68p-20, -0x1.bb7b9d0a780f5p-21, -0x1.7d23c8ad9d734p-23, 0x1.0454bd68d1782p-24, 0x1.0d5581f5f4e88p-24, 0x1.c9fcad7cade7bp-26, 0x1.049b541d1050ep-27},
    {0x1.39c12c4ba20c6p-17, 0x1.6cdaa17b5d5fap-19, -0x1.ba65a44c6a3aep-18, -0x1.69e8efbc9d843p-18, 0x1.9ac1a0be325d6p-20, 0x1.efc47d5444174p-19, 0x1.124fe383ef45dp-20, -0x1.12065cda7874fp-20, -0x1.c0b74308514ffp-21, -0x1.75586b8ba48d8p-24, 0x1.773d6f18195d4p-23, 0x1.be0053d2c1c75p-24, 0x1.2f1374cb706c4p-26, -0x1.1b95288ee3accp-27, -0x1.ce0cc891fd1f5p-28, -0x1.58dbff07214efp-29},
    {0x1.45bbe8ea0371bp-27, -0x1.1c85038d050d1p-19, -0x1.33bc4aed2a73cp-21, 0x1.288c69a0227e3p-20, 0x1.452e3885c5869p-20, -0x1.87199a47a7bd2p-22, -0x1.802c1f85d97e8p-21, -0x1.3d1a7fe6e0576p-23, 0x1.60df36f30bff7p-23, 0x1.eecc8516058a9p-24, 0x1.3e554e18dc4d4p-28, -0x1.942913006b4cp-26, -0x1.7dc948eb21f8ep-27, -0x1.39c51460db441p-30, 0x1.1d73bea6930d4p-30, 0x1.5b49cdf6d58a8p-31},
  };
};

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
