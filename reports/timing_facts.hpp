// What timing records say together.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

/// Which rows differ from one of the same group: ranks of their samples, corrected for the number of rows.
std::vector<bool> separated_from(const TimingRecord& row, const std::vector<const TimingRecord*>& others);

/// The comparison of a kernel under several conditions; null where there is none.
const ComparisonRecord* find_comparison(const ResultSet& results, const std::string& kernel, const std::string& of);

/// How much slower a kernel is on its slowest distribution of inputs than on the first, which is N(0,1).
struct Cliff {
  double ratio = 1;
  std::string distribution;  ///< the slowest
};
std::optional<Cliff> cliff(const ResultSet& results, const std::string& kernel);

/// Where several threads begin to be faster than one.
struct Crossover {
  std::optional<std::uint64_t> from;  ///< the least number of elements measured from which on they are; nothing: never
  std::uint64_t most = 0;             ///< the largest number of elements measured
};
/// Nothing where a size lacks its time on one thread or on several.
std::optional<Crossover> crossover(const ComparisonRecord& of_threads);

/// Multiply-adds of a vector of this path that could have been issued while a row computed a vector of results.
std::optional<double> multiply_adds(const ResultSet& results, const TimingRecord& row);

/// Nanoseconds of a clock cycle beside all samples: median and range.
struct ClockRange {
  double median = 0;
  double least = 0;
  double most = 0;
  std::size_t count = 0;
};
std::optional<ClockRange> clock_range(const ResultSet& results);

}  // namespace gelubench
