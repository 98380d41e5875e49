// Every picture of a report, by what it is about; nothing where the results have no data for it.

#pragma once

#include <optional>

#include "reports/chart.hpp"
#include "reports/verdict.hpp"

namespace gelubench {

/// What the functions are, and how far each is from true GELU (reports/function_chart.cpp).
std::optional<Chart> functions_chart(const ResultSet& results);

// Error against input (reports/error_charts.cpp).

/// A panel for each method: all its implementations, named where they are the most accurate, the fastest or the least
/// accurate. `chart` has the id and the texts.
std::optional<Chart> error_chart(const ResultSet& results, const KernelGroup& group, Chart chart);
/// The whole line, one curve a method: its most accurate implementation, and the most used one, plain libm.
std::optional<Chart> error_line_chart(const ResultSet& results);

// What it costs (reports/cost_charts.cpp).

std::optional<Chart> frontier_chart(const ResultSet& results);
std::optional<Chart> working_sets_chart(const ResultSet& results);
std::optional<Chart> cliffs_chart(const ResultSet& results);
std::optional<Chart> threads_chart(const ResultSet& results);

/// Predicted cycles against measured ones (reports/prediction_section.cpp).
std::optional<Chart> predicted_chart(const ResultSet& results);

}  // namespace gelubench
