// What a sweep has gathered so far. States of disjoint pieces add up to the state of all of them, whatever the order
// and wherever each was gathered, so that a sweep can be interrupted and continued, or shared among processes.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "accuracy/error_stats.hpp"
#include "accuracy/format.hpp"
#include "accuracy/regions.hpp"
#include "accuracy/shape.hpp"

namespace gelubench {

/// A binade is gathered in 2^3 stretches; the one of a bit pattern is pattern >> stretch_shift.
inline constexpr int stretches_per_binade_log2 = 3;

constexpr int stretch_shift(Format format) { return format.fraction_bits() - stretches_per_binade_log2; }

/// Stretches of all numbers of a format.
constexpr std::size_t stretch_count(Format format) {
  return static_cast<std::size_t>(format.sign() >> stretch_shift(format)) * 2;
}

/// The least bit pattern noted; 0 stands for none.
inline void note_first(std::uint64_t& first, std::uint64_t candidate) {
  if (first == 0 || candidate < first) first = candidate;
}

struct ReferenceState {
  std::array<ErrorStats, region_count> regions;
  std::vector<StretchErrors> stretches;  ///< every eighth of a binade of the type, by bit pattern

  void merge(const ReferenceState& other);
};

/// Of one kernel. Inputs are bit patterns; 0 stands for none.
struct KernelState {
  ReferenceState own;
  ReferenceState gelu;
  ShapeStats shape;
  std::uint64_t first_zero = 0;  ///< magnitude
  std::uint64_t differing = 0;   ///< from the first path of the implementation
  std::uint64_t first_difference = 0;
  std::uint64_t flush_differing = 0;
  std::uint64_t flush_first = 0;

  void merge(const KernelState& other);
};

using Digest = std::array<std::uint8_t, 16>;

/// Of the pieces gathered, in any order.
struct SweepState {
  std::vector<std::uint32_t> pieces;         ///< indices of those gathered
  std::vector<std::vector<Digest>> digests;  ///< for each of them, of the outputs of each kernel
  std::vector<KernelState> kernels;

  void merge(const SweepState& other);
};

/// The state of a sweep of that many kernels before its first piece.
SweepState blank_sweep_state(std::size_t kernels, Format format);

}  // namespace gelubench
