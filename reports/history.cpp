#include "reports/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

/// Comparisons of any two of the runs, each made once.
class Comparisons {
 public:
  Comparisons(const std::vector<NamedResults>& runs, CompareOptions options) : runs_(runs), options_(options) {
    options_.cross_machine = true;  // another compiler is one of the things that make a step
  }

  const Comparison& of(std::size_t before, std::size_t after) {
    const auto [at, is_new] = made_.try_emplace({before, after});
    if (is_new) {
      at->second.comparison = compare(runs_[before].results, runs_[after].results, options_);
      for (const SpeedChange& change : at->second.comparison.speed) at->second.rows[change.row()] = &change;
    }
    return at->second.comparison;
  }

  const SpeedChange* row(std::size_t before, std::size_t after, const std::string& row) {
    of(before, after);
    const auto& rows = made_.at({before, after}).rows;
    const auto found = rows.find(row);
    return found == rows.end() ? nullptr : found->second;
  }

 private:
  struct Made {
    Comparison comparison;
    std::map<std::string, const SpeedChange*> rows;
  };

  const std::vector<NamedResults>& runs_;
  CompareOptions options_;
  std::map<std::pair<std::size_t, std::size_t>, Made> made_;
};

/// Runs during which something else used the machine: memcpy and triad, which no change of a kernel touches, took
/// longer than they can. Judged for each level and number of threads, since it comes and goes within a run.
class Disturbances {
 public:
  Disturbances(const std::vector<NamedResults>& runs, double least) : least_(least) {
    std::map<std::tuple<std::string, std::string, int>, std::map<std::size_t, double>> controls;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      for (const TimingRecord& t : runs[i].results.timings) {
        if (is_baseline_id(t.kernel)) controls[{t.kernel, t.level, t.threads}][i] = in_cycles(t);
      }
    }
    for (const auto& [row, times] : controls) {
      const auto& [kernel, level, threads] = row;
      std::vector<double> sorted;
      for (const auto& [run, time] : times) sorted.push_back(time);
      std::sort(sorted.begin(), sorted.end());
      const double undisturbed = sorted[(sorted.size() - 1) / 4];
      for (const auto& [run, time] : times) ratios_[{level, threads, run}].push_back(time / undisturbed);
    }
  }

  bool at(const std::string& level, int threads, std::size_t run) const {
    const auto found = ratios_.find({level, threads, run});
    return found != ratios_.end() && median(found->second) >= 1 + least_;
  }

 private:
  static double in_cycles(const TimingRecord& t) {
    const bool memory = t.level == "DRAM" || t.level == "LLC";
    return memory || t.cycle_ns.empty() ? t.median_ns : t.median_ns / median(t.cycle_ns);
  }

  double least_;
  std::map<std::tuple<std::string, int, std::size_t>, std::vector<double>> ratios_;
};

void find_steps(RowHistory& row, double least, double scatter_floor, std::size_t rows) {
  std::vector<double> logs;
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < row.ns.size(); ++i) {
    if (!row.ns[i]) continue;
    logs.push_back(std::log(*row.ns[i]));
    runs.push_back(i);
  }
  for (const LevelShift& shift : level_shifts(logs, std::log1p(least), scatter_floor, rows)) {
    row.steps.push_back({runs[shift.at], std::exp(shift.before), std::exp(shift.after), shift.is_last});
  }
}

/// Columns of a small graph, eight heights; a change of less than a tenth hardly shows. "x": a disturbed run.
std::string sparkline(const RowHistory& row) {
  const std::vector<std::optional<double>>& values = row.ns;
  static constexpr std::array heights{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double least = no_bound;
  double most = 0;
  for (const auto& v : values) {
    if (!v) continue;
    least = std::min(least, *v);
    most = std::max(most, *v);
  }
  const double range = std::max(most, 1.1 * least) - least;
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& v = values[i];
    const double share = v && range > 0 ? (*v - least) / range : 0;
    const char* height = heights[std::min<std::size_t>(static_cast<std::size_t>(share * 8), 7)];
    text += v ? height : (row.disturbed_ns[i] ? "x" : " ");
  }
  return text;
}

/// "0.502 -> 0.611 ns": the first and the newest time.
std::string ends(const RowHistory& row) {
  const auto present = [](const std::optional<double>& v) { return v.has_value(); };
  if (std::none_of(row.ns.begin(), row.ns.end(), present)) return "disturbed in every run";
  const auto first = std::find_if(row.ns.begin(), row.ns.end(), present);
  const auto last = std::find_if(row.ns.rbegin(), row.ns.rend(), present);
  std::string text = fmt::format("{} -> {} ns", format_ns(**first), format_ns(**last));
  return row.scatter > 0 ? text + fmt::format(", scatter {:.1f} %", 100 * row.scatter) : text;
}

/// "3 (main, 0123456789ab)".
std::string run_text(const History& history, std::size_t at) {
  return fmt::format("{} ({}, {})", at + 1, history.names[at], history.environments[at].revision(12));
}

std::string step_text(const History& history, const RowHistory& row, const SpeedStep& step) {
  const double ratio = step.after_ns / step.before_ns;
  return fmt::format("{}, {}: {}x {} {} {}: {} -> {} ns", row.kernel, row.conditions,
                     format_ratio(std::max(ratio, 1 / ratio)), step.slower() ? "slower" : "faster",
                     step.is_last ? "in the last undisturbed run," : "since run", run_text(history, step.at),
                     format_ns(step.before_ns), format_ns(step.after_ns));
}

std::vector<std::string> step_lines(const History& history) {
  std::vector<std::string> lines;
  for (const AccuracyStep& step : history.accuracy) {
    const char* word = step.change.kind == AccuracyChange::Kind::worse    ? "less accurate"
                       : step.change.kind == AccuracyChange::Kind::better ? "more accurate"
                                                                          : "other results";
    lines.push_back(
        fmt::format("{}: {} since run {}: {}", step.change.kernel, word, run_text(history, step.at), step.change.what));
  }
  for (const bool slower : {true, false}) {
    for (const RowHistory& row : history.rows) {
      for (const SpeedStep& step : row.steps) {
        if (step.slower() == slower) lines.push_back(step_text(history, row, step));
      }
    }
  }
  return lines;
}

std::string summary(const History& history, std::size_t changes) {
  std::string text =
      fmt::format("{} runs, {} rows of times, {} changes", history.names.size(), history.rows.size(), changes);
  if (history.names.size() < 4) return text + "; steps of times are told from their scatter from about 4 runs on\n";
  return text + fmt::format(
                    "; times scatter by {:.1f} % from run to run (median of the rows); x: memcpy and triad were slow "
                    "too, left out\n",
                    100 * history.scatter);
}

std::string file_name(const std::string& kernel) {
  std::string name = "history-" + kernel;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != '-'; }, '-');
  return name;
}

Chart chart_of(const History& history, const std::string& kernel) {
  const auto runs = static_cast<double>(history.names.size());
  Panel panel;
  panel.x = {"run", false, 0.5, runs + 0.5, {}};
  const std::size_t every = history.names.size() / 20 + 1;
  for (std::size_t i = 0; i < history.names.size(); i += every) {
    panel.x.ticks.push_back({static_cast<double>(i + 1), std::to_string(i + 1)});
  }
  double least = 0.9;
  double most = 1.1;
  std::set<std::size_t> stepped;
  for (const RowHistory& row : history.rows) {
    if (row.kernel != kernel) continue;
    const int colour = static_cast<int>(panel.series.size());
    Series line{row.conditions, Mark::line, colour, false, {}};
    const auto first = std::find_if(row.ns.begin(), row.ns.end(), [](const auto& v) { return v.has_value(); });
    if (first == row.ns.end()) continue;
    for (std::size_t i = 0; i < row.ns.size(); ++i) {
      if (!row.ns[i]) continue;
      const double relative = *row.ns[i] / **first;
      least = std::min(least, relative);
      most = std::max(most, relative);
      line.points.push_back({static_cast<double>(i + 1), relative, "", ""});
    }
    for (const SpeedStep& step : row.steps) {
      if (!stepped.insert(step.at).second) continue;
      panel.borders.push_back({true, static_cast<double>(step.at) + 0.5, step.slower() ? "slower" : "faster"});
    }
    panel.series.push_back(std::move(line));
  }
  panel.y = {"time, relative to the first run", false, least - 0.02, most + 0.02, {}};
  return {.id = file_name(kernel),
          .title = kernel,
          .caption = "Medians of the undisturbed runs, at the clock of the first. Vertical lines: steps.",
          .panels = {std::move(panel)}};
}

}  // namespace

History history_of(const std::vector<NamedResults>& runs, const CompareOptions& options) {
  History history;
  Comparisons comparisons(runs, options);
  const Disturbances disturbances(runs, options.effect);
  std::vector<std::pair<std::string, RowHistory>> rows;
  std::map<std::string, std::size_t> places;  // in rows
  std::map<std::string, std::size_t> first;   // run that has the row
  std::optional<std::size_t> judged;          // the last run with accuracy
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Environment& e = runs[i].results.environment;
    history.names.push_back(runs[i].name);
    history.environments.push_back(e);
    history.differences.push_back(i == 0 ? std::vector<std::string>{}
                                         : differing_conditions(history.environments[i - 1], e));
    // Compared with itself, a run shows its rows.
    for (const SpeedChange& own : comparisons.of(i, i).speed) {
      const std::string name = own.row();
      const auto [place, is_new] = places.try_emplace(name, rows.size());
      if (is_new) {
        RowHistory row{.kernel = own.kernel, .conditions = name.substr(own.kernel.size() + 2)};
        row.ns.resize(runs.size());
        row.disturbed_ns.resize(runs.size());
        rows.emplace_back(name, std::move(row));
        first[name] = i;
      }
      RowHistory& row = rows[place->second].second;
      const SpeedChange* change = comparisons.row(first[name], i, name);
      (disturbances.at(own.level, own.threads, i) ? row.disturbed_ns : row.ns)[i] = change->after_ns / change->clock;
    }
    if (runs[i].results.accuracy.empty()) continue;
    if (judged) {
      for (const AccuracyChange& change : comparisons.of(*judged, i).accuracy) history.accuracy.push_back({i, change});
    }
    judged = i;
  }
  std::vector<double> scatters;
  for (auto& [name, row] : rows) {
    std::vector<double> logs;
    for (const auto& ns : row.ns) {
      if (ns) logs.push_back(std::log(*ns));
    }
    row.scatter = scatter(logs);
    if (row.scatter > 0) scatters.push_back(row.scatter);
  }
  if (!scatters.empty()) history.scatter = median(scatters);
  for (auto& [name, row] : rows) {
    find_steps(row, options.effect_of(row.kernel), history.scatter, rows.size());
    history.rows.push_back(std::move(row));
  }
  std::stable_sort(history.rows.begin(), history.rows.end(),
                   [](const RowHistory& a, const RowHistory& b) { return a.kernel < b.kernel; });
  return history;
}

std::string history_text(const History& history) {
  std::string text = "runs:\n";
  for (std::size_t i = 0; i < history.names.size(); ++i) {
    const Environment& e = history.environments[i];
    text += fmt::format("  {:>3}  {}  {:12}  {}\n", i + 1, e.utc, e.revision(12), history.names[i]);
    for (const std::string& difference : history.differences[i]) {
      text += fmt::format("       differs from the run before in {}\n", difference);
    }
  }
  std::size_t wide = 0;
  for (const RowHistory& row : history.rows) wide = std::max(wide, row.conditions.size());
  std::string kernel;
  for (const RowHistory& row : history.rows) {
    if (row.kernel != kernel) text += fmt::format("{}\n", kernel = row.kernel);
    text += fmt::format("  {:{}}  {}  {}\n", row.conditions, wide, sparkline(row), ends(row));
  }
  const std::vector<std::string> steps = step_lines(history);
  if (!steps.empty()) text += "changes:\n";
  for (const std::string& step : steps) text += "  " + step + "\n";
  return text + summary(history, steps.size());
}

std::vector<Chart> history_charts(const History& history, std::size_t most) {
  std::vector<std::string> kernels;
  for (const bool with_steps : {true, false}) {
    for (const RowHistory& row : history.rows) {
      if (with_steps && row.steps.empty()) continue;
      if (std::find(kernels.begin(), kernels.end(), row.kernel) == kernels.end()) kernels.push_back(row.kernel);
    }
  }
  std::vector<Chart> charts;
  for (const std::string& kernel : kernels) {
    if (charts.size() < most) charts.push_back(chart_of(history, kernel));
  }
  return charts;
}

std::string history_markdown(const History& history, const std::vector<Chart>& pictures) {
  std::string text = "# Times over the saved runs\n\n";
  const std::vector<std::string> steps = step_lines(history);
  text += summary(history, steps.size()) + "\n";
  for (const std::string& step : steps) text += "- " + escape_markdown(step) + "\n";
  if (!steps.empty()) text += "\n";
  MarkdownTable runs({">run", "measured", "commit", "name", "other conditions than the run before"});
  for (std::size_t i = 0; i < history.names.size(); ++i) {
    const Environment& e = history.environments[i];
    runs.add({std::to_string(i + 1), e.utc, escape_markdown(e.revision(12)), escape_markdown(history.names[i]),
              escape_markdown(fmt::format("{}", fmt::join(history.differences[i], "; ")))});
  }
  text += "## Runs\n\n" + runs.text() + "\n";
  if (!pictures.empty()) text += "## Pictures\n\n";
  for (const Chart& chart : pictures) {
    text += fmt::format("### {}\n\n![{}]({}.svg)\n\n", escape_markdown(chart.title), escape_markdown(chart.title),
                        chart.id);
  }
  MarkdownTable rows({"kernel", "row", "runs", "first and newest"});
  for (const RowHistory& row : history.rows) {
    rows.add({escape_markdown(row.kernel), escape_markdown(row.conditions), sparkline(row), ends(row)});
  }
  return text + "## Rows\n\n" + rows.text();
}

}  // namespace gelubench
