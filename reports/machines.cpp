#include "reports/machines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"
#include "results/machine.hpp"

namespace gelubench {
namespace {

/// "A", "B": what the machines are called in the tables.
std::string machine_letter(std::size_t machine) { return std::string(1, static_cast<char>('A' + machine % 26)); }

std::string machines_table(const std::vector<ResultSet>& machines) {
  MarkdownTable table({"machine", "CPU", ">cores", "paths", "compiler", "date", "commit", "profile"});
  for (std::size_t m = 0; m < machines.size(); ++m) {
    const Environment& e = machines[m].environment;
    table.add({machine_letter(m), escape_markdown(cpu_name(e)), std::to_string(e.cores),
               escape_markdown(fmt::format("{}", fmt::join(e.paths, ", "))), escape_markdown(e.compiler), e.utc,
               e.revision(12), escape_markdown(e.profile)});
  }
  return table.text();
}

std::string choice_cell(const ResultSet& results, const KernelGroup& group, const TimingRecord* best) {
  if (best == nullptr) return "none measured";
  std::string cell = fmt::format("`{}` {} ns", best->kernel, format_ns(best->median_ns));
  if (const TimingRecord* relu = fastest_relu(results, group, best->level, best->threads)) {
    cell += fmt::format(" ({}×)", format_ratio(best->median_ns / relu->median_ns));
  }
  return cell;
}

std::string implementation_of(const std::string& kernel) { return kernel.substr(0, kernel.rfind('/')); }

/// Why a machine does not take what another one does.
std::string why_different(const ResultSet& results, const Budget& budget, const TimingRecord* own,
                          const std::string& other) {
  const TimingRecord* there = fastest_path(results, other, "L1", 1);
  if (there == nullptr) return fmt::format("`{}` was not measured", other);
  if (const auto miss = why_not(results, there->kernel, budget)) {
    return fmt::format("`{}`: {}", there->kernel, escape_markdown(*miss));
  }
  if (own == nullptr) return fmt::format("`{}` was not chosen", there->kernel);
  const bool separated = separated_from(*own, {there}).front();
  return fmt::format("`{}` takes {}× the time{}", there->kernel, format_ratio(there->median_ns / own->median_ns),
                     separated ? "" : ", which is not separated");
}

std::string verdict_table(const std::vector<ResultSet>& machines, const KernelGroup& group) {
  std::vector<std::string> columns{"budget"};
  for (std::size_t m = 0; m < machines.size(); ++m) columns.push_back(machine_letter(m));
  MarkdownTable table(columns);
  std::string differences;
  bool any = false;
  for (const Budget& budget : standard_budgets()) {
    std::vector<std::string> row{budget.name};
    std::vector<const TimingRecord*> chosen;
    std::set<std::string> taken;
    for (const ResultSet& results : machines) {
      chosen.push_back(fastest_within(results, group, budget, "L1", 1));
      row.push_back(choice_cell(results, group, chosen.back()));
      any = any || chosen.back() != nullptr;
      taken.insert(chosen.back() == nullptr ? "" : implementation_of(chosen.back()->kernel));
    }
    table.add(row);
    if (taken.size() < 2) continue;
    for (std::size_t m = 0; m < machines.size(); ++m) {
      for (const std::string& other : taken) {
        if (other.empty() || (chosen[m] != nullptr && implementation_of(chosen[m]->kernel) == other)) continue;
        differences += fmt::format("- {}, on {}: {}.\n", budget.name, machine_letter(m),
                                   why_different(machines[m], budget, chosen[m], other));
      }
    }
  }
  if (!any) return "";
  std::string text = fmt::format("\n### {}\n\n{}", group.title(), table.text());
  return text + (differences.empty() ? "\nThe machines agree on the implementation.\n"
                                     : "\nWhere they differ, and why:\n\n" + differences);
}

/// Kernels judged on all inputs by two machines that give other results.
std::string accuracy_differences(const std::vector<ResultSet>& machines) {
  MarkdownTable table({"kernel", "machines", ">max ULP", ">max ULP", "what differs"});
  std::size_t compared = 0;
  std::set<std::string> seen;
  for (std::size_t a = 0; a < machines.size(); ++a) {
    for (std::size_t b = a + 1; b < machines.size(); ++b) {
      for (const KernelRecord& kernel : machines[a].kernels) {
        const AccuracyRecord* one = machines[a].find_accuracy(kernel.id, "own", "all");
        const AccuracyRecord* two = machines[b].find_accuracy(kernel.id, "own", "all");
        if (one == nullptr || two == nullptr || one->inputs != two->inputs || one->coverage != two->coverage) continue;
        // Samples are comparable where their inputs are the same.
        if (machines[a].environment.seed != machines[b].environment.seed && one->coverage != "exhaustive") continue;
        if (one->coverage == "searched" || one->digest.empty() || two->digest.empty()) continue;
        ++compared;
        if (one->digest == two->digest) continue;
        const bool worse = one->max_ulp != two->max_ulp || one->counted_apart() != two->counted_apart();
        table.add({"`" + kernel.id + "`", machine_letter(a) + ", " + machine_letter(b), format_max_ulp(*one),
                   format_max_ulp(*two), worse ? "**the errors**" : "bits, within the same error"});
      }
    }
  }
  std::string text = "\n## Accuracy that differs between them\n\n";
  if (compared == 0) return text + "No kernel was judged by two of them over the same inputs.\n";
  if (table.empty()) {
    return text +
           fmt::format("None: {} kernels gave the same bits at every input both tried.\n", format_count(compared));
  }
  return text +
         fmt::format("Of {} kernels compared bit for bit over the same inputs, these differ:\n\n",
                     format_count(compared)) +
         table.text();
}

}  // namespace

std::string machines_report(const std::vector<ResultSet>& machines) {
  std::string text = "# Which GELU on which machine?\n\n" + machines_table(machines);
  text +=
      "\n## Verdict\n\nThe fastest kernel within each error budget against true GELU, in L1 on one thread; ns per "
      "element of "
      "N(0,1) inputs, in brackets against ReLU on the same machine.\n";
  std::set<std::string> shown;
  for (const ResultSet& results : machines) {
    for (const KernelGroup& group : groups(results)) {
      if (shown.insert(group.id()).second) text += verdict_table(machines, group);
    }
  }
  return text + accuracy_differences(machines);
}

}  // namespace gelubench
