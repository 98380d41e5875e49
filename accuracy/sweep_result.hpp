// What a sweep finds out: errors of kernels by region, their worst inputs, and how paths agree.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "accuracy/error_stats.hpp"
#include "accuracy/format.hpp"
#include "accuracy/regions.hpp"
#include "accuracy/shape.hpp"
#include "accuracy/sweep_state.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// Inputs of largest error that are listed: those of ten binades.
inline constexpr std::size_t most_worst = 10;

/// Errors against one reference.
struct ReferenceErrors {
  std::array<ErrorStats, region_count> regions;  ///< Region::special stays empty
  std::vector<Extreme> worst;                    ///< by ULP, largest first, at most most_worst, of distinct binades
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

/// What was gathered of one kernel; its digest stays empty.
KernelErrors errors_of(const Kernel& kernel, const KernelState& gathered);

/// The digest of a kernel's outputs in the order of the pieces, all of which were gathered.
std::string digest_of(const SweepState& gathered, std::size_t kernel);

}  // namespace gelubench
