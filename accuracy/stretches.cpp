#include "accuracy/stretches.hpp"

#include <cmath>
#include <map>
#include <mutex>
#include <utility>

namespace gelubench {
namespace {

constexpr int eighths_log2 = 3;

/// Where GELU changes.
bool is_cut(double magnitude) { return magnitude >= 0x1p-10 && magnitude < 0x1p5; }

}  // namespace

Stretches::Stretches(Format format) : fraction_bits_(format.fraction_bits()) {
  const std::uint64_t beyond = 2 * (format.sign() >> fraction_bits_);
  std::size_t first = 0;
  for (std::uint64_t binade = 0; binade < beyond; ++binade) {
    const bool cut = is_cut(std::fabs(decode(format, binade << fraction_bits_)));
    const std::size_t count = cut ? std::size_t{1} << eighths_log2 : 1;
    binades_.push_back({first, count, cut ? fraction_bits_ - eighths_log2 : fraction_bits_});
    first += count;
  }
}

const Stretches& stretches_of(Format format) {
  static std::mutex mutex;
  static std::map<std::pair<int, int>, Stretches> known;
  const std::lock_guard lock(mutex);
  return known.try_emplace({format.precision, format.emin}, format).first->second;
}

}  // namespace gelubench
