// Printed by scripts/coefficients/relative.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::relative {

/// Relative errors 2^-10.2 and 2^-13.7.
struct Relative9 {
  alignas(64) static constexpr float log2_q[8] = {-0x1.004d76p0f, -0x1.23b47cp0f, -0x1.e92bbcp-2f, -0x1.581f46p-5f, 0x1.407b42p-8f, -0x1.70054p-12f, 0x1.d16654p-17f, -0x1.ed1e4p-23f};
  alignas(64) static constexpr float exp2[4] = {0x1.fff69p-1f, 0x1.62f31cp-1f, 0x1.f0dea6p-3f, 0x1.c3f79ap-5f};
};

/// Relative errors 2^-14.4 and 2^-18.5.
struct Relative12 {
  alignas(64) static constexpr float log2_q[10] = {-0x1.00043ap0f, -0x1.26890ap0f, -0x1.d6c4ap-2f, -0x1.b3d2c4p-5f, 0x1.1215p-7f, -0x1.f3ae36p-11f, 0x1.3979a6p-14f, -0x1.fc0d3p-19f, 0x1.dbd7f8p-24f, -0x1.85c626p-30f};
  alignas(64) static constexpr float exp2[5] = {0x1.ffffe8p-1f, 0x1.62e0dcp-1f, 0x1.ec06aap-3f, 0x1.ca14a2p-5f, 0x1.39a1bep-7f};
};

}  // namespace gelubench::relative
