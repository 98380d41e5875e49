#include "bench/ceilings.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "kernels/kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/ceilings.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// Rounds of ten independent multiply-adds: enough to hide their latency, few enough for 16 registers.
float multiply_adds(std::size_t rounds) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<hn::ScalableTag<float>>;
  const V factor = hn::Set(d, 0.5f);
  const V term = hn::Set(d, 1.0f);
  alignas(64) float starts[10 * widest];
  std::fill(std::begin(starts), std::end(starts), 1.0f);
  Group<V, 10> sums = load_group<10>(d, starts);
  for (std::size_t i = 0; i < rounds; ++i) {
    sums = each([&](V sum) HWY_ATTR { return hn::MulAdd(sum, factor, term); }, sums);
  }
  V total = hn::Zero(d);
  each(
      [&](V sum) HWY_ATTR {
        total = hn::Add(total, sum);
        return sum;
      },
      sums);
  return hn::GetLane(total);
}

struct MultiplyAdds {
  float (*run)(std::size_t rounds);
  std::size_t lanes;
};

MultiplyAdds functions() { return {&multiply_adds, hn::Lanes(hn::ScalableTag<float>())}; }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

template <class Functions>
CeilingRecord ceiling(Path path, const Functions& functions) {
  constexpr std::size_t rounds = 20000;
  double least = std::numeric_limits<double>::infinity();
  volatile float kept = 0;
  for (int repetition = 0; repetition < 40; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    kept = functions.run(rounds);
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    least = std::min(least, time.count() / (10 * rounds));
  }
  static_cast<void>(kept);
  return {.path = std::string(to_string(path)), .lanes = static_cast<int>(functions.lanes), .multiply_add_ns = least};
}

}  // namespace

std::vector<CeilingRecord> measure_ceilings() {
  std::vector<CeilingRecord> records{ceiling(Path::scalar, N_SCALAR::functions())};
  if (cpu_supports(Path::sse4)) records.push_back(ceiling(Path::sse4, N_SSE4::functions()));
  if (cpu_supports(Path::avx2)) records.push_back(ceiling(Path::avx2, N_AVX2::functions()));
  if (cpu_supports(Path::avx512)) records.push_back(ceiling(Path::avx512, N_AVX3::functions()));
  return records;
}

}  // namespace gelubench
#endif
