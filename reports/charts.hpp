// The pictures of a report.

#pragma once

#include <vector>

#include "reports/chart.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Those the results have the data for, in the order of the report: functions, frontier, error, error-line,
/// gradient-error, cliffs, working-sets, threads, predicted.
std::vector<Chart> charts(const ResultSet& results);

/// The place of a number on the axis of all numbers of a data type: 0 at 0, 1 more at each power of two.
double ordinal(const std::string& dtype, double x);

/// A line through the largest errors of AccuracyRecord::curve, in the middle of each stretch of inputs, from the place
/// `from` to `to`; 0.5 ULP where the record has no error above. Results counted apart are shown as lost_ulp.
std::vector<Point> error_line(const std::string& dtype, const AccuracyRecord& errors, double from, double to);

/// Where errors are drawn that no number of ULP describes: results lost, NaN, infinite or of wrong sign. Larger errors
/// than most_ulp are drawn there.
inline constexpr double lost_ulp = 1e10;
inline constexpr double most_ulp = 1e9;

}  // namespace gelubench
