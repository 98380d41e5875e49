// Printed by scripts/coefficients/faithful_series_f64.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::faithful {

/// E(r)/r by powers of v = r^2 and u = c r.
struct SeriesForward {
  /// 1 + u (v0[0] + u (v0[1] + ...)), absolute error 2^-54.1;
  /// near, of as many as are needed, 2^-52.4.
  alignas(64) static constexpr double v0[8] = {-0x1.fffffffffffccp-2, 0x1.5555555555532p-3, -0x1.555555558f72ep-5, 0x1.111111113f3p-7, -0x1.6c16bd0cd3df6p-10, 0x1.a019fcb1eaee3p-13, -0x1.a058527912d9ep-16, 0x1.72151d801b495p-19};
  static constexpr int v0_near = 6;
  /// v (v1[0] + u (v1[1] + ...)), absolute error 2^-41.5;
  /// near, of as many as are needed, 2^-37.9.
  alignas(64) static constexpr double v1[7] = {-0x1.5555555555497p-3, 0x1.000000007a7eep-3, -0x1.9999999a60578p-5, 0x1.c71c678ed5b66p-7, -0x1.861858e62ba86p-9, 0x1.1147a1edde362p-11, -0x1.43e23857bd756p-14};
  static constexpr int v1_near = 5;
  /// v^2 (v2[0] + u (v2[1] + ...)), absolute error 2^-24.5;
  /// near, of as many as are needed, 2^-17.5.
  alignas(64) static constexpr double v2[4] = {0x1.99996f011c0b8p-6, -0x1.555536aa26c8fp-6, 0x1.2503fe08ef7c9p-7, -0x1.55d0221217bc4p-9};
  static constexpr int v2_near = 2;
};

/// E(r)/r by powers of v = r^2 and u = c r, near only.
struct SeriesForFloat {
  /// 1 + u (v0[0] + u (v0[1] + ...)), absolute error 2^-40.3;
  /// near, of as many as are needed, 2^-40.3.
  alignas(64) static constexpr double v0[4] = {-0x1.fffffffd87676p-2, 0x1.55555553da711p-3, -0x1.55576e06d16f3p-5, 0x1.1112a7172efcdp-7};
  static constexpr int v0_near = 4;
  /// v (v1[0] + u (v1[1] + ...)), absolute error 2^-24.3;
  /// near, of as many as are needed, 2^-24.3.
  alignas(64) static constexpr double v1[3] = {-0x1.5555554cd9e7cp-3, 0x1.000325520ecb5p-3, -0x1.999e180e82637p-5};
  static constexpr int v1_near = 3;
  /// v^2 (v2[0] + u (v2[1] + ...)), absolute error 2^-10.9;
  /// near, of as many as are needed, 2^-10.9.
  alignas(64) static constexpr double v2[1] = {0x1.99af2be82f3d3p-6};
  static constexpr int v2_near = 1;
};

/// E(r)/r by powers of v = r^2 and u = c r + r^2/2.
struct SeriesBackward {
  /// 1 + u (v0[0] + u (v0[1] + ...)), absolute error 2^-54.1;
  /// near, of as many as are needed, 2^-52.4.
  alignas(64) static constexpr double v0[8] = {-0x1.fffffffffffccp-2, 0x1.5555555555532p-3, -0x1.555555558f72ep-5, 0x1.111111113f3p-7, -0x1.6c16bd0cd3df6p-10, 0x1.a019fcb1eaee3p-13, -0x1.a058527912d9ep-16, 0x1.72151d801b495p-19};
  static constexpr int v0_near = 6;
  /// v (v1[0] + u (v1[1] + ...)), absolute error 2^-37.9;
  /// near, of as many as are needed, 2^-37.9.
  alignas(64) static constexpr double v1[6] = {0x1.5555555599622p-4, -0x1.55555555b2a9p-5, 0x1.999993367dffcp-7, -0x1.6c16bb42126b2p-9, 0x1.043db96486b59p-11, -0x1.384aef694ab57p-14};
  static constexpr int v1_near = 5;
  /// v^2 (v2[0] + u (v2[1] + ...)), absolute error 2^-23.1;
  /// near, of as many as are needed, 2^-21.2.
  alignas(64) static constexpr double v2[3] = {0x1.111104e5ffd0cp-8, -0x1.115a2738bd7d9p-9, 0x1.3864b620e8f79p-11};
  static constexpr int v2_near = 2;
};

}  // namespace gelubench::faithful
