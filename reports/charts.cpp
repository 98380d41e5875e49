#include "reports/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "reports/format.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

/// "erf/faithful".
std::string short_name(const KernelRecord& kernel) { return kernel.method + "/" + kernel.variant; }

std::string short_name(const ResultSet& results, const std::string& id) {
  const KernelRecord* kernel = results.find_kernel(id);
  return kernel == nullptr ? id.substr(0, id.find('/')) : short_name(*kernel);
}

/// A logarithmic axis, its ticks at powers of ten, at most eight of them.
void set_ticks(Axis& axis) {
  axis.ticks.clear();
  const int first = static_cast<int>(std::ceil(std::log10(axis.from) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(axis.to) + 1e-9));
  const int step = (last - first) / 8 + 1;
  for (int exponent = first; exponent <= last; exponent += step) {
    const bool plain = exponent >= -2 && exponent <= 4;
    axis.ticks.push_back(
        {std::pow(10, exponent), plain ? fmt::format("{:g}", std::pow(10, exponent)) : fmt::format("1e{}", exponent)});
  }
}

Axis log_axis(std::string title, double from, double to) {
  Axis axis{std::move(title), true, from, to, {}};
  set_ticks(axis);
  return axis;
}

/// Powers of ten that hold both values.
std::pair<double, double> decades(double least, double most) {
  return {std::pow(10, std::floor(std::log10(least))), std::pow(10, std::ceil(std::log10(most)))};
}

/// The end of an ULP axis with the names of borders above what is drawn.
constexpr double room_for_borders = 1e15;

Axis ulp_axis(double to = 1e13) {
  Axis axis{"max error, ULP", true, 0.3, to, {}};
  for (const double at : {1.0, 1e2, 1e4, 1e6, 1e8}) {
    axis.ticks.push_back({at, at == 1 ? "1" : fmt::format("1e{:.0f}", std::log10(at))});
  }
  axis.ticks.push_back({lost_ulp, "lost"});
  return axis;
}

double drawn_ulp(const AccuracyRecord& errors) {
  return errors.counted_apart() > 0 ? lost_ulp : std::clamp(errors.max_ulp, 0.5, most_ulp);
}

/// What a pointer over a kernel shows.
std::string worst_note(const AccuracyRecord& errors) {
  std::string note = fmt::format("max {} ULP, {}", format_max_ulp(errors), format_coverage(errors));
  if (errors.worst) {
    note += fmt::format("; worst at x = {}: got {}, want {}", hex_float(errors.worst->x), hex_float(errors.worst->got),
                        hex_float(errors.worst->want));
  }
  return note;
}

// --- what the functions are ---

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

/// Without the points that lie, to a fraction of the panel, on the line through their neighbours.
void simplify(Panel& panel, double tolerance) {
  const auto share = [](const Axis& axis, double v) {
    return axis.log ? std::log(v / axis.from) / std::log(axis.to / axis.from) : (v - axis.from) / (axis.to - axis.from);
  };
  for (Series& series : panel.series) {
    std::vector<Point> kept;
    for (std::size_t i = 0; i < series.points.size();) {
      kept.push_back(series.points[i]);
      std::size_t next = i + 1;
      const auto straight = [&](std::size_t to) {
        const double x0 = share(panel.x, series.points[i].x), y0 = share(panel.y, series.points[i].y);
        const double slope = (share(panel.y, series.points[to].y) - y0) / (share(panel.x, series.points[to].x) - x0);
        for (std::size_t m = i + 1; m < to; ++m) {
          if (!series.points[m].label.empty()) return false;
          const double y = y0 + slope * (share(panel.x, series.points[m].x) - x0);
          if (!(std::fabs(share(panel.y, series.points[m].y) - y) < tolerance)) return false;
        }
        return true;
      };
      while (next + 1 < series.points.size() && straight(next + 1)) ++next;
      i = next;
    }
    series.points = std::move(kept);
  }
}

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

// --- error against input ---

struct Layout {
  int fraction_bits;
  int bias;
};

Layout layout_of(const std::string& dtype) {
  if (dtype == "f64") return {52, 1023};
  if (dtype == "f16") return {10, 15};
  if (dtype == "bf16") return {7, 127};
  return {23, 127};
}

std::string power(int exponent) {
  if (exponent >= 0 && exponent <= 6) return fmt::format("{:g}", std::ldexp(1.0, exponent));
  if (exponent < 0 && exponent >= -6) return fmt::format("1/{:g}", std::ldexp(1.0, -exponent));
  return fmt::format("2^{}", exponent);
}

/// The borders of the regions of float32 between two places of the axis.
std::vector<Border> region_borders(double from, double to) {
  std::vector<Border> borders;
  for (const auto& [x, label] : std::initializer_list<std::pair<double, const char*>>{{-14.4, "GELU is 0"},
                                                                                      {-13.15, ""},
                                                                                      {-6, "deep tail"},
                                                                                      {-3, "cancellation"},
                                                                                      {-1, "shoulder"},
                                                                                      {-0.5, "minimum"},
                                                                                      {-0x1p-24, "near 0"},
                                                                                      {0x1p-24, "tiny"},
                                                                                      {0.5, "near 0"},
                                                                                      {6, "positive"}}) {
    const double at = ordinal("f32", x);
    if (at > from && at < to) borders.push_back({true, at, label});
  }
  return borders;
}

/// The errors of an implementation with the curve of one of its paths.
const AccuracyRecord* errors_with_curve(const ResultSet& results, const std::string& implementation) {
  const KernelRecord* kernel = representative(results, implementation);
  if (kernel == nullptr) return nullptr;
  const AccuracyRecord* errors = error_against_gelu(results, kernel->id);
  if (errors != nullptr && errors->curve.empty() && (errors->max_ulp > 0.5 || errors->counted_apart() > 0)) {
    return nullptr;
  }
  return errors;
}

struct Curve {
  std::string implementation;
  const AccuracyRecord* errors;
  double ns;  ///< infinity where not timed

  auto accuracy() const { return std::tuple(drawn_ulp(*errors), errors->counted_apart(), errors->mean_ulp); }
};

/// By method.
std::map<std::string, std::vector<Curve>> curves(const ResultSet& results, const KernelGroup& group) {
  std::map<std::string, std::vector<Curve>> list;
  for (const std::string& implementation : implementations(results, group)) {
    const AccuracyRecord* errors = errors_with_curve(results, implementation);
    if (errors == nullptr) continue;
    const TimingRecord* timing = fastest_path(results, implementation, "L1", 1);
    const std::string method = implementation.substr(0, implementation.find('/'));
    list[method].push_back({implementation, errors, timing == nullptr ? no_bound : timing->median_ns});
  }
  return list;
}

Series curve_series(const ResultSet& results, const std::string& dtype, const Curve& curve, double from, double to) {
  Series series{short_name(results, curve.errors->kernel), Mark::line, 0, true, {}};
  series.points = error_line(dtype, *curve.errors, from, to);
  return series;
}

void label_peak(Series& series) {
  const auto peak = std::max_element(series.points.begin(), series.points.end(),
                                     [](const Point& a, const Point& b) { return a.y < b.y; });
  if (peak != series.points.end()) peak->label = series.name;
}

/// A panel for each method: all its implementations, named where they are the most accurate, the fastest or the least
/// accurate.
std::optional<Chart> error_chart(const ResultSet& results, const KernelGroup& group, Chart chart) {
  const double from = ordinal("f32", -20);
  const double to = ordinal("f32", -0x1p-4);
  Axis x{"x (each power of two as wide as the next)", false, from, to, {}};
  for (int exponent = 4; exponent >= -4; --exponent) {
    x.ticks.push_back({ordinal("f32", -std::ldexp(1.0, exponent)), "−" + power(exponent)});
  }
  chart.columns = 2;
  for (const auto& [method, list] : curves(results, group)) {
    Panel panel{method, x, ulp_axis(room_for_borders), {}, region_borders(from, to)};
    const auto by_accuracy = [](const Curve& a, const Curve& b) { return a.accuracy() < b.accuracy(); };
    const Curve* best = &*std::min_element(list.begin(), list.end(), by_accuracy);
    const Curve* worst = &*std::max_element(list.begin(), list.end(), by_accuracy);
    const Curve* fastest =
        &*std::min_element(list.begin(), list.end(), [](const Curve& a, const Curve& b) { return a.ns < b.ns; });
    std::vector<Series> named;
    for (const Curve& curve : list) {
      Series series = curve_series(results, group.dtype, curve, from, to);
      const bool ours = results.find_kernel(curve.errors->kernel)->c_function.has_value();
      if (&curve != best && &curve != worst && &curve != fastest && !ours) {
        panel.series.push_back(std::move(series));
        continue;
      }
      series.faint = false;
      series.colour = &curve == best ? 0 : (&curve == fastest ? 2 : (&curve == worst ? 1 : 3));
      label_peak(series);
      named.push_back(std::move(series));
    }
    panel.series.insert(panel.series.end(), named.begin(), named.end());
    simplify(panel, 0.004);
    chart.panels.push_back(std::move(panel));
  }
  if (chart.panels.empty()) return std::nullopt;
  return chart;
}

/// The whole line, one curve a method: its most accurate implementation, and the most used one, plain libm.
std::optional<Chart> error_line_chart(const ResultSet& results) {
  const double end = 255;
  Axis x{"x, every float32 in its order", false, -end, end, {}};
  for (const int exponent : {127, 64, 0, -64})
    x.ticks.push_back({ordinal("f32", -std::ldexp(1.0, exponent)), "−" + power(exponent)});
  x.ticks.push_back({0, "0"});
  for (const int exponent : {-64, 0, 64, 127})
    x.ticks.push_back({ordinal("f32", std::ldexp(1.0, exponent)), power(exponent)});
  Panel panel{"", x, ulp_axis(room_for_borders), {}, {}};
  for (const Border& border : region_borders(-end, end)) {
    const bool wide = std::fabs(std::fabs(border.at) - 127) > 5;  // the others would lie on each other
    if (wide || border.label == "positive" || border.label == "GELU is 0") panel.borders.push_back(border);
  }
  int colour = 0;
  for (const auto& [method, list] : curves(results, main_group())) {
    const Curve& best = *std::min_element(list.begin(), list.end(),
                                          [](const Curve& a, const Curve& b) { return a.accuracy() < b.accuracy(); });
    Series series = curve_series(results, "f32", best, -end, end);
    series.faint = false;
    series.colour = colour++;
    panel.series.push_back(std::move(series));
  }
  if (panel.series.empty()) return std::nullopt;
  return Chart{"error-line",
               "Error over the whole line, the most accurate of each method",
               "Largest error against true GELU in each binade of all float32 inputs, exhaustive where the accuracy "
               "tables say so. Half an ULP is the least a rounded result can promise.",
               1,
               {std::move(panel)},
               {}};
}

// --- the frontier ---

Panel frontier_panel(const ResultSet& results, bool by_ulp) {
  Panel panel{by_ulp ? "max ULP" : "max absolute error",
              log_axis("ns per element, L1, one thread", 1, 1),
              by_ulp ? ulp_axis() : log_axis("max absolute error", 1e-8, 10),
              {},
              {}};
  std::vector<Series> by_origin{{"libgelubench", Mark::disc, 0, false, {}},
                                {"in this suite", Mark::ring, 0, false, {}},
                                {"library", Mark::triangle, 1, false, {}},
                                {"emulation", Mark::ring, 1, false, {}}};
  std::vector<std::pair<double, double>> all;
  for (const std::string& implementation : implementations(results, main_group())) {
    const TimingRecord* timing = fastest_path(results, implementation, "L1", 1);
    const KernelRecord* kernel = timing == nullptr ? nullptr : results.find_kernel(timing->kernel);
    const AccuracyRecord* errors = kernel == nullptr ? nullptr : error_against_gelu(results, kernel->id);
    if (errors == nullptr) continue;
    const double y = by_ulp ? drawn_ulp(*errors) : std::max(errors->max_abs, 1e-8);
    panel.x.from = all.empty() ? timing->median_ns : std::min(panel.x.from, timing->median_ns);
    panel.x.to = all.empty() ? timing->median_ns : std::max(panel.x.to, timing->median_ns);
    all.emplace_back(timing->median_ns, y);
    const auto series = std::find_if(by_origin.begin(), by_origin.end(),
                                     [&](const Series& candidate) { return candidate.name == origin(*kernel); });
    series->points.push_back({timing->median_ns, y,
                              fmt::format("{}: {} ns, {} absolute; {}", kernel->id, format_ns(timing->median_ns),
                                          format_abs(errors->max_abs), worst_note(*errors)),
                              short_name(*kernel)});
  }
  if (all.empty()) return panel;
  panel.x.from /= 1.5;
  panel.x.to *= 2;
  set_ticks(panel.x);
  // What nothing else is both faster and more accurate than.
  std::sort(all.begin(), all.end());
  Series frontier{"nothing is faster and more accurate", Mark::dashed, 2, false, {}};
  for (const auto& [ns, error] : all) {
    const double before = frontier.points.empty() ? no_bound : frontier.points.back().y;
    if (error >= before) continue;
    if (!frontier.points.empty()) frontier.points.push_back({ns, before, "", ""});
    frontier.points.push_back({ns, error, "", ""});
  }
  panel.series.push_back(std::move(frontier));
  for (Series& series : by_origin) {
    if (!series.points.empty()) panel.series.push_back(std::move(series));
  }
  return panel;
}

std::optional<Chart> frontier_chart(const ResultSet& results) {
  Chart chart{
      "frontier",
      "What accuracy costs: float32 forward",
      "Each point is an implementation on its fastest path; left is faster, down is more accurate, and the dashed "
      "line joins those that nothing else beats in both. *Lost*: some results are zero, NaN or of wrong sign "
      "where GELU is not.",
      2,
      {},
      {}};
  for (const bool by_ulp : {true, false}) {
    Panel panel = frontier_panel(results, by_ulp);
    if (!panel.series.empty()) chart.panels.push_back(std::move(panel));
  }
  if (chart.panels.empty()) return std::nullopt;
  return chart;
}

// --- time ---

/// The implementations a reader wants to see beside memcpy and ReLU: those of the verdict and of libgelubench.
std::vector<std::string> notable(const ResultSet& results) {
  std::vector<std::string> list;
  const auto add = [&](const KernelRecord* kernel) {
    if (kernel == nullptr || std::find(list.begin(), list.end(), kernel->id) != list.end()) return;
    if (list.size() < 7) list.push_back(kernel->id);
  };
  if (const TimingRecord* relu = fastest_relu(results, main_group(), "L1", 1)) add(results.find_kernel(relu->kernel));
  for (const Budget& budget : standard_budgets()) {
    const TimingRecord* best = fastest_within(results, main_group(), budget, "L1", 1);
    if (best != nullptr) add(results.find_kernel(best->kernel));
  }
  for (const std::string& implementation : implementations(results, main_group())) {
    const TimingRecord* timing = fastest_path(results, implementation, "L1", 1);
    const KernelRecord* kernel = timing == nullptr ? nullptr : results.find_kernel(timing->kernel);
    if (kernel != nullptr && (kernel->c_function || implementation.starts_with("erf/libm"))) add(kernel);
  }
  return list;
}

std::optional<Chart> working_sets_chart(const ResultSet& results) {
  Panel panel{"", log_axis("input and output together", 1, 1), log_axis("GB/s read and written", 1, 1), {}, {}};
  std::vector<std::pair<std::string, std::string>> rows;  // id, name
  for (const char* name : {"memcpy", "triad"}) rows.emplace_back(baseline_id(name, "f32", "forward"), name);
  for (const std::string& id : notable(results)) rows.emplace_back(id, short_name(results, id));
  bool any = false;
  int colour = 0;
  std::set<double> sizes;
  for (const auto& [id, name] : rows) {
    const bool is_ceiling = name == "memcpy" || name == "triad";
    Series series{name, is_ceiling ? Mark::dashed : Mark::line, is_ceiling ? 7 : colour++, false, {}};
    for (const TimingRecord& t : results.timings) {
      if (t.kernel != id || t.threads != 1 || t.in_place || t.bytes == 0 || !(t.gb_per_s > 0)) continue;
      const double bytes = static_cast<double>(t.bytes);
      series.points.push_back({bytes, t.gb_per_s,
                               fmt::format("{}: {} of {} inputs, {} ns per element, {:.3g} GB/s", id,
                                           format_bytes(t.bytes), t.distribution, format_ns(t.median_ns), t.gb_per_s),
                               ""});
      const auto grow = [any](Axis& axis, double value) {
        axis.from = any ? std::min(axis.from, value) : value;
        axis.to = any ? std::max(axis.to, value) : value;
      };
      grow(panel.x, bytes);
      grow(panel.y, t.gb_per_s);
      sizes.insert(bytes);
      any = true;
    }
    std::stable_sort(series.points.begin(), series.points.end(),
                     [](const Point& a, const Point& b) { return a.x < b.x; });
    if (!series.points.empty()) panel.series.push_back(std::move(series));
  }
  if (sizes.size() < 3) return std::nullopt;
  std::tie(panel.y.from, panel.y.to) = decades(panel.y.from, panel.y.to);
  set_ticks(panel.y);
  panel.x.from /= 1.6;
  panel.x.to *= 1.6;
  panel.x.ticks.clear();
  for (double at = 8; at <= panel.x.to; at *= 16) {
    if (at >= panel.x.from) panel.x.ticks.push_back({at, format_bytes(static_cast<std::uint64_t>(at))});
  }
  for (const CacheInfo& cache : results.environment.caches) {
    if (cache.type == "Instruction") continue;
    panel.borders.push_back({true, static_cast<double>(cache.bytes), fmt::format("L{}", cache.level)});
  }
  return Chart{
      "working-sets",
      "Throughput against working set: float32 forward, one thread",
      "Small arrays pay for the call, large ones for the memory: there every kernel below the ceiling of memcpy "
      "costs time that memory does not explain.",
      1,
      {std::move(panel)},
      {}};
}

std::optional<Chart> cliffs_chart(const ResultSet& results) {
  Heatmap map{"time over that of N(0,1) inputs", {}, {}, {}};
  std::vector<std::pair<double, const ComparisonRecord*>> rows;
  for (const ComparisonRecord& c : results.comparisons) {
    const KernelRecord* kernel = results.find_kernel(c.kernel);
    const auto steepest = cliff(results, c.kernel);
    if (c.of != "distribution" || kernel == nullptr || !main_group().holds(*kernel) || !steepest) continue;
    rows.emplace_back(steepest->ratio, &c);
  }
  if (rows.empty()) return std::nullopt;
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const TimingRecord& t : rows.front().second->rows) {
    if (&t != &rows.front().second->rows.front()) map.columns.push_back(t.distribution);
  }
  for (const auto& [ratio, comparison] : rows) {
    map.rows.push_back(short_name(results, comparison->kernel));
    auto& cells = map.cells.emplace_back(map.columns.size());
    for (const TimingRecord& t : comparison->rows) {
      const auto column = std::find(map.columns.begin(), map.columns.end(), t.distribution);
      if (column == map.columns.end()) continue;
      cells[static_cast<std::size_t>(column - map.columns.begin())] = t.median_ns / comparison->rows.front().median_ns;
    }
  }
  return Chart{"cliffs",
               "Cliffs: what other inputs cost, float32 forward in L1",
               "Time per element over that of N(0,1) inputs on the fastest path, steepest first. 1 is no cliff.",
               1,
               {},
               std::move(map)};
}

std::optional<Chart> threads_chart(const ResultSet& results) {
  Panel panel{"", log_axis("elements", 200, 1.5e6), {"speed-up", false, 0, 2, {}}, {}, {{false, 1, "no gain"}}};
  int most = 1;
  int colour = 0;
  for (const ComparisonRecord& c : results.comparisons) {
    const KernelRecord* kernel = results.find_kernel(c.kernel);
    if (c.of != "threads" || kernel == nullptr || !main_group().holds(*kernel)) continue;
    std::map<std::uint64_t, double> alone;
    for (const TimingRecord& t : c.rows) {
      if (t.threads == 1) alone[t.elements] = t.median_ns;
      most = std::max(most, t.threads);
    }
    Series series{short_name(*kernel), Mark::line, colour++, false, {}};
    for (const TimingRecord& t : c.rows) {
      const auto one = alone.find(t.elements);
      if (t.threads == 1 || one == alone.end()) continue;
      const double speed_up = one->second / t.median_ns;
      series.points.push_back({static_cast<double>(t.elements), speed_up,
                               fmt::format("{}: {} elements, {} threads, {}x", c.kernel, format_count(t.elements),
                                           t.threads, format_ratio(speed_up)),
                               ""});
    }
    if (!series.points.empty()) panel.series.push_back(std::move(series));
  }
  if (panel.series.empty()) return std::nullopt;
  panel.y.to = most + 0.25;
  panel.x.ticks.clear();
  for (int log2 = 8; log2 <= 20; log2 += 4) panel.x.ticks.push_back({std::exp2(log2), format_count(1u << log2)});
  return Chart{
      "threads",
      fmt::format("When threads pay: {} threads over one, float32 forward", most),
      "Below 1 the threads cost more than they bring. The working set of large arrays leaves the caches, where "
      "memory sets the limit.",
      1,
      {std::move(panel)},
      {}};
}

}  // namespace

const std::vector<std::string>& chart_colours() {
  static const std::vector<std::string> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                "#e69f00", "#56b4e9", "#9467bd", "#7f7f7f"};
  return colours;
}

double ordinal(const std::string& dtype, double x) {
  const Layout layout = layout_of(dtype);
  const double magnitude = std::fabs(x);
  if (magnitude == 0) return 0;
  const double smallest_normal = std::ldexp(1.0, 1 - layout.bias);
  double place = magnitude / smallest_normal;  // of subnormal numbers
  if (magnitude >= smallest_normal) {
    int exponent = 0;
    const double fraction = std::frexp(magnitude, &exponent);  // [0.5, 1)
    place = exponent - 1 + layout.bias + (2 * fraction - 1);
  }
  return std::copysign(place, x);
}

std::vector<Point> error_line(const std::string& dtype, const AccuracyRecord& errors, double from, double to) {
  // As in accuracy/sweep.cpp: eighths of binades from 2^-10 to 2^5, whole ones elsewhere.
  const int bias = layout_of(dtype).bias;
  const auto detailed = [bias](double place) { return place >= bias - 10 && place < bias + 5; };
  const auto stretch = [&](double place) {  // its end nearer to 0
    return detailed(std::fabs(place)) ? std::copysign(std::floor(std::fabs(place) * 8) / 8, place)
                                      : std::copysign(std::floor(std::fabs(place)), place);
  };
  std::map<std::pair<bool, double>, double> largest;  // by sign and stretch
  for (const CurvePoint& p : errors.curve) {
    const double place = ordinal(dtype, p.x);
    largest[{std::signbit(place), stretch(place)}] =
        p.counted_apart > 0 ? lost_ulp : std::min(std::max(p.ulp, 0.5), most_ulp);
  }
  std::vector<Point> line;
  const auto add = [&](double left, double right, double value) {
    if (right <= from || left >= to) return;
    // A level stretch needs its two ends only, any other its middle.
    if (!line.empty() && line.back().y == value) {
      if (line.size() >= 2 && line[line.size() - 2].y == value) line.pop_back();
      line.push_back({std::min(right, to), value, "", ""});
    } else {
      line.push_back({std::clamp((left + right) / 2, from, to), value, "", ""});
    }
  };
  std::vector<double> ends;  // of stretches, ascending in magnitude
  for (double place = 0; place < 2 * bias + 1; place += detailed(place) ? 0.125 : 1) ends.push_back(place);
  ends.push_back(2 * bias + 1);
  const auto value = [&](bool negative, double end) {
    const auto at = largest.find({negative, negative ? -end : end});
    return at == largest.end() ? 0.5 : at->second;
  };
  for (std::size_t i = ends.size() - 1; i-- > 0;) add(-ends[i + 1], -ends[i], value(true, ends[i]));
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) add(ends[i], ends[i + 1], value(false, ends[i]));
  return line;
}

std::vector<Chart> charts(const ResultSet& results) {
  std::vector<Chart> list;
  const auto add = [&](std::optional<Chart> chart) {
    if (chart) list.push_back(std::move(*chart));
  };
  add(functions_chart(results));
  add(frontier_chart(results));
  add(error_chart(results, main_group(),
                  {"error",
                   "Error against input: float32 forward",
                   "Largest error against true GELU over each eighth of a binade, a panel a method. Blue: the most "
                   "accurate; green: the fastest; orange: the least accurate; pink: others of libgelubench; grey: the "
                   "rest. *Lost*: some results "
                   "are zero, NaN or of wrong sign where GELU is not.",
                   2,
                   {},
                   {}}));
  add(error_line_chart(results));
  add(error_chart(results, {"f32", "backward"},
                  {"gradient-error",
                   "Error of the gradient against input: float32 backward",
                   "As above, against the derivative of true GELU, which is zero at −0.7518: there no number of ULP is "
                   "small.",
                   2,
                   {},
                   {}}));
  add(cliffs_chart(results));
  add(working_sets_chart(results));
  add(threads_chart(results));
  return list;
}

}  // namespace gelubench
