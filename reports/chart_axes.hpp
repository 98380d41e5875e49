// Axes and names that several pictures share.

#pragma once

#include <string>
#include <utility>

#include "reports/chart.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// "erf/faithful".
std::string short_name(const KernelRecord& kernel);
std::string short_name(const ResultSet& results, const std::string& id);

/// Ticks of a logarithmic axis at powers of ten, at most eight of them.
void set_ticks(Axis& axis);
Axis log_axis(std::string title, double from, double to);

/// Powers of ten that hold both values.
std::pair<double, double> decades(double least, double most);

/// The end of an ULP axis with the names of borders above what is drawn.
inline constexpr double room_for_borders = 1e15;
Axis ulp_axis(double to = 1e13);

/// Where an error is drawn on an ULP axis.
double drawn_ulp(const AccuracyRecord& errors);

/// "1/4", "8", "2^-30".
std::string power_of_two(int exponent);

/// Without the points that lie, to a fraction of the panel, on the line through their neighbours.
void simplify(Panel& panel, double tolerance);

/// What a pointer over a kernel shows.
std::string worst_note(const AccuracyRecord& errors);

}  // namespace gelubench
