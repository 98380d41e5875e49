#include "bench/working_set.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <utility>

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

std::optional<std::size_t> positive(std::string_view text) {
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n == 0) return std::nullopt;
  return n;
}

/// "N" or "ROWSxCOLUMNS"; as many as can be counted where there are more.
std::optional<std::size_t> count_of(const std::string& size) {
  const std::size_t cross = size.find('x');
  if (cross == std::string::npos) return positive(size);
  const auto rows = positive(std::string_view(size).substr(0, cross));
  const auto columns = positive(std::string_view(size).substr(cross + 1));
  if (!rows || !columns) return std::nullopt;
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  return *rows > most / *columns ? most : *rows * *columns;
}

/// "64KiB", "16MiB", "1GiB"; as many as can be counted where there are more.
std::optional<std::size_t> bytes_of(const std::string& size) {
  constexpr std::array units{std::pair("KiB", 10), std::pair("MiB", 20), std::pair("GiB", 30)};
  for (const auto& [unit, log2] : units) {
    if (!size.ends_with(unit)) continue;
    const auto n = positive(std::string_view(size).substr(0, size.size() - std::string_view(unit).size()));
    if (!n) return std::nullopt;
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    return *n > most >> log2 ? most : *n << log2;
  }
  return std::nullopt;
}

}  // namespace

std::size_t WorkingSet::elements(int threads, std::size_t element_size, std::size_t bytes_per_element) const {
  if (count > 0) return count;
  if (input_bytes > 0) return input_bytes / element_size;
  constexpr std::size_t granule = 64;  // whole vectors and cache lines
  const std::size_t total = bytes * (per_thread ? static_cast<std::size_t>(threads) : 1);
  return std::max(total / bytes_per_element / granule, std::size_t{1}) * granule;
}

std::string working_set_words() {
  return fmt::format("{}, a number of elements, ROWSxCOLUMNS or bytes of inputs such as 16MiB",
                     fmt::join(working_set_levels(), ", "));
}

const std::vector<std::string>& working_set_levels() {
  static const std::vector<std::string> levels{"L1", "L2", "LLC", "DRAM"};
  return levels;
}

std::vector<std::string> named_sizes(const std::string& name) {
  if (name == "small") return {"1", "7", "16", "64", "256"};
  std::vector<std::string> sizes;
  if (name == "models") {
    for (const int rows : {1, 32, 512}) {
      for (const int columns : {3072, 4096, 11008, 16384}) sizes.push_back(fmt::format("{}x{}", rows, columns));
    }
  }
  return sizes;
}

std::optional<WorkingSet> working_set(const std::string& level, double dram_factor) {
  // Where the system does not tell (some containers), sizes every current x86-64 has.
  const std::size_t l1 = std::max(cache_bytes(1), 32 * mebibyte / 1024);
  const std::size_t l2 = std::max(cache_bytes(2), mebibyte / 4);
  const std::size_t llc = cache_bytes(3);
  if (level == "L1") return WorkingSet{level, l1 / 2, true, 0};
  if (level == "L2") return WorkingSet{level, l2 / 2, true, 0};
  if (level == "LLC" && llc > 0) return WorkingSet{level, llc / 2, false, 0};
  if (level == "DRAM") {
    const auto wanted = static_cast<std::size_t>(dram_factor * static_cast<double>(std::max(llc, l2)));
    return WorkingSet{level, std::clamp(wanted, 32 * mebibyte, 512 * mebibyte), false, 0};
  }
  if (const auto count = count_of(level)) return WorkingSet{level, 0, false, *count};
  if (const auto input_bytes = bytes_of(level)) return WorkingSet{level, 0, false, 0, *input_bytes};
  return std::nullopt;
}

std::optional<std::size_t> available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  for (std::size_t kibibytes = 0; file >> name;) {
    if (name == "MemAvailable:" && file >> kibibytes) return kibibytes * 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

}  // namespace gelubench
