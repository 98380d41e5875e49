#include "bench/distribution.hpp"

#include <cmath>
#include <limits>

namespace gelubench {

const std::vector<Distribution>& distributions() {
  static const auto normal = [](double deviation) {
    return [distribution = std::normal_distribution<double>(0, deviation)](std::mt19937& bits, double) mutable {
      return distribution(bits);
    };
  };
  static const auto uniform = [](double low, double high) {
    return [distribution = std::uniform_real_distribution<double>(low, high)](std::mt19937& bits, double) mutable {
      return distribution(bits);
    };
  };
  static const std::vector<Distribution> list{
      {"normal", "N(0,1)", normal(1)},
      {"wide", "N(0,3)", normal(3)},
      {"uniform", "uniform [-8,8]", uniform(-8, 8)},
      {"tail", "uniform [-14,-6]", uniform(-14, -6)},
      {"far", "half -20, half -10^30", [](std::mt19937& bits, double) { return bits() % 2 == 0 ? -20.0 : -1e30; }},
      {"subnormal", "subnormal",
       [](std::mt19937& bits, double smallest_normal) {
         return std::uniform_real_distribution<double>(-smallest_normal, smallest_normal)(bits);
       }},
      {"tiny", "tiny, x^2 underflows",
       [](std::mt19937& bits, double smallest_normal) {
         const double least = std::log2(smallest_normal);
         const double magnitude = std::exp2(std::uniform_real_distribution<double>(least, least / 2)(bits));
         return bits() % 2 == 0 ? magnitude : -magnitude;
       }},
      {"special", "N(0,1) with 1 % infinities and NaN",
       [](std::mt19937& bits, double) {
         constexpr double inf = std::numeric_limits<double>::infinity();
         switch (bits() % 300) {
           case 0:
             return inf;
           case 1:
             return -inf;
           case 2:
             return std::numeric_limits<double>::quiet_NaN();
           default:
             return std::normal_distribution<double>()(bits);
         }
       }},
  };
  return list;
}

const Distribution& fixed_points() {
  static const Distribution distribution{"fixed", "half 0, half 20",
                                         [](std::mt19937& bits, double) { return bits() % 2 == 0 ? 0.0 : 20.0; }};
  return distribution;
}

const Distribution* find_distribution(const std::string& name) {
  for (const Distribution& distribution : distributions()) {
    if (distribution.name == name) return &distribution;
  }
  return nullptr;
}

}  // namespace gelubench
