// The shape every GELU has: it falls to its one minimum, rises from there on, never goes below that minimum, and
// g(x) - g(-x) = x.

#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>

#include "accuracy/error_stats.hpp"
#include "accuracy/reference.hpp"

namespace gelubench {

/// What is known of the shape of one forward kernel over the inputs of a sweep.
struct ShapeStats {
  std::uint64_t steps = 0;          ///< pairs of neighbouring inputs on one side of the minimum
  std::uint64_t wrong_steps = 0;    ///< of these, how many go the wrong way
  Extreme largest_wrong_step;       ///< in absolute terms, at the input further from zero
  std::uint64_t below_minimum = 0;  ///< results below lowest_allowed()
  Extreme lowest;                   ///< minus the least result; counted where it is negative
  std::uint64_t mirrored = 0;       ///< pairs x, -x compared
  Extreme asymmetry;                ///< largest |g(x) - g(-x) - x| in ULP of x, x > 0

  void merge(const ShapeStats& other);
};

/// Results below this are below the minimum of the formula by more than 9e-6 (-0.16998 for gelu) and by more than the
/// distance of neighbouring numbers of the format there.
double lowest_allowed(const Minimum& minimum, Format format);

/// Adds the steps between neighbours of `got`, results at inputs that ascend in magnitude. `rising` says which way they
/// are to go. pattern(i) is the bit pattern of the i-th input. NaN takes part in no step.
void add_steps(std::span<const float> got, bool rising, const std::function<std::uint64_t(std::size_t)>& pattern,
               ShapeStats& stats);
void add_steps(std::span<const double> got, bool rising, const std::function<std::uint64_t(std::size_t)>& pattern,
               ShapeStats& stats);

/// Notes the least of results and how many are below the limit.
void add_lowest(std::span<const float> got, double limit, const std::function<std::uint64_t(std::size_t)>& pattern,
                ShapeStats& stats);
void add_lowest(std::span<const double> got, double limit, const std::function<std::uint64_t(std::size_t)>& pattern,
                ShapeStats& stats);

/// Compares g(x) - g(-x) with x for numbers x > 0 of the format, all of one binade.
void add_mirrored(Format format, std::span<const float> x, std::span<const float> at_x,
                  std::span<const float> at_minus_x, const std::function<std::uint64_t(std::size_t)>& pattern,
                  ShapeStats& stats);
void add_mirrored(Format format, std::span<const double> x, std::span<const double> at_x,
                  std::span<const double> at_minus_x, const std::function<std::uint64_t(std::size_t)>& pattern,
                  ShapeStats& stats);

}  // namespace gelubench
