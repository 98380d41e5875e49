// Permutations of up to eight 32-bit lanes by a mask of them, for targets without instructions that compress and
// expand.

#pragma once

#include <array>
#include <cstdint>

namespace gelubench::compress_table {

using Lanes = std::array<std::array<std::uint8_t, 8>, 256>;

/// [mask][i]: the lane of the i-th bit set.
inline constexpr Lanes compressed = [] {
  Lanes table{};
  for (unsigned mask = 0; mask < 256; ++mask) {
    unsigned count = 0;
    for (std::uint8_t lane = 0; lane < 8; ++lane) {
      if (mask >> lane & 1) table[mask][count++] = lane;
    }
  }
  return table;
}();

/// [mask][lane]: how many bits are set below the lane's.
inline constexpr Lanes expanded = [] {
  Lanes table{};
  for (unsigned mask = 0; mask < 256; ++mask) {
    std::uint8_t count = 0;
    for (unsigned lane = 0; lane < 8; ++lane) {
      table[mask][lane] = count;
      count = static_cast<std::uint8_t>(count + (mask >> lane & 1));
    }
  }
  return table;
}();

}  // namespace gelubench::compress_table
