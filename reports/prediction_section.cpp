// On other CPUs: what LLVM's machine-code analyser predicts, and how far it can be trusted.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "reports/chart_axes.hpp"
#include "reports/chart_families.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/prediction_facts.hpp"
#include "reports/report.hpp"
#include "results/machine.hpp"

namespace gelubench {
namespace {

std::string cpu_cell(const PredictionSet& set, const std::string& cpu) {
  const std::string model = model_of(set, cpu);
  return "`" + cpu + "`" + (model == cpu ? "" : fmt::format(" (model of {})", model.empty() ? "another" : model));
}

/// What to take on each CPU for each budget.
std::string choices_table(const ResultSet& results) {
  std::vector<std::string> columns{"target"};
  for (const Budget& budget : standard_budgets()) columns.push_back(describe(budget));
  columns.emplace_back(">ReLU");
  MarkdownTable table(columns);
  for (const std::string& cpu : predicted_cpus(*results.predictions)) {
    const std::vector<PredictedCandidate> all = predicted_candidates(results, main_group(), cpu);
    if (all.empty()) continue;
    std::vector<std::string> row{cpu_cell(*results.predictions, cpu)};
    for (const Budget& budget : standard_budgets()) {
      const auto best = std::find_if(all.begin(), all.end(), [&](const PredictedCandidate& c) {
        return c.judged_as->formula != "relu" && !c.gathers && meets(results, c.judged_as->id, budget);
      });
      row.push_back(best == all.end() ? "none"
                                      : fmt::format("`{}` {}", short_name(*best->judged_as), format_ns(best->cycles)));
    }
    const auto relu = std::find_if(all.begin(), all.end(),
                                   [](const PredictedCandidate& c) { return c.judged_as->formula == "relu"; });
    row.push_back(relu == all.end() ? not_measured : format_ns(relu->cycles));
    table.add(row);
  }
  return table.text();
}

/// Cycles of every implementation on every CPU, each on its fastest path.
std::string cycles_table(const ResultSet& results) {
  const std::vector<std::string> cpus = predicted_cpus(*results.predictions);
  std::vector<std::string> columns{"float32, forward"};
  for (const std::string& cpu : cpus) columns.push_back(">`" + cpu + "`");
  MarkdownTable table(columns);
  std::map<std::string, std::map<std::string, double>> cycles;  // by implementation and CPU
  for (const std::string& cpu : cpus)
    for (const PredictedCandidate& c : predicted_candidates(results, main_group(), cpu))
      cycles[c.judged_as->implementation()][cpu] = c.cycles;
  for (const std::string& implementation : implementations(results, main_group())) {
    const auto found = cycles.find(implementation);
    if (found == cycles.end()) continue;
    std::vector<std::string> row{"`" + implementation.substr(0, implementation.find("/f32/")) + "`"};
    for (const std::string& cpu : cpus)
      row.push_back(found->second.contains(cpu) ? format_ns(found->second[cpu]) : not_measured);
    table.add(row);
  }
  return folded("Predicted cycles per element of every implementation", table.text());
}

/// Predictions for the CPU at hand against what was measured on it.
std::string trust_text(const ResultSet& results) {
  const std::vector<CheckedPrediction> all = checked_predictions(results);
  MarkdownTable table({"kernels of", ">number", ">median error", ">median ratio", ">rank correlation", "lowest ratio",
                       "highest ratio"});
  const auto add = [&](const std::string& name, const std::vector<CheckedPrediction>& some) {
    const auto error = prediction_error(some);
    if (!error) return;
    const auto extreme = [](const CheckedPrediction& c) {
      return fmt::format("{}, `{}`", format_ratio(c.ratio()), c.kernel);
    };
    table.add({name, std::to_string(error->kernels), format_percent(error->median_error),
               format_ratio(error->median_ratio),
               error->correlation ? fmt::format("{:.2f}", *error->correlation) : not_measured, extreme(error->lowest),
               extreme(error->highest)});
  };
  std::vector<std::string> paths;
  for (const CheckedPrediction& c : all)
    if (std::find(paths.begin(), paths.end(), c.path()) == paths.end()) paths.push_back(c.path());
  std::sort(paths.begin(), paths.end());
  const std::vector<CheckedPrediction> simd = of_simd(all);
  add("**all SIMD paths**", simd);
  for (const bool gathers : {false, true}) {
    std::vector<CheckedPrediction> some = simd;
    std::erase_if(some, [&](const CheckedPrediction& c) { return c.gathers != gathers; });
    add(gathers ? "SIMD, gathering" : "SIMD, not gathering", some);
  }
  std::vector<std::string> methods;
  for (const CheckedPrediction& c : simd)
    if (const std::string m = c.method(); std::find(methods.begin(), methods.end(), m) == methods.end())
      methods.push_back(m);
  for (const std::string& method : methods) {
    std::vector<CheckedPrediction> some = simd;
    std::erase_if(some, [&](const CheckedPrediction& c) { return c.method() != method; });
    add("SIMD, `" + method + "`", some);
  }
  for (const std::string& path : paths) {
    std::vector<CheckedPrediction> some = all;
    std::erase_if(some, [&](const CheckedPrediction& c) { return c.path() != path; });
    add(path, some);
  }
  if (table.empty()) {
    return "\nNothing was both predicted for the CPU at hand and timed on it in L1: how far to trust these is not "
           "known.\n";
  }
  return fmt::format(
             "\n**How far to trust this.** The same predictions for the CPU at hand, `{}`, against cycles measured on "
             "it in L1, on one thread, N(0,1) inputs. *Ratio*: predicted over measured; *error*: its distance from 1; "
             "*rank correlation*: Kendall's tau. Models know little of gathers, nothing of mispredicted branches "
             "(scalar code), of the front end and of stores read back soon; measured cycles are those that neighbours "
             "on the machine left.\n\n",
             *results.predictions->host) +
         table.text();
}

}  // namespace

std::string prediction_section(const ResultSet& results) {
  if (!results.predictions || results.predictions->cycles.empty()) return "";
  return fmt::format(
             "## On other CPUs (predicted)\n\nNot measured: cycles per element of the loops of this very program, by "
             "{}'s scheduling models, in L1, on inputs that take a kernel's usual way. Errors are those measured here. "
             "For each bound the fastest within it on float32, forward, and its cycles; kernels that gather are left "
             "out, since models know least of them. `run_suite recommend --cpu NAME` says more, `run_suite predict "
             "--binary build/aarch64/run_suite --add-to results.json` adds CPUs of aarch64.\n\n",
             escape_markdown(results.predictions->analyser)) +
         choices_table(results) + "\n" + cycles_table(results) + trust_text(results);
}

std::optional<Chart> predicted_chart(const ResultSet& results) {
  const std::vector<CheckedPrediction> all = of_simd(checked_predictions(results));
  if (all.size() < 3) return std::nullopt;
  Panel panel{"",
              log_axis("cycles per element measured, L1, one thread", 1, 1),
              log_axis("cycles per element predicted", 1, 1),
              {},
              {}};
  double least = all.front().measured;
  double most = least;
  for (const CheckedPrediction& c : all) {
    least = std::min({least, c.measured, c.predicted});
    most = std::max({most, c.measured, c.predicted});
  }
  least /= 1.3;
  most *= 1.3;
  for (Axis* axis : {&panel.x, &panel.y}) {
    axis->from = least;
    axis->to = most;
    set_ticks(*axis);
  }
  panel.series.push_back({"as measured", Mark::line, 7, false, {{least, least, "", ""}, {most, most, "", ""}}});
  std::vector<std::string> names;
  for (const CheckedPrediction& c : all) {
    const std::string name = c.gathers ? "gathering" : c.path();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  int colour = 0;
  for (const std::string& name : names) {
    Series series{name, name == "gathering" ? Mark::triangle : Mark::ring, colour++, false, {}};
    for (const CheckedPrediction& c : all) {
      if ((c.gathers ? "gathering" : c.path()) != name) continue;
      series.points.push_back(
          {c.measured, c.predicted,
           fmt::format("{}: {} predicted, {} measured", c.kernel, format_ns(c.predicted), format_ns(c.measured)), ""});
    }
    panel.series.push_back(std::move(series));
  }
  return Chart{"predicted",
               "Predicted against measured",
               "Each point is a kernel of a SIMD path on the CPU at hand: below the line, the prediction is too fast. "
               "Kernels that gather have a mark of their own.",
               1,
               {panel},
               {}};
}

}  // namespace gelubench
