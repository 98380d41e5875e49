// What kernels are timed on: the speed of some depends on the values.

#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace gelubench {

/// Draws inputs of a distribution, in binary64.
struct Distribution {
  std::string name;         ///< on the command line
  std::string description;  ///< in results and reports
  std::function<double(std::mt19937& bits, double smallest_normal)> draw;
};

/// The first is the one of reports.
const std::vector<Distribution>& distributions();

/// Numbers that GELU and ReLU map to themselves: half 0, half 20. For kernels that overwrite their input again and
/// again.
const Distribution& fixed_points();

/// Nothing where no distribution has this name.
const Distribution* find_distribution(const std::string& name);

}  // namespace gelubench
