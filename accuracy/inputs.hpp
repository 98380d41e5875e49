// Which inputs a sweep runs over: all, a number of every binade, or a list.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accuracy/regions.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// A well-mixed word from the seed and a bit pattern (the finaliser of MurmurHash3).
inline std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t h = seed * 0x9E3779B97F4A7C15u + value;
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
  return h ^ (h >> 33);
}

/// A stretch of inputs of one region: bit patterns first + (i << stride_log2) + r_i for i < count, where r_i is
/// pseudo-random in [0, 2^stride_log2) and depends on the seed and the pattern only; or, where `listed` is not empty,
/// the patterns in it, ascending.
struct InputPiece {
  Region region;
  std::uint64_t first;
  std::uint64_t count;
  int stride_log2 = 0;
  std::vector<std::uint64_t> listed = {};

  /// The i-th bit pattern.
  std::uint64_t pattern(std::uint64_t i, std::uint64_t seed) const {
    if (!listed.empty()) return listed[i];
    const std::uint64_t base = first + (i << stride_log2);
    if (stride_log2 == 0) return base;
    return base + (mix(seed, base) & ((std::uint64_t{1} << stride_log2) - 1));
  }
};

/// Every finite non-zero number of a type of at most 32 bits.
std::vector<InputPiece> exhaustive_inputs(DType dtype);

/// At least 2^log2_per_binade inputs (or all, where it has fewer) of every binade of either sign, subnormal ones
/// included.
std::vector<InputPiece> stratified_inputs(DType dtype, int log2_per_binade);

/// The finite non-zero numbers among those given, in any order.
std::vector<InputPiece> listed_inputs(DType dtype, std::vector<double> numbers);

std::uint64_t input_count(std::span<const InputPiece> pieces);

}  // namespace gelubench
