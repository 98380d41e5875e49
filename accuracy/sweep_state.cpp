#include "accuracy/sweep_state.hpp"

#include "accuracy/stretches.hpp"

namespace gelubench {
namespace {

void merge_first(std::uint64_t& first, std::uint64_t other) {
  if (other != 0) note_first(first, other);
}

}  // namespace

void ReferenceState::merge(const ReferenceState& other) {
  for (std::size_t r = 0; r < region_count; ++r) regions[r].merge(other.regions[r]);
  for (std::size_t i = 0; i < stretches.size(); ++i) stretches[i].merge(other.stretches[i]);
}

void KernelState::merge(const KernelState& other) {
  own.merge(other.own);
  gelu.merge(other.gelu);
  shape.merge(other.shape);
  differing += other.differing;
  flush_differing += other.flush_differing;
  merge_first(first_zero, other.first_zero);
  merge_first(first_difference, other.first_difference);
  merge_first(flush_first, other.flush_first);
}

SweepState blank_sweep_state(std::size_t kernels, Format format) {
  KernelState kernel;
  kernel.own.stretches.resize(stretches_of(format).count());
  kernel.gelu.stretches.resize(stretches_of(format).count());
  return {{}, {}, std::vector<KernelState>(kernels, kernel)};
}

void SweepState::merge(const SweepState& other) {
  pieces.insert(pieces.end(), other.pieces.begin(), other.pieces.end());
  digests.insert(digests.end(), other.digests.begin(), other.digests.end());
  for (std::size_t k = 0; k < kernels.size(); ++k) kernels[k].merge(other.kernels[k]);
}

}  // namespace gelubench
