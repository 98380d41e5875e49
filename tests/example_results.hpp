// A small ResultSet that uses every field, hostile strings included.

#pragma once

#include <string>

#include "results/result_set.hpp"

namespace gelubench {

/// Errors that grow to the left of 0 until the results are lost.
void loss_curve(ResultSet& r, const std::string& kernel);

ResultSet example_results();

}  // namespace gelubench
