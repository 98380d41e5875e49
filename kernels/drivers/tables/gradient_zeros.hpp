// Printed by scripts/coefficients/gradient_zeros.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::gradient_zeros {

/// gelu': relative error 2^-31.8.
struct Erf {
  static constexpr double zero = -0x1.80ead197f00b4p-1;
  static constexpr float radius = 0x1p-6f;
  alignas(64) static constexpr double coefficient[4] = {0x1.b9d98fa786f77p-2, 0x1.8d9a940ed7b7p-2, -0x1.2a3e196c4bbeap-6, -0x1.d2f1236a826eap-4};
};

/// gelu_tanh': relative error 2^-35.6.
struct Tanh {
  static constexpr double zero = -0x1.81429f9e97e4dp-1;
  static constexpr float radius = 0x1p-7f;
  alignas(64) static constexpr double coefficient[4] = {0x1.b8bacd2cb8c19p-2, 0x1.8cd1a2b202c84p-2, -0x1.029a570dbae84p-6, -0x1.d2b514fd07feep-4};
};

/// gelu_sigmoid': relative error 2^-32.9.
struct Sigmoid {
  static constexpr double zero = -0x1.80974a62be3dfp-1;
  static constexpr float radius = 0x1p-7f;
  alignas(64) static constexpr double coefficient[4] = {0x1.7b9cd9a0b1a6dp-2, 0x1.b30221de6a7cdp-2, 0x1.7d26101fac6b3p-4, -0x1.059aefddfe326p-3};
};

/// silu': relative error 2^-36.0.
struct Silu {
  static constexpr double zero = -0x1.474973c84120bp0;
  static constexpr float radius = 0x1p-7f;
  alignas(64) static constexpr double coefficient[4] = {0x1.be14104620375p-3, 0x1.2c563458934f5p-3, 0x1.353d047ca923p-6, -0x1.f2cfa6c427158p-7};
};

}  // namespace gelubench::gradient_zeros
