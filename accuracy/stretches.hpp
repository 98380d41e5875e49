// How the numbers of a format are cut into stretches of neighbours, of each of which the largest error is kept:
// binades, and where GELU changes eighths of binades.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "accuracy/format.hpp"

namespace gelubench {

class Stretches {
 public:
  /// The stretches of one binade, among all in the order of bit patterns.
  struct Binade {
    std::size_t first = 0;
    std::size_t count = 0;
    int shift = 0;  ///< a bit pattern's bits above these tell the stretches apart
  };

  explicit Stretches(Format format);

  std::size_t count() const { return binades_.back().first + binades_.back().count; }
  std::span<const Binade> binades() const { return binades_; }

  /// The stretch of a bit pattern.
  std::size_t of(std::uint64_t pattern) const {
    const Binade& binade = binade_of(pattern);
    return binade.first + (static_cast<std::size_t>(pattern >> binade.shift) & (binade.count - 1));
  }

  /// The first bit pattern beyond the stretch of another.
  std::uint64_t beyond(std::uint64_t pattern) const {
    const int shift = binade_of(pattern).shift;
    return ((pattern >> shift) + 1) << shift;
  }

 private:
  const Binade& binade_of(std::uint64_t pattern) const { return binades_[pattern >> fraction_bits_]; }

  int fraction_bits_;
  std::vector<Binade> binades_;  // by sign and exponent field
};

/// Those of a format, made once.
const Stretches& stretches_of(Format format);

}  // namespace gelubench
