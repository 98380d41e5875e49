// Which kernels a command works on.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "results/result_set.hpp"

namespace gelubench {

struct Selection {
  std::vector<const Kernel*> kernels;  ///< runnable on this CPU
  std::vector<SkippedRecord> skipped;  ///< matched, but compiled for a path this CPU lacks
};

/// Kernels whose id contains a match of one of the ECMAScript regular expressions, or all when there are none. An
/// expression that begins with '-' excludes instead. Throws UsageError for a malformed expression and NothingMatched
/// when nothing is left.
Selection select_kernels(const std::vector<std::string>& filters);

/// Whether an id is let through by the expressions, read as above. Throws UsageError.
std::function<bool(const std::string&)> id_filter(const std::vector<std::string>& filters);

/// The sentence for expressions that match nothing.
std::string no_match(const std::vector<std::string>& filters);

/// A line a reason: "125 kernels left out: this CPU has no avx512".
std::vector<std::string> describe_skipped(const std::vector<SkippedRecord>& skipped);

/// What the expressions, read as above, leave of results: their kernels, accuracy and times, and the calibrating rows.
ResultSet only_matching(ResultSet results, const std::vector<std::string>& filters);

/// The kernel of this id, runnable here. An id without its path means the widest path this CPU has, one without
/// direction or data type the forward kernel or that of float32: "erf/double", "erf/double/f64". Throws UsageError,
/// which names what is missing, or the kernels whose ids are nearest.
const Kernel& find_kernel(const std::string& id);

}  // namespace gelubench
