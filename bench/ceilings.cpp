#include "bench/ceilings.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/ceilings.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/cpu.hpp"
#include "kernels/drivers/simd-inl.hpp"

#ifndef GELUBENCH_CEILING_FUNCTIONS
#define GELUBENCH_CEILING_FUNCTIONS
namespace gelubench {
namespace {

/// What one target measures ceilings with.
struct CeilingFunctions {
  float (*multiply_adds)(std::size_t rounds);
  std::size_t lanes;
  Function* triads[2][3];  ///< backward, forward; of 2, 4 and 8 bytes
};

}  // namespace
}  // namespace gelubench
#endif

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

template <class V, class D>
V scaled_sum(D d, V x, V dy) {
  if constexpr (hwy::IsFloat<hn::TFromD<D>>())
    return hn::MulAdd(hn::Set(d, hn::TFromD<D>(0.5)), dy, x);
  else
    return hn::Add(x, hn::Add(dy, dy));
}

template <class T, bool forward>
void triad(const void* x, const void* dy, void* y, std::size_t n) {
  const hn::ScalableTag<T> d;
  const auto* from = static_cast<const T*>(x);
  const auto* more = static_cast<const T*>(dy);
  auto* to = static_cast<T*>(y);
  const std::size_t count = forward ? n * 2 / 3 : n;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    hn::StoreU(scaled_sum(d, hn::LoadU(d, from + i), hn::LoadU(d, more + i)), d, to + i);
  }
  const hn::CappedTag<T, 1> one;
  for (; i < count; ++i) hn::StoreU(scaled_sum(one, hn::LoadU(one, from + i), hn::LoadU(one, more + i)), one, to + i);
}

constexpr CeilingFunctions functions{&multiply_adds,
                                     HWY_LANES(float),
                                     {{&triad<std::int16_t, false>, &triad<float, false>, &triad<double, false>},
                                      {&triad<std::int16_t, true>, &triad<float, true>, &triad<double, true>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

/// In the order of the enumeration, from narrow to wide.
const std::vector<std::pair<Path, CeilingFunctions>>& paths() {
  static const std::vector<std::pair<Path, CeilingFunctions>> list GELUBENCH_PATHS(functions);
  return list;
}

const CeilingFunctions& widest_functions() {
  const auto wider =
      std::find_if(paths().rbegin(), paths().rend(), [](const auto& p) { return cpu_supports(p.first); });
  return wider->second;
}

CeilingRecord ceiling(Path path, const CeilingFunctions& functions) {
  constexpr std::size_t rounds = 20000;
  double least = std::numeric_limits<double>::infinity();
  volatile float kept = 0;
  for (int repetition = 0; repetition < 40; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    kept = functions.multiply_adds(rounds);
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    least = std::min(least, time.count() / (10 * rounds));
  }
  static_cast<void>(kept);
  return {.path = std::string(to_string(path)), .lanes = static_cast<int>(functions.lanes), .multiply_add_ns = least};
}

}  // namespace

Function* triad(DType dtype, Direction direction) {
  const int forward = has_factor(direction) ? 0 : 1;
  const int size = size_of(dtype) == 2 ? 0 : size_of(dtype) == 4 ? 1 : 2;
  return widest_functions().triads[forward][size];
}

void compare_with_ceilings(std::vector<TimingRecord>& timings) {
  std::map<std::pair<std::string, int>, double> bandwidth;  // GB/s at a size on some threads
  std::map<std::string, double> in_l1;
  for (const TimingRecord& t : timings) {
    double& most = bandwidth[{t.level, t.threads}];
    most = std::max(most, t.gb_per_s);
    if (t.level == "L1" && t.threads == 1) in_l1[t.kernel] = t.median_ns;
  }
  for (TimingRecord& t : timings) {
    const auto most = bandwidth.find({t.level, t.threads});
    const auto own = in_l1.find(t.kernel);
    if (most == bandwidth.end() || own == in_l1.end()) continue;
    const double moving = t.gb_per_s / most->second;
    const double computing = own->second / t.threads / t.median_ns;
    const bool is_own = t.level == "L1" && t.threads == 1;
    if (moving >= (is_own ? 0.5 : computing))
      t.ceiling = {"bandwidth", moving};
    else
      t.ceiling = {"arithmetic", is_own ? std::nullopt : std::optional(computing)};
  }
}

std::vector<CeilingRecord> measure_ceilings() {
  std::vector<CeilingRecord> records;
  for (const auto& [path, functions] : paths()) {
    if (cpu_supports(path)) records.push_back(ceiling(path, functions));
  }
  return records;
}

}  // namespace gelubench
#endif
