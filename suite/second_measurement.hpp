// Times that may be slower, measured again before anybody is told.

#pragma once

#include <string>

#include "reports/compare.hpp"

namespace gelubench {

struct SecondMeasurement {
  CompareOptions options;
  std::string base_program;  ///< that of the first run, to measure by turns with; may be empty
  bool quiet = false;
};

/// Measures rows of a comparison again and replaces them by what that says. With a base program, by turns with this
/// one, which is taken for that of the second run: every row that its samples leave room to be slower. Without, rows
/// that look slower, by this program where it is that of the second run, against the first run's times. False where
/// that was interrupted.
bool measure_doubtful_rows(Comparison& comparison, const ResultSet& before, const Environment& after,
                           const SecondMeasurement& how);

}  // namespace gelubench
