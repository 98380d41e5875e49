// One machine in one table.

#pragma once

#include <string>

#include "results/result_set.hpp"

namespace gelubench {

/// The fastest path of every implementation of float32 forward, with its errors, times at each level and cliff.
std::string summary_table(const ResultSet& results);

/// The same in at most twelve rows, for a first page: ReLU; the fastest implementations each of which is at least ten
/// times nearer to GELU (largest absolute error) than the one before it; then each faster one within 1 ULP that is more
/// accurate than all before; the C library's erf; and the fastest erf form of every other library, fastest first.
std::string frontier_table(const ResultSet& results);

/// What others ship, float32 forward: every kernel of a plug-in or an engine beside those of libgelubench that compute
/// the same formula in the same run. Empty where there are none.
std::string engines_table(const ResultSet& results);

}  // namespace gelubench
