// Times rows against each other: Google Benchmark runs, interleaved, until they are sure enough or time is up.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// A function on arrays, and its samples.
struct TimedRow {
  std::string name;
  Callable function;
  std::size_t element_size = 4;
  const void* x = nullptr;
  const void* dy = nullptr;
  void* y = nullptr;
  std::size_t elements = 0;  ///< of the arrays
  int threads = 1;
  double slower = 1;  ///< does so many times the work it accounts for; to see whether that is found out

  std::vector<double> samples_ns;  ///< per element
  std::vector<double> cycle_ns;    ///< duration of a clock cycle beside each sample; empty where it is not known
  std::string stopped_by;          ///< "target", "budget" or "interrupt"
  std::string failure;             ///< of a kernel of another process: why it could not be timed to the end
};

struct Sampling {
  double sample_seconds = 0.005;
  int min_samples = 8;  ///< enough for an interval, and to tell one row from thirty others
  int max_samples = 60;
  double target = 0.01;                     ///< relative uncertainty of each median
  double budget_seconds = 1;                ///< of all rows together
  const std::atomic<bool>* stop = nullptr;  ///< ends the measurement after the sample under way
  std::function<void(std::size_t done, std::size_t expected)> progress;  ///< samples
};

/// Warms up, then takes one sample of every row per round, in random order, until the target is met by every row or the
/// budget is spent, but min_samples rounds unless it is stopped. A sample is as many passes over the arrays as fill its
/// time; where one pass takes longer, a part of the arrays, at which the next sample of any row goes on: so arrays that
/// exceed the caches are never found in them. Rows are on the CPUs they are on: see Pinning.
void sample(std::span<TimedRow* const> rows, const Sampling& sampling);

/// How long a sample will be that is to take `seconds`, of a function that takes element_seconds an element, on so many
/// threads and elements: as long, or as long as one pass takes.
double sample_duration(double seconds, double element_seconds, int threads, std::size_t elements);

/// Makes the order of rows repeatable.
void seed_sampling(std::uint64_t seed);

}  // namespace gelubench
