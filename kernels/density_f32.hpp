// Printed by scripts/coefficients/density_f32.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::density {

struct Density32 {
  static constexpr int log2_n = 5;
  static constexpr float inverse_step = 0x1.715476p4f;
  static constexpr float step_high = 0x1.63p-5f;
  static constexpr float step_low = -0x1.bd0106p-17f;
  /// exp(r/2) - 1 = r (e[0] + r (e[1] + ...)) for |r| up to 1.05 steps, absolute error 2^-28.4.
  alignas(64) static constexpr float e[3] = {0x1.000002p-1f, 0x1.000258p-3f, 0x1.54c58ep-6f};
  /// 1/sqrt(2 pi) 2^(j/32 + 80) in two parts, as bits less j << 18.
  alignas(64) static constexpr unsigned power_high[32] = {1724662314u, 1724693291u, 1724730687u, 1724774642u, 1724825300u, 1724882807u, 1724947313u, 1725018973u, 1725097941u, 1725184379u, 1725278450u, 1725274993u, 1725198842u, 1725126763u, 1725058847u, 1724995184u, 1724935867u, 1724880991u, 1724830653u, 1724784954u, 1724743994u, 1724707878u, 1724676711u, 1724650601u, 1724629660u, 1724614001u, 1724603739u, 1724598993u, 1724599882u, 1724606532u, 1724619067u, 1724637617u};
  alignas(64) static constexpr unsigned power_low[32] = {3661806747u, 1477518666u, 3639569080u, 3640718873u, 3660818114u, 3654807143u, 1512406976u, 3657698934u, 1511057530u, 1512564272u, 1512494846u, 3662848822u, 3662775522u, 1521943426u, 1498647595u, 3663295616u, 3669743177u, 3665165040u, 1516854364u, 1481649904u, 1510605127u, 3661662276u, 3666275451u, 1505854830u, 1510539623u, 3636230835u, 1467710033u, 3665398629u, 1514980921u, 3649653567u, 1506805320u, 1507408600u};
};

struct Density8 {
  static constexpr int log2_n = 3;
  static constexpr float inverse_step = 0x1.715476p2f;
  static constexpr float step_high = 0x1.62ep-3f;
  static constexpr float step_low = 0x1.0bfbe8p-17f;
  /// exp(r/2) - 1 = r (e[0] + r (e[1] + ...)) for |r| up to 1.05 steps, absolute error 2^-28.1.
  alignas(64) static constexpr float e[4] = {0x1.fffffap-2f, 0x1.fffffcp-4f, 0x1.558292p-6f, 0x1.557c74p-9f};
  /// 1/sqrt(2 pi) 2^(j/8 + 80) in two parts, as bits less j << 20.
  alignas(64) static constexpr unsigned power_high[8] = {1724662314u, 1724825300u, 1725097941u, 1725198842u, 1724935867u, 1724743994u, 1724629660u, 1724599882u};
  alignas(64) static constexpr unsigned power_low[8] = {3661806747u, 3660818114u, 1511057530u, 3662775522u, 3669743177u, 1510605127u, 1510539623u, 1514980921u};
};

struct Exp32 {
  static constexpr int log2_n = 5;
  static constexpr float inverse_step = 0x1.715476p4f;
  static constexpr float step_high = 0x1.63p-5f;
  static constexpr float step_low = -0x1.bd0106p-17f;
  /// exp(r/2) - 1 = r (e[0] + r (e[1] + ...)) for |r| up to 1.05 steps, absolute error 2^-28.4.
  alignas(64) static constexpr float e[3] = {0x1.000002p-1f, 0x1.000258p-3f, 0x1.54c58ep-6f};
  /// 1 2^(j/32 + 80) in two parts, as bits less j << 18.
  alignas(64) static constexpr unsigned power_high[32] = {1736441856u, 1736363399u, 1736288963u, 1736218639u, 1736152514u, 1736090682u, 1736033235u, 1735980272u, 1735931888u, 1735888186u, 1735849266u, 1735815235u, 1735786199u, 1735762267u, 1735743551u, 1735730166u, 1735722227u, 1735719855u, 1735723172u, 1735732301u, 1735747370u, 1735768510u, 1735795852u, 1735829534u, 1735869693u, 1735916472u, 1735970015u, 1736030471u, 1736097991u, 1736172730u, 1736254845u, 1736344499u};
  alignas(64) static constexpr unsigned power_low[32] = {1434451968u, 3679102889u, 1531418769u, 3681737291u, 3662719905u, 3679810661u, 1531926052u, 3675390482u, 1526930289u, 3672659299u, 1528374082u, 1486295642u, 3673988446u, 3672255240u, 3656772342u, 3678427816u, 1519380346u, 1523238391u, 3673772008u, 3666503230u, 1505404983u, 3676251042u, 1506868260u, 3674217898u, 3665077642u, 3672918556u, 3652627289u, 3654818790u, 3654358750u, 3671344714u, 1504781366u, 3658889048u};
};

struct Exp8 {
  static constexpr int log2_n = 3;
  static constexpr float inverse_step = 0x1.715476p2f;
  static constexpr float step_high = 0x1.62ep-3f;
  static constexpr float step_low = 0x1.0bfbe8p-17f;
  /// exp(r/2) - 1 = r (e[0] + r (e[1] + ...)) for |r| up to 1.05 steps, absolute error 2^-28.1.
  alignas(64) static constexpr float e[4] = {0x1.fffffap-2f, 0x1.fffffcp-4f, 0x1.558292p-6f, 0x1.557c74p-9f};
  /// 1 2^(j/8 + 80) in two parts, as bits less j << 20.
  alignas(64) static constexpr unsigned power_high[8] = {1736441856u, 1736152514u, 1735931888u, 1735786199u, 1735722227u, 1735747370u, 1735869693u, 1736097991u};
  alignas(64) static constexpr unsigned power_low[8] = {1434451968u, 3662719905u, 1526930289u, 3673988446u, 1519380346u, 1505404983u, 3665077642u, 3654358750u};
};

}  // namespace gelubench::density
