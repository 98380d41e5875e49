// Runs kernels over inputs and scores every result against its own formula and against true GELU, or the derivatives
// of both.

#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "accuracy/error_stats.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/regions.hpp"
#include "accuracy/shape.hpp"
#include "accuracy/sweep_state.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// Errors against one reference.
struct ReferenceErrors {
  std::array<ErrorStats, region_count> regions;  ///< Region::special stays empty
  std::vector<Extreme> worst;                    ///< by ULP, largest first, at most ten, of distinct binades
  std::vector<StretchErrors> curve;              ///< by pattern; stretches without an error above 0.5 ULP left out

  ErrorStats total() const;
};

struct KernelErrors {
  const Kernel* kernel = nullptr;
  ReferenceErrors own;   ///< against the kernel's formula or its derivative
  ReferenceErrors gelu;  ///< against that of true GELU; empty where that is the kernel's own
  ShapeStats shape;      ///< of forward kernels
  /// Magnitude (bit pattern) of the first x <= -0.5 with a result of zero; 0: none.
  std::uint64_t first_zero = 0;
  /// Results that differ from those without flushing, and the smallest pattern among their inputs; of a sweep with
  /// flush_subnormals.
  std::uint64_t flush_differing = 0;
  std::uint64_t flush_first = 0;
  /// XXH3 (128 bits) of all outputs in the order of the pieces; empty when the sweep was interrupted.
  std::string digest;
};

/// Bitwise comparison of two paths of one implementation, any NaN being equal to any other.
struct PathAgreement {
  const Kernel* a = nullptr;
  const Kernel* b = nullptr;
  std::uint64_t inputs = 0;
  std::uint64_t differing = 0;
  std::uint64_t first_difference = 0;  ///< input of smallest bit pattern, where differing > 0
};

struct SweepOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  bool mirror = false;                      ///< also run forward kernels on -x for x > 0, for ShapeStats::asymmetry
  bool flush_subnormals = false;            ///< run kernels with FTZ and DAZ set
  const std::atomic<bool>* stop = nullptr;  ///< ends the sweep after the blocks under way when it becomes true
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< inputs per kernel
  /// What an earlier run of the same sweep gathered, so that its pieces are not swept again; may be null.
  const SweepState* known = nullptr;
  std::function<bool(std::size_t piece)> takes;  ///< which of the others to sweep; all where empty
  /// The next of 0, 1, 2, ..., the pieces, that none of the processes sharing the sweep has had; may be empty. Called
  /// by several threads.
  std::function<std::uint64_t()> ticket;
  /// Called, by one thread at a time, with what all threads gathered since the last call, every checkpoint_seconds and
  /// at the end. What it throws ends the sweep and is thrown on.
  std::function<void(const SweepState& gathered)> checkpoint;
  double checkpoint_seconds = 10;
};

/// Seconds of all threads together.
struct SweepCost {
  double reference = 0;
  double kernels = 0;
  double statistics = 0;
};

struct SweepResult {
  std::vector<KernelErrors> kernels;      ///< in the order given
  std::vector<PathAgreement> agreements;  ///< of each implementation's further kernels with its first
  std::uint64_t inputs = 0;               ///< per kernel
  double seconds = 0;
  SweepCost cost;
  bool complete = false;
};

/// Stretches of all numbers of a format, in SweepState.
std::size_t stretch_count(Format format);

/// Identifies a sweep: the same where kernels, pieces and options that matter are.
std::string sweep_key(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                      const SweepOptions& options);

/// Sweeps all kernels, which are of one data type, over all pieces at once; a reference is evaluated once per input.
SweepResult sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                  const SweepOptions& options);

}  // namespace gelubench
