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

/// The least bit pattern noted; 0 stands for none.
inline void note_first(std::uint64_t& first, std::uint64_t candidate) {
  if (first == 0 || candidate < first) first = candidate;
}

struct ReferenceState {
  std::array<ErrorStats, region_count> regions;
  std::vector<StretchErrors> stretches;  ///< of stretches_of() the type

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
