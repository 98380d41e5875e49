#include "accuracy/identify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

// Where formulas differ from each other by most: beyond, all are x or vanish.
constexpr double from = -6;
constexpr double to = 4;

/// Points of a grid: more tell no more, and each takes some twenty values of MPFR.
constexpr int grid_points = 201;

/// Results further off follow no formula: more than twice the largest distance of a published approximation of GELU
/// (0.0203, x sigmoid(1.702 x)) from it.
constexpr double far = 0.05;

constexpr std::size_t fewest = 16;

}  // namespace

std::vector<FormulaDistance> identify(DType dtype, std::span<const double> x, std::span<const double> results) {
  std::vector<std::size_t> telling;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] >= from && x[i] <= to && std::isfinite(results[i])) telling.push_back(i);
  }
  // Evenly, where there are many.
  if (telling.size() > grid_points) {
    std::sort(telling.begin(), telling.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    std::vector<std::size_t> some;
    for (int i = 0; i < grid_points; ++i) {
      const double at = from + (to - from) * i / (grid_points - 1);
      const auto next = std::lower_bound(telling.begin(), telling.end(), at,
                                         [&](std::size_t a, double value) { return x[a] < value; });
      some.push_back(next == telling.end() ? telling.back() : *next);
    }
    some.erase(std::unique(some.begin(), some.end()), some.end());
    telling = std::move(some);
  }
  if (telling.size() < fewest) return {};
  const Format format = format_of(dtype);
  std::vector<FormulaDistance> list;
  for (const Curve curve : all_curves()) {
    FormulaDistance distance{.curve = curve, .largest = -1};
    for (const std::size_t i : telling) {
      const double want = correctly_rounded(curve, x[i], format);
      const double error = std::fabs(results[i] - want) / std::max(1.0, std::fabs(want));
      distance.rms += error * error;
      distance.equal += error == 0 ? 1 : 0;
      if (error > distance.largest) {
        distance.largest = error;
        distance.at = x[i];
      }
    }
    const auto n = static_cast<double>(telling.size());
    distance.rms = std::sqrt(distance.rms / n);
    distance.equal /= n;
    list.push_back(distance);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const FormulaDistance& a, const FormulaDistance& b) { return a.rms < b.rms; });
  return list;
}

std::vector<FormulaDistance> identify(const Kernel& kernel) {
  std::vector<double> x;
  std::vector<double> results;
  with_storage(kernel.dtype, [&](auto storage) {
    using S = decltype(storage);
    const Format format = format_of(kernel.dtype);
    std::vector<S> in;
    for (int i = 0; i < grid_points; ++i) {
      in.push_back(element_of<S>(encode(format, from + (to - from) * i / (grid_points - 1))));
    }
    const std::vector<S> ones(in.size(), element_of<S>(encode(format, 1)));
    std::vector<S> out(in.size());
    kernel.function(in.data(), ones.data(), out.data(), in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
      x.push_back(static_cast<double>(number_of(in[i])));
      results.push_back(static_cast<double>(number_of(out[i])));
    }
  });
  return identify(kernel.dtype, x, results);
}

bool is_clear(std::span<const FormulaDistance> nearest_first) {
  if (nearest_first.size() < 2 || !(nearest_first[0].largest < far)) return false;
  constexpr double much_nearer = 0.8;
  return nearest_first[0].rms < much_nearer * nearest_first[1].rms;
}

std::string describe(std::span<const FormulaDistance> nearest_first) {
  if (nearest_first.empty()) return "too few finite results in [-6, 4] to tell its formula";
  const FormulaDistance& first = nearest_first[0];
  const FormulaDistance& second = nearest_first[1];
  const std::string off = first.equal == 1 ? "equal to it, rounded" : fmt::format("at most {:.3g} off", first.largest);
  if (!(first.largest < far)) {
    return fmt::format("follows no known formula: {}, the nearest, is {:.3g} off at {:g}", to_string(first.curve),
                       first.largest, first.at);
  }
  if (!is_clear(nearest_first)) {
    return fmt::format("follows {} or {}: {:.3g} and {:.3g} off", to_string(first.curve), to_string(second.curve),
                       first.largest, second.largest);
  }
  return fmt::format("follows {}: {}; {}, the next, is {:.3g} off at {:g}", to_string(first.curve), off,
                     to_string(second.curve), second.largest, second.at);
}

}  // namespace gelubench
