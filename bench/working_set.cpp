#include "bench/working_set.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>

namespace gelubench {
namespace {

/// Bytes of the data (or unified) cache of a level, 0 where there is none.
std::size_t cache_bytes(int level) {
  for (const auto& cache : benchmark::CPUInfo::Get().caches) {
    if (cache.level == level && cache.type != "Instruction") return static_cast<std::size_t>(cache.size);
  }
  return 0;
}

constexpr std::size_t mebibyte = std::size_t{1} << 20;

}  // namespace

std::size_t WorkingSet::elements(int threads, std::size_t bytes_per_element) const {
  constexpr std::size_t granule = 64;  // whole vectors and cache lines
  const std::size_t total = bytes * (per_thread ? static_cast<std::size_t>(threads) : 1);
  return std::max(total / bytes_per_element / granule, std::size_t{1}) * granule;
}

const std::vector<std::string>& working_set_levels() {
  static const std::vector<std::string> levels{"L1", "L2", "LLC", "DRAM"};
  return levels;
}

std::optional<WorkingSet> working_set(const std::string& level, double dram_factor) {
  // Where the system does not tell (some containers), sizes every current x86-64 has.
  const std::size_t l1 = std::max(cache_bytes(1), 32 * mebibyte / 1024);
  const std::size_t l2 = std::max(cache_bytes(2), mebibyte / 4);
  const std::size_t llc = cache_bytes(3);
  if (level == "L1") return WorkingSet{level, l1 / 2, true};
  if (level == "L2") return WorkingSet{level, l2 / 2, true};
  if (level == "LLC" && llc > 0) return WorkingSet{level, llc / 2, false};
  if (level == "DRAM") {
    const auto wanted = static_cast<std::size_t>(dram_factor * static_cast<double>(std::max(llc, l2)));
    return WorkingSet{level, std::clamp(wanted, 32 * mebibyte, 512 * mebibyte), false};
  }
  return std::nullopt;
}

}  // namespace gelubench
