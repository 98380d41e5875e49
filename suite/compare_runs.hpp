// Two runs compared: what people read, and how the program ends.

#pragma once

#include <string>

#include "reports/compare.hpp"
#include "results/result_set.hpp"

namespace gelubench {

struct CompareRunsOptions {
  CompareOptions options;
  std::string inconclusive = "fail";  ///< or "warn"
  std::string digests = "list";       ///< or "fail": any result that differs counts as worse
  /// That of the first run, asked for the results that differ and timed again by turns with this one; may be empty.
  std::string base_program;
  /// Whether predicted cycles that rise count as slower, "fail", or are "list"ed. Predictions are those of both results
  /// files, or, where one has none and there is a base_program, made now, of both programs.
  std::string predicted = "list";
  std::string junit;  ///< files to write besides; may be empty
  std::string github;
  bool rerun = true;  ///< measure again what may be slower, where this program is the one of the second run
  bool quiet = false;
};

/// Whether the second results are worse than the first: prints what people read, returns the exit code. Throws
/// UsageError or CannotWrite.
int compare_runs(const ResultSet& before, const ResultSet& after, const CompareRunsOptions& options);

}  // namespace gelubench
