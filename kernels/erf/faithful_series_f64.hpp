// Printed by scripts/coefficients/faithful_series_f64.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::faithful {

/// E(r)/r by powers of v = r^2 and u = c r, that up to 0.024.
struct SeriesForward {
  /// 1 + u (v0[0] + u (v0[1] + ...)), absolute error 2^-49.2.
  alignas(64) static constexpr double v0[5] = {-0x1.0000000000006p-1, 0x1.555555545be4dp-3, -0x1.5555555422639p-5, 0x1.111266c744f17p-7, -0x1.6c189861d6395p-10};
  /// v (v1[0] + u (v1[1] + ...)), absolute error 2^-32.9.
  alignas(64) static constexpr double v1[4] = {-0x1.55555551179fep-3, 0x1.fffffffa1002p-4, -0x1.999d31f67f23p-5, 0x1.c720382884b7fp-7};
  /// v^2 (v2[0] + u v2[1] ...), absolute error 2^-18.5.
  alignas(64) static constexpr double v2[2] = {0x1.99a462b83bc1ap-6, -0x1.555b9ffbb1925p-6};
};

/// E(r)/r by powers of v = r^2 and u = c r, that up to 0.024.
struct SeriesForFloat {
  /// 1 + u (v0[0] + u (v0[1] + ...)), absolute error 2^-40.3.
  alignas(64) static constexpr double v0[4] = {-0x1.fffffffd87676p-2, 0x1.55555553da711p-3, -0x1.55576e06d16f3p-5, 0x1.1112a7172efcdp-7};
  /// v (v1[0] + u (v1[1] + ...)), absolute error 2^-24.3.
  alignas(64) static constexpr double v1[3] = {-0x1.5555554cd9e7cp-3, 0x1.000325520ecb5p-3, -0x1.999e180e82637p-5};
  /// v^2 (v2[0] + u v2[1] ...), absolute error 2^-10.9.
  alignas(64) static constexpr double v2[1] = {0x1.99af2be82f3d3p-6};
};

/// E(r)/r by powers of v = r^2 and u = c r + r^2/2, that up to 0.024.
struct SeriesBackward {
  /// 1 + u (v0[0] + u (v0[1] + ...)), absolute error 2^-58.8.
  alignas(64) static constexpr double v0[6] = {-0x1.0000000000005p-1, 0x1.555555555555bp-3, -0x1.5555555450d36p-5, 0x1.11111110542f4p-7, -0x1.6c187344f4431p-10, 0x1.a01bdab085ef4p-13};
  /// v (v1[0] + u (v1[1] + ...)), absolute error 2^-44.6.
  alignas(64) static constexpr double v1[5] = {0x1.555555555555ep-4, -0x1.5555555445e87p-5, 0x1.9999999826b87p-7, -0x1.6c188d99f0721p-9, 0x1.041190c0c0c02p-11};
  /// v^2 (v2[0] + u v2[1] ...), absolute error 2^-31.1.
  alignas(64) static constexpr double v2[3] = {0x1.1111110f2e87fp-8, -0x1.1112dd3f2d9fcp-9, 0x1.38158087b9fc3p-11};
};

struct Density64 {
  static constexpr int log2_n = 4;
  static constexpr double inverse_step = 0x1.71547652b82fep3;
  static constexpr double step_high = 0x1.62e42fefap-4;
  static constexpr double step_low = 0x1.cf79abc9e3b3ap-43;
  /// exp(r/2) - 1 = r (e[0] + r (e[1] + ...)) for |r| up to 1.05 half steps, absolute error 2^-56.4.
  alignas(64) static constexpr double e[6] = {0x1.000000000000ep-1, 0x1.000000000000ap-3, 0x1.55555553b6ff4p-6, 0x1.55555553ee153p-9, 0x1.111294b5b22f4p-12, 0x1.6c18a9bd4ef73p-16};
  /// Everything is kept larger by 2^log2_scale, away from subnormal numbers.
  static constexpr int log2_scale = 256;
  static constexpr double unscale = 0x1p-256;
  /// 1/sqrt(2 pi) 2^(j/16 + 256) in two parts, as bits less j << 48.
  alignas(64) static constexpr unsigned long long power_high[16] = {5753779829746185809u, 5753816537392818832u, 5753867332187689958u, 5753932837822135302u, 5754013705600665498u, 5754110615663505376u, 5754067876091245028u, 5753992717020311726u, 5753926692334902125u, 5753870206448813510u, 5753823681680771637u, 5753787559047149641u, 5753762299089783609u, 5753748382740438676u, 5753746312223548311u, 5753756611998921278u};
  alignas(64) static constexpr unsigned long long power_low[16] = {14734858845690789141u, 5509005921423431242u, 14720019400864656187u, 14726275544040481255u, 14732756335993898408u, 5510658457823490712u, 5501274529869957949u, 14729248688904785496u, 5501619986379042176u, 5504487272336195484u, 5503089976873460938u, 5509504736902290045u, 14720392839083490855u, 5505274751518415814u, 14727427360964227128u, 5507636349049228553u};
};

/// 1 - t Q(t) / phi(t) = m (p[0] + m (p[1] + ...)), absolute error 2^-59.6.
struct TailForward {
  alignas(64) static constexpr double p[12] = {0x1.ffffffffffff4p-1, 0x1.00000000011f2p2, 0x1.5ffffffebf2dfp4, 0x1.c00000b657e21p6, 0x1.5dffe1adf2a72p9, 0x1.b20665d364175p11, 0x1.b7acb01d38262p14, 0x1.0e304534b65d6p16, 0x1.cf2fec1cf01aep20, -0x1.d7e48ccc39fa6p22, 0x1.149b733064051p27, -0x1.c9029c0662947p26};
};

/// Q(t) / (t phi(t)) = m (p[0] + m (p[1] + ...)), absolute error 2^-59.0.
struct TailBackward {
  alignas(64) static constexpr double p[12] = {0x1.ffffffffffff2p-1, 0x1.80000000014c4p2, 0x1.2fffffff49619p5, 0x1.e800006528824p7, 0x1.8effefc751cd8p10, 0x1.4741a1023fadap13, 0x1.10ac8e1897f58p16, 0x1.c44810944baa6p18, 0x1.6f21b55ecfbd9p21, 0x1.8d9523e7dc032p24, 0x1.65afef9fb26c1p22, 0x1.46acf9e779f92p31};
};

}  // namespace gelubench::faithful
