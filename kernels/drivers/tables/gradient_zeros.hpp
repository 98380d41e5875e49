// Printed by scripts/coefficients/gradient_zeros.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::gradient_zeros {

/// gelu': relative error 2^-31.8.
struct Erf {
  static constexpr double zero = -0x1.80ead197f00b4p-1;
  static constexpr double value = -0x1.dc33ec6564406p-58;
  static constexpr float radius = 0x1p-6f;
  alignas(64) static constexpr double coefficient[4] = {0x1.b9d98fa786f77p-2, 0x1.8d9a940ed7b71p-2, -0x1.2a3e196c55201p-6, -0x1.d2f1236a87b6bp-4};
  static constexpr double low = 0x1.d808719629a04p-57;
};

/// gelu': relative error 2^-62.0.
struct Erf64 {
  static constexpr double zero = -0x1.80ead197f00b4p-1;
  static constexpr double value = -0x1.dc33ec6564406p-58;
  static constexpr double radius = 0x1.8p-6;
  alignas(64) static constexpr double coefficient[9] = {0x1.b9d98fa5a3215p-2, 0x1.8d9a941de3ac5p-2, -0x1.2a2ef9bb865b8p-6, -0x1.d2fa4c17c31fdp-4, -0x1.e4088244b7c09p-7, 0x1.3e346cf85d18dp-6, 0x1.297b97185d13dp-8, -0x1.2569419805403p-9, -0x1.85bcb298ce834p-11};
  static constexpr double low = 0x1.217f44b2341f6p-56;
};

/// gelu_tanh': relative error 2^-35.6.
struct Tanh {
  static constexpr double zero = -0x1.81429f9e97e4dp-1;
  static constexpr double value = -0x1.20a50541a648bp-56;
  static constexpr float radius = 0x1p-7f;
  alignas(64) static constexpr double coefficient[4] = {0x1.b8bacd2cb8c19p-2, 0x1.8cd1a2b202c85p-2, -0x1.029a570dd1bcdp-6, -0x1.d2b514fd1becep-4};
  static constexpr double low = -0x1.eb9860944144p-57;
};

/// gelu_sigmoid': relative error 2^-32.9.
struct Sigmoid {
  static constexpr double zero = -0x1.80974a62be3dfp-1;
  static constexpr double value = -0x1.412b288b5c85cp-56;
  static constexpr float radius = 0x1p-7f;
  alignas(64) static constexpr double coefficient[4] = {0x1.7b9cd9a0b1a6cp-2, 0x1.b30221de6a7ccp-2, 0x1.7d26101fb4436p-4, -0x1.059aefddf5d98p-3};
  static constexpr double low = -0x1.624f52b50bbd8p-58;
};

/// silu': relative error 2^-36.0.
struct Silu {
  static constexpr double zero = -0x1.474973c84120bp0;
  static constexpr double value = 0x1.b7d7537967aa7p-56;
  static constexpr float radius = 0x1p-7f;
  alignas(64) static constexpr double coefficient[4] = {0x1.be14104620376p-3, 0x1.2c563458934f5p-3, 0x1.353d047cb5f6p-6, -0x1.f2cfa6c41208fp-7};
  static constexpr double low = -0x1.267bbfda7733p-58;
};

/// silu': relative error 2^-62.8.
struct Silu64 {
  static constexpr double zero = -0x1.474973c84120bp0;
  static constexpr double value = 0x1.b7d7537967aa7p-56;
  static constexpr double radius = 0x1p-5;
  alignas(64) static constexpr double coefficient[9] = {0x1.be1410460528p-3, 0x1.2c563458cc0adp-3, 0x1.353eb573ca457p-6, -0x1.f2d0e32bc853fp-7, -0x1.b0f82c4999ad1p-8, 0x1.098e9ffcde284p-13, 0x1.a2a7cd228f7b8p-11, 0x1.8543def4b857p-13, -0x1.5774bd13273bap-15};
  static constexpr double low = 0x1.bd8794c9d69cp-62;
};

}  // namespace gelubench::gradient_zeros
