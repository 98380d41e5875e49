// The clock: kernels become Google Benchmark runs at run time, and the runs become timing records.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "suite/results.hpp"

namespace gelubench {

struct TimingOptions {
  std::vector<std::string> levels{"L1", "L2", "DRAM"};  ///< see working_set_levels()
  std::vector<int> threads{1};
  int repetitions = 5;
  double min_seconds = 0.02;  ///< per repetition
  double dram_factor = 4;     ///< DRAM working set over last-level cache
  std::uint64_t seed = 1;
  std::string distribution = "normal";      ///< a name of bench/distribution.hpp
  const std::atomic<bool>* stop = nullptr;  ///< ends the measurement after the repetition under way
  std::function<void(std::size_t done, std::size_t total)> progress;  ///< repetitions
};

/// Times memcpy and every kernel on inputs of one distribution, out of place, at every level and number of threads. The
/// rows of one data type, direction, level and number of threads are registered with Google Benchmark together and
/// their repetitions interleaved at random. Times are wall-clock. A row without a finished repetition is left out;
/// levels this machine lacks are skipped.
std::vector<TimingRecord> measure(std::span<const Kernel* const> kernels, const TimingOptions& options);

/// Median of a non-empty sample, and the median of the absolute deviations from it.
double median(std::vector<double> sample);
double median_absolute_deviation(const std::vector<double>& sample);

}  // namespace gelubench
