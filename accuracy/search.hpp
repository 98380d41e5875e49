// A guided search for large errors of binary64 kernels, which cannot be swept exhaustively: what it finds is a lower
// bound of the maximum.

#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "accuracy/error_stats.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

struct SearchOptions {
  std::uint64_t seed = 1;
  int seeds = 2;                       ///< independent searches
  std::uint64_t evaluations = 60'000;  ///< kernel results per search, about
  double seconds = 1e30;               ///< ends earlier; the outcome then depends on the machine
  const std::atomic<bool>* stop = nullptr;
};

struct SearchResult {
  std::uint64_t evaluations = 0;
  std::vector<double> inputs;  ///< of the largest ULP errors found in distinct binades, largest first, at most ten
};

/// Begins with the binades in which curves are neither linear nor saturated, each scored by the largest error of a few
/// random inputs; goes on to halve the interval of the highest score (every fourth time the widest one), scoring both
/// halves, until an interval is small enough to try all of it. Results counted apart (NaN, zero, ...) score nothing.
/// Errors are against the kernel's own curve.
SearchResult search_large_errors(const Kernel& kernel, const SearchOptions& options);

}  // namespace gelubench
