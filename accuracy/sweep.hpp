// Runs kernels over inputs and scores every result against its own formula and against true GELU.

#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "accuracy/error_stats.hpp"
#include "accuracy/regions.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// A stretch of inputs of one region: bit patterns first + (i << stride_log2) + r_i for i < count, where r_i is
/// pseudo-random in [0, 2^stride_log2) and depends on the seed and the pattern only.
struct InputPiece {
  Region region;
  std::uint32_t first;
  std::uint32_t count;
  int stride_log2 = 0;
};

/// Every finite non-zero binary32 number.
std::vector<InputPiece> exhaustive_inputs();

/// At least 2^log2_per_binade inputs (or all, where it has fewer) of every binade of either sign, subnormal ones
/// included.
std::vector<InputPiece> stratified_inputs(int log2_per_binade);

std::uint64_t input_count(std::span<const InputPiece> pieces);

/// Errors of one kernel, by region (Region::special stays empty).
struct KernelErrors {
  const Kernel* kernel = nullptr;
  std::array<ErrorStats, region_count> own;   ///< against the kernel's formula
  std::array<ErrorStats, region_count> gelu;  ///< against true GELU; empty where that is the kernel's formula
  /// Magnitude (bit pattern) of the first x <= -0.5 with a result of zero; 0: none.
  std::uint32_t first_zero = 0;
  /// XXH3 (128 bits) of all outputs in the order of the pieces; empty when the sweep was interrupted.
  std::string digest;

  ErrorStats total(bool against_gelu) const;
};

/// Bitwise comparison of two paths of one implementation, any NaN being equal to any other.
struct PathAgreement {
  const Kernel* a = nullptr;
  const Kernel* b = nullptr;
  std::uint64_t inputs = 0;
  std::uint64_t differing = 0;
  std::uint32_t first_difference = 0;  ///< input of smallest bit pattern, where differing > 0
};

struct SweepOptions {
  std::uint64_t seed = 1;
  int threads = 1;
  const std::atomic<bool>* stop = nullptr;  ///< ends the sweep after the blocks under way when it becomes true
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< inputs per kernel
};

struct SweepResult {
  std::vector<KernelErrors> kernels;      ///< in the order given
  std::vector<PathAgreement> agreements;  ///< of each implementation's further kernels with its first
  std::uint64_t inputs = 0;               ///< per kernel
  double seconds = 0;
  bool complete = false;
};

/// Sweeps all kernels over all pieces at once; the reference is evaluated once per input and formula.
SweepResult sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                  const SweepOptions& options);

}  // namespace gelubench
