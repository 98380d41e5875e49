// Results that were made elsewhere, judged like a kernel's.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accuracy/identify.hpp"
#include "accuracy/tolerance.hpp"
#include "results/result_set.hpp"
#include "suite/array_file.hpp"

namespace gelubench {

/// Inputs and what somebody's function makes of them; of a gradient with dy = 1.
struct ResultArrays {
  std::string name;  ///< for the id: a file's name
  Direction direction = Direction::forward;
  ArrayFile x;
  ArrayFile y;
};

/// An input that has two different results.
struct TwoResults {
  double x = 0;
  double first = 0;
  double second = 0;
};

/// The elements as numbers.
std::vector<double> numbers_of(const ArrayFile& array);

/// The first input, in the order of the array, that comes again with another result.
std::optional<TwoResults> find_two_results(const ResultArrays& arrays);

/// Accuracy, shape and special values of these results against a formula or its derivative, as of a kernel
/// judged/NAME/TYPE/DIRECTION/native. Of an input that comes several times the last counts.
ResultSet judge_arrays(const ResultArrays& arrays, Formula formula);

/// How far two implementations are from each other: in representable numbers, 0 between equal ones, zeros of either
/// sign, and NaN and NaN.
struct ArrayDistance {
  std::uint64_t inputs = 0;
  std::uint64_t equal = 0;
  std::uint64_t largest = 0;
  double at = 0;      ///< the input of the largest
  double mean = 0;
  std::uint64_t one_is_nan = 0;  ///< where there is no distance
};

/// Of results of one type for the same inputs.
ArrayDistance distance_between(const ArrayFile& x, const ArrayFile& a, const ArrayFile& b);

}  // namespace gelubench
