// What accuracy costs, and what makes implementations slow.

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

}  // namespace

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

namespace {

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

}  // namespace

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

}  // namespace gelubench
