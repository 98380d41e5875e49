// What else a time can be, beside throughput from warm caches: latency, cold caches, instructions, energy.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "kernels/kernel.hpp"
#include "results/result_set.hpp"

namespace gelubench {

struct CostOptions {
  double seconds_per_kernel = 0.2;  ///< of timing, about
  std::uint64_t seed = 1;
  std::function<bool()> stop;  ///< whether to end; may be empty
  /// Told what could not be measured and why: a kernel, or "all".
  std::function<void(const std::string& kernel, const std::string& what, const std::string& reason)> missing;
};

/// Measures kernels one after the other on N(0,1) inputs that fit half of L1, on one thread: the kinds of time of a
/// kernel in turns, of which the medians are told. Kernels of other processes are left out.
///
/// - warm: nanoseconds per element of calls on the whole array, one after the other.
/// - cold: of one call after other data have filled all caches, so that inputs, outputs and tables come from memory.
/// - call: of a call of one element, each independent of the one before.
/// - chain: of a call of one element whose input waits for the result of the one before; what storing and loading it
///   takes is in it.
std::vector<CostRecord> measure_costs(std::span<const Kernel* const> kernels, const CostOptions& options);

}  // namespace gelubench
