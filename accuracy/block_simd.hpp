// Passes over the arrays of a block that every input of a sweep goes through, on the widest SIMD target of the running
// CPU.

#pragma once

#include <cstdint>
#include <span>

namespace gelubench {

/// x[i] = the number with the bit pattern first + i.
void fill_consecutive(std::uint32_t first, std::span<float> x);

/// Whether got[i] = x[i] factor for all i.
bool are_multiples(std::span<const float> got, std::span<const float> x, float factor);

}  // namespace gelubench
