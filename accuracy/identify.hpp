// Which of the known formulas a function computes.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// How far results are from a curve, rounded to their type: errors over max(1, |exact|), at inputs in [-6, 4].
struct FormulaDistance {
  Curve curve;
  double largest = 0;
  double at = 0;  ///< the input of the largest
  /// Without the furthest 3 % of the results, which do not make another formula of it where they are wild.
  double largest_of_most = 0;
  double rms_of_most = 0;
  double equal = 0;  ///< share of results that are the correctly rounded ones
};

/// Of every curve, nearest first. The results are of these inputs, a number of the type each; those outside [-6, 4] and
/// results that are not finite say nothing. Empty where fewer than 16 are left.
std::vector<FormulaDistance> identify(DType dtype, std::span<const double> x, std::span<const double> results);

/// Of what the kernel computes with dy = 1.
std::vector<FormulaDistance> identify(const Kernel& kernel);

/// Whether the results follow the nearest curve rather than any other: it is near, and nearer than the next by a fifth.
bool is_clear(std::span<const FormulaDistance> nearest_first);

/// "follows gelu_tanh: at most 4.1e-7 off; gelu, the next, is 4.73e-4 off at -2.7".
std::string describe(std::span<const FormulaDistance> nearest_first);

}  // namespace gelubench
