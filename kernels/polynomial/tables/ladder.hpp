// Printed by scripts/coefficients/ladder.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::ladder {

/// Absolute error 2^-8.2.
struct Within8 {
  static constexpr float end = 0x1.88p1f;
  alignas(64) static constexpr float c[4] = {0x1.06f99ap-4f, -0x1.ff39fep-4f, 0x1.602efcp-4f, -0x1.4cc30ep-6f};
};

/// Absolute error 2^-11.5.
struct Within11 {
  static constexpr float end = 0x1.ep1f;
  alignas(64) static constexpr float c[7] = {0x1.f1a3b6p-6f, -0x1.1a9632p-4f, 0x1.09b822p-4f, -0x1.cdfcdcp-6f, 0x1.e9bdfp-10f, 0x1.781b42p-9f, -0x1.8b0092p-11f};
};

/// Absolute error 2^-16.4.
struct Within16 {
  static constexpr float end = 0x1.24p2f;
  alignas(64) static constexpr float c[11] = {0x1.711d14p-7f, -0x1.e43f74p-6f, 0x1.1488a8p-5f, -0x1.54b52p-6f, 0x1.930c04p-8f, 0x1.9b38a2p-12f, -0x1.e10364p-11f, 0x1.afefeep-13f, 0x1.db4758p-16f, -0x1.07d4fcp-16f, 0x1.6d89a4p-20f};
};

/// Absolute error 2^-20.3.
struct Within20 {
  static constexpr float end = 0x1.48p2f;
  alignas(64) static constexpr float c[14] = {0x1.548ab4p-8f, -0x1.ea4e36p-7f, 0x1.3a0ec8p-6f, -0x1.c6f79ep-7f, 0x1.761c06p-8f, -0x1.b64322p-11f, -0x1.b1eccp-12f, 0x1.03538ap-12f, -0x1.f228ep-16f, -0x1.f1afp-17f, 0x1.526388p-18f, 0x1.076c9p-25f, -0x1.b77b1cp-23f, 0x1.8218dcp-26f};
};

}  // namespace gelubench::ladder
