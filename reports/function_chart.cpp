// What the functions are, and how far each is from true GELU.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "reports/chart_axes.hpp"
#include "reports/chart_families.hpp"
#include "reports/charts.hpp"
#include "reports/format.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

/// The largest magnitude among the neighbours, so that a difference that keeps changing its sign is seen as its size.
double largest_near(const std::vector<double>& values, std::size_t at) {
  constexpr std::size_t reach = 4;
  double largest = 0;
  for (std::size_t i = at - std::min(at, reach); i < std::min(at + reach + 1, values.size()); ++i) {
    largest = std::max(largest, std::fabs(values[i]));
  }
  return largest;
}

/// Series of the graphs of a direction: `distance` of the results themselves or of their distance from true GELU.
std::vector<Series> graph_series(const ResultSet& results, const std::string& direction, bool differences) {
  std::vector<Series> series;
  std::map<std::string, int> colours{{"gelu", 0}};
  std::set<std::string> drawn;
  for (const GraphRecord& graph : results.graphs) {
    const KernelRecord* kernel = results.find_kernel(graph.kernel);
    if (kernel == nullptr || graph.values.size() < 2) continue;
    const int colour = colours.try_emplace(kernel->formula, static_cast<int>(colours.size())).first->second;
    if (kernel->direction != direction) continue;
    double largest = 0;
    for (const double d : graph.differences) largest = std::max(largest, std::fabs(d));
    const bool is_first = drawn.insert(kernel->formula).second;
    // Implementations of true GELU appear in the picture of differences, where theirs can be seen.
    if (differences ? largest < 1e-6 : !is_first) continue;
    const bool of_gelu = differences && kernel->formula == "gelu";
    if (differences && !of_gelu && !is_first) continue;
    Series line{of_gelu ? short_name(*kernel) : kernel->formula, Mark::line, of_gelu ? 7 : colour, false, {}};
    const double step = (graph.to - graph.from) / static_cast<double>(graph.values.size() - 1);
    std::size_t peak = 0;
    for (std::size_t i = 0; i < graph.values.size(); ++i) {
      const double x = graph.from + static_cast<double>(i) * step;
      const double y = differences ? std::max(largest_near(graph.differences, i), 1e-8) : graph.values[i];
      if (std::fabs(graph.differences[i]) > std::fabs(graph.differences[peak])) peak = i;
      line.points.push_back({x, y, "", ""});
    }
    if (differences) line.points[peak].label = line.name;
    series.push_back(std::move(line));
  }
  // True GELU on top.
  std::stable_sort(series.begin(), series.end(),
                   [](const Series& a, const Series& b) { return (a.name == "gelu") < (b.name == "gelu"); });
  return series;
}

}  // namespace

std::optional<Chart> functions_chart(const ResultSet& results) {
  if (results.graphs.empty()) return std::nullopt;
  Chart chart{"functions",
              "What these functions are",
              "ReLU, GELU and what stands in for it; their derivatives; and how far each is from true GELU. Results of "
              "the measured kernels on an even grid. Below, the largest distance within 0.1 of each x; kernels within "
              "1e-6 of true GELU are left out.",
              1,
              {},
              {}};
  Panel forward{"y = g(x)", {"x", false, -5, 5, {}}, {"g(x)", false, -0.5, 5, {}}, {}, {}};
  forward.series = graph_series(results, "forward", false);
  Panel backward{"derivative", {"x", false, -5, 5, {}}, {"g′(x)", false, -0.6, 1.6, {}}, {}, {}};
  backward.series = graph_series(results, "backward", false);
  Panel difference{"distance from true GELU", {"x", false, -5, 5, {}}, log_axis("|g(x) − GELU(x)|", 1e-8, 1), {}, {}};
  difference.series = graph_series(results, "forward", true);
  for (Panel* panel : {&forward, &backward, &difference}) {
    simplify(*panel, 0.001);
    if (!panel->series.empty()) chart.panels.push_back(std::move(*panel));
  }
  return chart;
}

}  // namespace gelubench
