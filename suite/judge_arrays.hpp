// Results that were made elsewhere, judged like a kernel's.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "results/result_set.hpp"
#include "suite/array_file.hpp"

namespace gelubench {

/// Inputs and what somebody's function makes of them.
struct ResultArrays {
  std::string name;  ///< for the id: a file's name
  Direction direction = Direction::forward;
  ArrayFile x;
  ArrayFile y;                      ///< g(x), or a factor times g'(x), or a factor times g(x)
  std::optional<ArrayFile> factor;  ///< dy of gradients, u of gated results; without, all are 1
};

/// An input that has two different results.
struct TwoResults {
  double x = 0;
  double first = 0;
  double second = 0;
};

/// The elements as numbers.
std::vector<double> numbers_of(const ArrayFile& array);

/// The results over their factors, as if these had been 1, up to a rounding; NaN where one is 0 or no finite number.
std::vector<double> unscaled_results(const ArrayFile& results, const std::optional<ArrayFile>& factor);

/// The right results, correctly rounded; at special values what the curve shall be.
std::vector<double> right_results(const ResultArrays& arrays, Formula formula);

/// The first input, in the order of the array, that comes again, with the same factor, with another result.
std::optional<TwoResults> find_two_results(const ResultArrays& arrays);

/// Accuracy, shape and special values of these results against a formula or its derivative, as of a kernel
/// judged/NAME/TYPE/DIRECTION/native. Of an input that comes several times the last counts; with factors, every pair
/// does, errors are in ULP of the product, and there is no digest.
ResultSet judge_arrays(const ResultArrays& arrays, Formula formula);

/// How far two implementations are from each other: in representable numbers, 0 between equal ones, zeros of either
/// sign, and NaN and NaN.
struct ArrayDistance {
  std::uint64_t inputs = 0;
  std::uint64_t equal = 0;
  std::uint64_t largest = 0;
  std::size_t at = 0;  ///< the index of the largest
  double mean = 0;
  std::uint64_t one_is_nan = 0;  ///< where there is no distance
};

/// Between numbers of a type.
ArrayDistance distance_between(DType dtype, std::span<const double> a, std::span<const double> b);

}  // namespace gelubench
