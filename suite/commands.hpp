// What the subcommands of run_suite do, once their arguments are parsed. Each returns an exit code; errors are
// UsageError, NothingMatched, UnreadableResults or CannotWrite.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gelubench {

/// Options of the commands that measure.
struct MeasureOptions {
  std::vector<std::string> filters;
  std::string profile = "standard";
  std::string out;  ///< a folder for --report, a results file otherwise; may be empty there
  std::vector<std::string> levels{"L1", "L2", "DRAM"};
  std::vector<std::string> threads{"1", "max"};
  std::uint64_t seed = 1;
  bool quiet = false;
};

/// Everything: contract, timing, accuracy, results.json and report.md in the folder `out`.
int report_run_command(const MeasureOptions& options);

int accuracy_command(const MeasureOptions& options);
int bench_command(const MeasureOptions& options);
int list_command(const std::vector<std::string>& filters, bool json);

/// report.md in the folder `out` from a results file.
int report_command(const std::string& results, const std::string& out);

/// A kernel on numbers, or on an array file; `in` and `out` are both given or both empty.
int eval_command(const std::string& kernel, const std::vector<std::string>& numbers, const std::string& in,
                 const std::string& out);

/// Checks the fast reference of each formula named (all where none is) against MPFR on `points` inputs.
int certify_command(const std::vector<std::string>& formulas, std::uint64_t points, std::uint64_t seed, bool quiet);

/// What a kernel makes of one number, what it should, and how far off it is: the text of `run_suite explain`.
int explain_command(const std::string& kernel, const std::string& number);

}  // namespace gelubench
