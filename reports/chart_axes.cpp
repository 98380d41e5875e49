#include "reports/chart_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/charts.hpp"
#include "reports/format.hpp"
#include "results/hex_float.hpp"

namespace gelubench {

std::string short_name(const KernelRecord& kernel) { return kernel.method + "/" + kernel.variant; }

std::string short_name(const ResultSet& results, const std::string& id) {
  const KernelRecord* kernel = results.find_kernel(id);
  return kernel == nullptr ? id.substr(0, id.find('/')) : short_name(*kernel);
}

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

std::pair<double, double> decades(double least, double most) {
  return {std::pow(10, std::floor(std::log10(least))), std::pow(10, std::ceil(std::log10(most)))};
}

Axis ulp_axis(double to) {
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

std::string power_of_two(int exponent) {
  if (exponent >= 0 && exponent <= 6) return fmt::format("{:g}", std::ldexp(1.0, exponent));
  if (exponent < 0 && exponent >= -6) return fmt::format("1/{:g}", std::ldexp(1.0, -exponent));
  return fmt::format("2^{}", exponent);
}

std::string worst_note(const AccuracyRecord& errors) {
  std::string note = fmt::format("max {} ULP, {}", format_max_ulp(errors), format_coverage(errors));
  if (errors.worst) {
    note += fmt::format("; worst at x = {}: got {}, want {}", hex_float(errors.worst->x), hex_float(errors.worst->got),
                        hex_float(errors.worst->want));
  }
  return note;
}

// --- what the functions are ---

const std::vector<std::string>& chart_colours() {
  static const std::vector<std::string> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                "#e69f00", "#56b4e9", "#9467bd", "#7f7f7f"};
  return colours;
}

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

}  // namespace gelubench
