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

/// One result of so many may be wild.
constexpr std::size_t wild_share = 32;

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
    struct Error {
      double error, x;
    };
    std::vector<Error> errors;
    for (const std::size_t i : telling) {
      const double want = correctly_rounded(curve, x[i], format);
      errors.push_back({std::fabs(results[i] - want) / std::max(1.0, std::fabs(want)), x[i]});
    }
    std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) { return a.error < b.error; });
    FormulaDistance distance{.curve = curve, .largest = errors.back().error, .at = errors.back().x};
    const auto all = static_cast<double>(errors.size());
    distance.equal =
        static_cast<double>(std::count_if(errors.begin(), errors.end(), [](const Error& e) { return e.error == 0; })) /
        all;
    errors.resize(errors.size() - errors.size() / wild_share);
    distance.largest_of_most = errors.back().error;
    for (const Error& e : errors) distance.rms_of_most += e.error * e.error;
    distance.rms_of_most = std::sqrt(distance.rms_of_most / static_cast<double>(errors.size()));
    list.push_back(distance);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const FormulaDistance& a, const FormulaDistance& b) { return a.rms_of_most < b.rms_of_most; });
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
  if (nearest_first.size() < 2 || !(nearest_first[0].largest_of_most < far)) return false;
  constexpr double much_nearer = 0.8;
  return nearest_first[0].rms_of_most < much_nearer * nearest_first[1].rms_of_most;
}

std::string describe(std::span<const FormulaDistance> nearest_first) {
  if (nearest_first.empty()) return "too few finite results in [-6, 4] to tell its formula";
  const FormulaDistance& first = nearest_first[0];
  const FormulaDistance& second = nearest_first[1];
  if (!(first.largest_of_most < far)) {
    return fmt::format("follows no known formula: {}, the nearest, is {:.3g} off at {:g}", to_string(first.curve),
                       first.largest, first.at);
  }
  if (!is_clear(nearest_first)) {
    return fmt::format("follows {} or {}: {:.3g} and {:.3g} off", to_string(first.curve), to_string(second.curve),
                       first.largest, second.largest);
  }
  const std::string off = first.equal == 1      ? "equal to it, rounded"
                          : first.largest < far ? fmt::format("at most {:.3g} off", first.largest)
                                                : fmt::format("mostly at most {:.3g} off, but {:.3g} at {:g}",
                                                              first.largest_of_most, first.largest, first.at);
  return fmt::format("follows {}: {}; {}, the next, is {:.3g} off at {:g}", to_string(first.curve), off,
                     to_string(second.curve), second.largest, second.at);
}

}  // namespace gelubench
