// run_suite --report: not a subcommand, but what the program does without one.

#pragma once

#include "suite/measure_options.hpp"

namespace gelubench {

/// Where --report writes unless --out says otherwise.
inline constexpr const char* default_report_folder = "gelubench-results";

/// Everything: contract, timing, accuracy, results.json and the report in the folder `out`. Returns an exit code.
int measure_all(const MeasureOptions& options);

}  // namespace gelubench
