// Predictions as people and programs read them.

#pragma once

#include <string>
#include <vector>

#include "reports/prediction_facts.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// A row a kernel; with the loop's details for one CPU, a column a CPU for several. `checked` are those of them that
/// were measured on the one CPU.
std::string prediction_table(const PredictionSet& set, const std::vector<CheckedPrediction>& checked = {});

/// What is to be said beside the table, a line each: CPUs that were given another's model, kernels without prediction.
std::vector<std::string> prediction_notes(const PredictionSet& set);

}  // namespace gelubench
