// How much data a kernel is timed on.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gelubench {

/// Inputs and outputs together fit half of the named cache, or exceed all of them (DRAM).
struct WorkingSet {
  std::string level;      ///< "L1", "L2", "LLC" or "DRAM"
  std::size_t bytes = 0;  ///< inputs and outputs of one thread (L1, L2) or of all threads (LLC, DRAM)
  bool per_thread = false;

  /// Elements of which each takes bytes_per_element in input and output together.
  std::size_t elements(int threads, std::size_t bytes_per_element) const;
};

/// Names of all levels, smallest first.
const std::vector<std::string>& working_set_levels();

/// The working set of a level on this machine; nothing where it has no such cache. DRAM is dram_factor times the last
/// cache, between 32 and 512 MiB.
std::optional<WorkingSet> working_set(const std::string& level, double dram_factor);

}  // namespace gelubench
