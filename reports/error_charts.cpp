// Error against input.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "reports/chart_axes.hpp"
#include "reports/chart_families.hpp"
#include "reports/charts.hpp"
#include "reports/format.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

/// The data type whose errors are drawn.
constexpr const char* main_dtype = "f32";

/// How the bits of a data type are used.
struct Layout {
  std::string_view dtype;
  int fraction_bits;
  int bias;
};
constexpr std::array layouts{Layout{"f32", 23, 127}, Layout{"f64", 52, 1023}, Layout{"f16", 10, 15},
                             Layout{"bf16", 7, 127}};

const Layout& layout_of(std::string_view dtype) {
  return *std::find_if(layouts.begin(), layouts.end(), [&](const Layout& l) { return l.dtype == dtype; });
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
    const double at = ordinal(main_dtype, x);
    if (at > from && at < to) borders.push_back({true, at, label});
  }
  return borders;
}

/// The errors of an implementation with the curve of one of its paths.
const AccuracyRecord* errors_with_curve(const ResultSet& results, const std::string& implementation) {
  const KernelRecord* kernel = representative(results, implementation);
  if (kernel == nullptr) return nullptr;
  const AccuracyRecord* errors = error_against_gelu(results, kernel->id);
  // Where an interrupted sweep has no point, nobody knows whether the results are right or were not judged.
  if (errors != nullptr && errors->coverage == "partial") return nullptr;
  if (errors != nullptr && errors->curve.empty() && (errors->max_ulp > 0.5 || errors->counted_apart() > 0)) {
    return nullptr;
  }
  return errors;
}

struct ErrorCurve {
  std::string implementation;
  const AccuracyRecord* errors;
  double ns;  ///< infinity where not timed

  auto accuracy() const { return std::tuple(drawn_ulp(*errors), errors->counted_apart(), errors->mean_ulp); }
};

/// By method.
std::map<std::string, std::vector<ErrorCurve>> curves(const ResultSet& results, const KernelGroup& group) {
  std::map<std::string, std::vector<ErrorCurve>> list;
  for (const std::string& implementation : implementations(results, group)) {
    const AccuracyRecord* errors = errors_with_curve(results, implementation);
    if (errors == nullptr) continue;
    const TimingRecord* timing = fastest_path(results, implementation, "L1", 1);
    const std::string method = implementation.substr(0, implementation.find('/'));
    list[method].push_back({implementation, errors, timing == nullptr ? no_bound : timing->median_ns});
  }
  return list;
}

Series curve_series(const ResultSet& results, const std::string& dtype, const ErrorCurve& curve, double from,
                    double to) {
  Series series{short_name(results, curve.errors->kernel), Mark::line, 0, true, {}};
  series.points = error_line(dtype, *curve.errors, from, to);
  return series;
}

void label_peak(Series& series) {
  const auto peak = std::max_element(series.points.begin(), series.points.end(),
                                     [](const Point& a, const Point& b) { return a.y < b.y; });
  if (peak != series.points.end()) peak->label = series.name;
}

}  // namespace

std::optional<Chart> error_chart(const ResultSet& results, const KernelGroup& group, Chart chart) {
  const double from = ordinal(main_dtype, -20);
  const double to = ordinal(main_dtype, -0x1p-4);
  Axis x{"x (each power of two as wide as the next)", false, from, to, {}};
  for (int exponent = 4; exponent >= -4; --exponent) {
    x.ticks.push_back({ordinal(main_dtype, -std::ldexp(1.0, exponent)), "−" + power_of_two(exponent)});
  }
  chart.columns = 2;
  for (const auto& [method, list] : curves(results, group)) {
    Panel panel{method, x, ulp_axis(room_for_borders), {}, region_borders(from, to)};
    const auto by_accuracy = [](const ErrorCurve& a, const ErrorCurve& b) { return a.accuracy() < b.accuracy(); };
    const ErrorCurve* best = &*std::min_element(list.begin(), list.end(), by_accuracy);
    const ErrorCurve* worst = &*std::max_element(list.begin(), list.end(), by_accuracy);
    const ErrorCurve* fastest = &*std::min_element(
        list.begin(), list.end(), [](const ErrorCurve& a, const ErrorCurve& b) { return a.ns < b.ns; });
    std::vector<Series> named;
    for (const ErrorCurve& curve : list) {
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

std::optional<Chart> error_line_chart(const ResultSet& results) {
  const double end = 255;
  Axis x{"x, every float32 in its order", false, -end, end, {}};
  for (const int exponent : {127, 64, 0, -64})
    x.ticks.push_back({ordinal(main_dtype, -std::ldexp(1.0, exponent)), "−" + power_of_two(exponent)});
  x.ticks.push_back({0, "0"});
  for (const int exponent : {-64, 0, 64, 127})
    x.ticks.push_back({ordinal(main_dtype, std::ldexp(1.0, exponent)), power_of_two(exponent)});
  Panel panel{"", x, ulp_axis(room_for_borders), {}, {}};
  for (const Border& border : region_borders(-end, end)) {
    const bool wide = std::fabs(std::fabs(border.at) - 127) > 5;  // the others would lie on each other
    if (wide || border.label == "positive" || border.label == "GELU is 0") panel.borders.push_back(border);
  }
  int colour = 0;
  for (const auto& [method, list] : curves(results, main_group())) {
    const ErrorCurve& best = *std::min_element(
        list.begin(), list.end(), [](const ErrorCurve& a, const ErrorCurve& b) { return a.accuracy() < b.accuracy(); });
    Series series = curve_series(results, main_dtype, best, -end, end);
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

}  // namespace gelubench
