// Runs kernels over inputs and scores every result against its own formula and against true GELU, or the derivatives
// of both.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "accuracy/inputs.hpp"
#include "accuracy/sweep_result.hpp"
#include "accuracy/sweep_state.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// What a callback throws ends the sweep and is thrown on, and so is what a kernel throws.
struct SweepOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  bool mirror = false;                      ///< also run forward kernels on -x for x > 0, for ShapeStats::asymmetry
  bool flush_subnormals = false;            ///< run kernels with FTZ and DAZ set
  bool digests_only = false;                ///< run kernels, compare paths and hash what they give, but judge nothing
  const std::atomic<bool>* stop = nullptr;  ///< ends the sweep after the blocks under way when it becomes true
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< inputs per kernel
  /// What an earlier run of the same sweep gathered, so that its pieces are not swept again; may be null.
  const SweepState* known = nullptr;
  std::function<bool(std::size_t piece)> takes;  ///< which of the others to sweep; all where empty
  /// The next of 0, 1, 2, ..., the pieces, that none of the processes sharing the sweep has had; may be empty. Called
  /// by several threads.
  std::function<std::uint64_t()> ticket;
  /// Called, by one thread at a time, with what all threads gathered since the last call, every checkpoint_seconds and
  /// at the end; not after anything was thrown, and, unless keeps_short, not of a whole sweep that took less than
  /// short_seconds: it is as soon swept again as read.
  std::function<void(const SweepState& gathered)> checkpoint;
  double checkpoint_seconds = 10;
  bool keeps_short = true;
  static constexpr double short_seconds = 5;
};

/// Identifies a sweep: the same where kernels, pieces and options that matter are.
std::string sweep_key(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                      const SweepOptions& options);

/// Sweeps all kernels, which are of one data type, over all pieces at once; a reference is evaluated once per input.
SweepResult sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                  const SweepOptions& options);

}  // namespace gelubench
