// From kernels to timing records: what is timed, at which sizes, on which inputs and threads.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bench/sampler.hpp"
#include "kernels/kernel.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Inputs somebody brought along.
struct GivenInputs {
  std::string name;                  ///< for records
  DType dtype = DType::f32;          ///< kernels of other types are not timed on them
  std::span<const std::byte> bytes;  ///< whole elements
};

struct TimingOptions {
  std::vector<std::string> sizes{"L1", "L2", "DRAM"};  ///< see working_set()
  std::vector<int> threads{1};
  std::vector<std::string> distributions{"normal"};  ///< names of bench/distribution.hpp
  const GivenInputs* given = nullptr;                ///< instead of sizes and distributions
  bool in_place = false;   ///< instead of distributions: in place and out of place on inputs that stay what they are
  bool baselines = true;   ///< with memcpy and triad
  bool together = false;   ///< all numbers of threads in one group
  Sampling sampling;       ///< the budget is of everything; progress is in hundredths of rows
  double dram_factor = 4;  ///< DRAM working set over last-level cache
  std::uint64_t seed = 1;
  /// Told of kernels of other processes that could not be timed to the end, and why.
  std::function<void(const std::string& kernel, const std::string& reason)> failed;
};

/// Times memcpy, a triad and every kernel. Rows of one data type, direction, size and number of threads form a group:
/// their samples are taken in turns (see sample()) on threads pinned to CPUs where the system allows it. Fewer than 256
/// elements are timed on several threads only where one is not asked for. Times are wall-clock, of
/// kernels of other processes by their clock; those of engines are timed on one thread. A row without a finished
/// sample is left out; levels this machine lacks are skipped. Throws std::bad_alloc.
std::vector<TimingRecord> measure(std::span<const Kernel* const> kernels, const TimingOptions& options);

/// How many seconds measure() will take, about, of kernels of this process: its budget, but no less than the least
/// number of samples needs and no more than the largest, by a short call of each kernel.
double expected_seconds(std::span<const Kernel* const> kernels, const TimingOptions& options);

/// What measure() allocates at most, in bytes.
double memory_needed(std::span<const Kernel* const> kernels, const TimingOptions& options);

}  // namespace gelubench
