// Two programs measured by turns, for machines that others use too: what slows both cancels.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reports/compare.hpp"

namespace gelubench {

struct TurnsOptions {
  std::string before;  ///< programs
  std::string after;
  std::vector<std::string> filters;  ///< these and the next three as of bench
  std::vector<std::string> sizes{"L1"};
  std::vector<std::string> threads{"1"};
  std::string distribution = "normal";
  int rounds = 15;  ///< pairs of runs
  /// Asked after each pair from the sixth on, where it is set: whether no more are needed.
  std::function<bool(const std::vector<PairedTimes>&)> enough;
  bool quiet = false;
};

struct Turns {
  std::vector<PairedTimes> rows;
  std::vector<std::string> only_before;  ///< rows that one of the programs lacks
  std::vector<std::string> only_after;
  int pairs = 0;
  int left_out = 0;  ///< pairs more, between the halves of which memcpy or triad changed: the machine did
  bool interrupted = false;
};

/// Runs both programs' bench by turns, the one that begins alternating. Pairs are left out and made again, up to twice
/// as many as asked for, where the machine changed in between. Throws UsageError where a program fails.
Turns measure_by_turns(const TurnsOptions& options);

}  // namespace gelubench
