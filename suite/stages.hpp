// The stages of a run: each takes kernels and adds to a ResultSet.

#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "suite/profile.hpp"
#include "suite/results.hpp"

namespace gelubench {

struct StageOptions {
  Profile profile;
  std::uint64_t seed = 1;
  std::vector<std::string> levels;  ///< working sets to time
  std::vector<int> timing_threads;  ///< numbers of threads to time
  int accuracy_threads = 1;
  bool quiet = false;
  const std::atomic<bool>* stop = nullptr;
};

/// Describes the kernels in results.kernels.
void add_kernels(const std::vector<const Kernel*>& kernels, ResultSet& results);

/// Checks lanes, remainders, neighbours, alignment, in-place use and threads, and the claims on a small sample. Adds
/// contracts, broken claims and, for kernels that fail, a skipped timing. Returns the kernels that pass.
std::vector<const Kernel*> contract_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                          ResultSet& results);

/// Times the kernels and adds timings.
void timing_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results);

/// Sweeps inputs as the profile says and adds accuracy, special values, agreements and broken claims. The fastest path
/// of an implementation is the one with the least L1 time on one thread in results.timings, or else in a short
/// measurement.
void accuracy_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results);

}  // namespace gelubench
