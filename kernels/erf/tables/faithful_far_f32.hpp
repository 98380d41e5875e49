// Printed by scripts/coefficients/faithful_far_f32.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::faithful {

/// 2 log(t Q(t) / phi(t)) from 5.34375 to 14.84375 by intervals k = round(t / width), in the column k mod 8; absolute error 2^-29.7.
struct FarForward {
  static constexpr float width = 0x1.3p0f;
  static constexpr float inverse_width = 0x1.af286cp-1f;
  alignas(64) static constexpr float w[7][8] = {
    {-0x1.61886ap-6f, -0x1.18dad6p-6f, -0x1.c8c734p-7f, -0x1.7a9d1cp-7f, -0x1.3edba4p-7f, -0x1.b3a654p-5f, -0x1.343438p-5f, -0x1.ca2eacp-6f},
    {0x1.22123ap-8f, 0x1.9bcdd4p-9f, 0x1.2e88e6p-9f, 0x1.c93d1cp-10f, 0x1.61c2b6p-10f, 0x1.141668p-6f, 0x1.4b1566p-7f, 0x1.aa7dap-8f},
    {-0x1.622b4p-11f, -0x1.c1e86cp-12f, -0x1.2af198p-12f, -0x1.9c4bb8p-13f, -0x1.253ac8p-13f, -0x1.020fc2p-8f, -0x1.075874p-9f, -0x1.26c682p-10f},
    {0x1.7d7198p-14f, 0x1.b23a5p-15f, 0x1.053844p-15f, 0x1.48fcc8p-16f, 0x1.ae7eacp-17f, 0x1.a658b4p-11f, 0x1.6ff74cp-12f, 0x1.66cd0cp-13f},
    {-0x1.7c38cp-17f, -0x1.8cffeap-18f, -0x1.b1055p-19f, -0x1.dea78cp-20f, -0x1.2b8002p-20f, -0x1.3f97d2p-13f, -0x1.dbb79ep-15f, -0x1.964936p-16f},
    {0x1.7103acp-20f, 0x1.51c836p-21f, 0x1.4ef65p-22f, 0x1.5e7fbcp-23f, 0x1.85460ep-24f, 0x1.d3ea18p-16f, 0x1.29d66p-17f, 0x1.b915fcp-19f},
    {-0x1.1ab6cp-22f, 0x1.82922ap-24f, 0x1.eaf626p-25f, -0x1.6536dap-24f, 0x1.43c9d2p-26f, -0x1.4cbb1ep-18f, -0x1.9d30d4p-20f, -0x1.9ead8cp-22f},
  };
};

/// 2 log(1 - Q(t) / (t phi(t))) from 5.34375 to 14.84375 by intervals k = round(t / width), in the column k mod 8; absolute error 2^-26.3.
struct FarBackward {
  static constexpr float width = 0x1.3p0f;
  static constexpr float inverse_width = 0x1.af286cp-1f;
  alignas(64) static constexpr float w[6][8] = {
    {-0x1.692adp-6f, -0x1.1dabeep-6f, -0x1.cf25c8p-7f, -0x1.7efd46p-7f, -0x1.41f612p-7f, -0x1.caea72p-5f, -0x1.3fd33ap-5f, -0x1.d702fap-6f},
    {0x1.2e9bb8p-8f, 0x1.a9ef9ap-9f, 0x1.36f988p-9f, 0x1.d3cf46p-10f, 0x1.68a5c4p-10f, 0x1.31b148p-6f, 0x1.641a74p-7f, 0x1.c26742p-8f},
    {-0x1.7bc606p-11f, -0x1.dbbbfp-12f, -0x1.38e3c4p-12f, -0x1.ac33e8p-13f, -0x1.2ec288p-13f, -0x1.30bc1ep-8f, -0x1.28c516p-9f, -0x1.42793ep-10f},
    {0x1.a72b0cp-14f, 0x1.d7d68ap-15f, 0x1.1794f4p-15f, 0x1.5c1f42p-16f, 0x1.c38f96p-17f, 0x1.0db498p-10f, 0x1.b711e8p-12f, 0x1.99e6fcp-13f},
    {-0x1.bdfb9ep-17f, -0x1.b9f9b8p-18f, -0x1.d60c1p-19f, -0x1.099046p-19f, -0x1.3e5d64p-20f, -0x1.c8f284p-13f, -0x1.34c066p-14f, -0x1.ed592cp-16f},
    {0x1.be5206p-20f, 0x1.898b54p-21f, 0x1.7a7b44p-22f, 0x1.84d892p-23f, 0x1.a7e39ep-24f, 0x1.6e3e58p-15f, 0x1.9beac8p-17f, 0x1.1ab7a6p-18f},
  };
};

}  // namespace gelubench::faithful
