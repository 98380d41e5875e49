// ReLU or GELU? What each costs and does, and which to take.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

const GraphRecord* find_graph(const ResultSet& results, const std::string& implementation) {
  for (const GraphRecord& graph : results.graphs) {
    if (graph.kernel.starts_with(implementation + "/")) return &graph;
  }
  return nullptr;
}

std::string kernel_name(const ResultSet& results, const TimingRecord& timing) {
  const KernelRecord& kernel = *results.find_kernel(timing.kernel);
  return kernel.method + "/" + kernel.variant;
}

/// The rows of the comparison: ReLU and what the verdict takes for each budget.
std::vector<std::string> compared(const ResultSet& results) {
  std::vector<std::string> names;
  const auto add = [&](const TimingRecord* timing) {
    if (timing == nullptr) return;
    const std::string name = kernel_name(results, *timing);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  add(fastest_relu(results, main_group(), "L1", 1));
  for (const Budget& budget : standard_budgets()) add(fastest_within(results, main_group(), budget, "L1", 1));
  for (const std::string& implementation : implementations(results, main_group())) {
    const TimingRecord* timing = fastest_path(results, implementation, "L1", 1);
    const KernelRecord* kernel = timing == nullptr ? nullptr : results.find_kernel(timing->kernel);
    if (kernel != nullptr && kernel->c_function) add(timing);
  }
  return names;
}

std::string cost_table(const ResultSet& results) {
  const TimingRecord* relu = fastest_relu(results, main_group(), "L1", 1);
  MarkdownTable table({"forward, float32", ">ns", ">cycles", ">multiply-adds", ">× ReLU, L1", ">× ReLU, DRAM",
                       ">ns, backward", ">× ReLU, backward"});
  const KernelGroup backward{"f32", "backward"};
  const TimingRecord* relu_backward = fastest_relu(results, backward, "L1", 1);
  const TimingRecord* relu_dram = fastest_relu(results, main_group(), "DRAM", 1);
  const auto ratio = [](const TimingRecord* t, const TimingRecord* to) {
    return t == nullptr || to == nullptr ? not_measured : format_ratio(t->median_ns / to->median_ns);
  };
  for (const std::string& name : compared(results)) {
    const TimingRecord* t = fastest_path(results, name + "/f32/forward", "L1", 1);
    const TimingRecord* dram = fastest_path(results, name + "/f32/forward", "DRAM", 1);
    const TimingRecord* back = fastest_path(results, name + "/f32/backward", "L1", 1);
    const auto fma = multiply_adds(results, *t);
    table.add({"`" + name + "`", format_ns(t->median_ns), t->cycles ? format_ns(*t->cycles) : not_measured,
               fma ? fmt::format("{:.1f}", *fma) : not_measured, ratio(t, relu), ratio(dram, relu_dram),
               back == nullptr ? not_measured : format_ns(back->median_ns), ratio(back, relu_backward)});
  }
  if (table.empty()) return "";
  return "What they cost, per element on one thread, in L1 unless said otherwise. *Multiply-adds*: as many vector "
         "multiply-adds, of the width of the path, could have been issued in the time of one vector of results (a "
         "measure of work that does not depend on the clock).\n\n" +
         table.text();
}

std::string behaviour_table(const ResultSet& results) {
  MarkdownTable table({"on N(0,1) inputs, float32", ">results of 0", ">negative results", ">range", ">gradients of 0",
                       ">negative gradients", ">range of the gradient"});
  std::vector<std::string> names = compared(results);
  const auto range = [](const GraphRecord& g) { return fmt::format("{:.3g} to {:.3g}", g.least, g.greatest); };
  std::uint64_t inputs = 0;
  for (const std::string& name : names) {
    const GraphRecord* forward = find_graph(results, name + "/f32/forward");
    const GraphRecord* backward = find_graph(results, name + "/f32/backward");
    if (forward == nullptr && backward == nullptr) continue;
    std::vector<std::string> row{"`" + name + "`"};
    for (const GraphRecord* g : {forward, backward}) {
      if (g == nullptr) {
        row.insert(row.end(), {not_measured, not_measured, not_measured});
        continue;
      }
      inputs = g->inputs;
      row.insert(row.end(), {format_percent(g->zero_share), format_percent(g->negative_share), range(*g)});
    }
    table.add(row);
  }
  if (table.empty()) return "";
  return fmt::format("\nWhat becomes of {} inputs drawn from N(0,1), with dy = 1:\n\n", format_count(inputs)) +
         table.text();
}

/// Where a gradient vanishes or is wrong.
std::string gradient_table(const ResultSet& results) {
  MarkdownTable table({"gradient", ">0 from, going left", ">max absolute error to GELU′", "worst at"});
  for (const std::string& name : compared(results)) {
    const KernelRecord* kernel = representative(results, name + "/f32/backward");
    const AccuracyRecord* errors = kernel == nullptr ? nullptr : error_against_gelu(results, kernel->id);
    if (errors == nullptr) continue;
    table.add({"`" + kernel->id + "`", format_first_zero(errors), format_abs(errors->max_abs),
               errors->worst_abs ? format_decimal(errors->worst_abs->x) : not_measured});
  }
  if (table.empty()) return "";
  return "\nThe true derivative of GELU is 0 at −0.7518, −0.129 at −√2, 1.129 at √2 and not 0 anywhere else until it "
         "is "
         "too small for the type; that of ReLU is 0 for half of all inputs:\n\n" +
         table.text();
}

/// Of libgelubench's forms that stand in for GELU, which are not faster than this kernel of true GELU; may be empty.
std::string without_reason(const ResultSet& results, const TimingRecord& gelu) {
  std::vector<std::string> names;
  for (const std::string& implementation : implementations(results, main_group())) {
    const TimingRecord* timing = fastest_path(results, implementation, "L1", 1);
    const KernelRecord* kernel = timing == nullptr ? nullptr : results.find_kernel(timing->kernel);
    if (kernel == nullptr || !kernel->c_function || kernel->formula == "gelu" || kernel->formula == "relu") continue;
    if (timing->median_ns < gelu.median_ns) continue;
    names.push_back(fmt::format("`{}` ({} ns)", kernel_name(results, *timing), format_ns(timing->median_ns)));
  }
  if (names.empty()) return "";
  const bool one = names.size() == 1;
  return fmt::format(
      " {} {} further from GELU and not faster here: there is no reason to use {} but a model trained with {} formula.",
      fmt::join(names, " and "), one ? "is" : "are", one ? "it" : "them", one ? "its" : "their");
}

std::string advice(const ResultSet& results) {
  const TimingRecord* relu = fastest_relu(results, main_group(), "L1", 1);
  const TimingRecord* gelu = fastest_within(results, main_group(), standard_budgets().front(), "L1", 1);
  if (relu == nullptr || gelu == nullptr) return "";
  std::string text = fmt::format(
      "\n**Advice.** Take ReLU where the activation is a visible part of the run time and half of the units may be "
      "silent: it costs {} ns per element in L1, `{}` {} ns ({}×).",
      format_ns(relu->median_ns), gelu->kernel, format_ns(gelu->median_ns),
      format_ratio(gelu->median_ns / relu->median_ns));
  text += without_reason(results, *gelu);
  const TimingRecord* relu_far = fastest_relu(results, main_group(), "DRAM", 1);
  const TimingRecord* gelu_far = results.find_timing(gelu->kernel, "DRAM", 1);
  if (relu_far != nullptr && gelu_far != nullptr) {
    text += fmt::format(" From memory the two are {}× apart on one thread.",
                        format_ratio(gelu_far->median_ns / relu_far->median_ns));
  }
  return text +
         " A model trained with GELU needs GELU: ReLU differs from it by up to 0.17. Keep the formula the model was "
         "trained with (true GELU or its tanh form; the two differ by up to 4.8e-4), and of that formula take an "
         "implementation with right special values and no lost tail, which costs nothing here.\n";
}

/// Text of a node of a flow chart.
std::string node(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"')
      safe += "#quot;";
    else if (c == '<')
      safe += "#lt;";
    else if (c == '>')
      safe += "#gt;";
    else
      safe += c;
  }
  return "[\"" + safe + "\"]";
}

std::string leaf(const ResultSet& results, const KernelGroup& group, const Budget& budget, const char* level) {
  const TimingRecord* best = fastest_within(results, group, budget, level, 1);
  if (best == nullptr) return node(is_judged_and_timed(results, group, level, 1) ? "none measured" : "not measured");
  const TimingRecord* relu = fastest_relu(results, group, level, 1);
  return node(
      fmt::format("{}: {} ns{}", best->kernel, format_ns(best->median_ns),
                  relu == nullptr ? "" : fmt::format(", {}× ReLU", format_ratio(best->median_ns / relu->median_ns))));
}

/// What to take, as a flow chart whose leaves are kernels of this machine.
std::string decision(const ResultSet& results) {
  const TimingRecord* relu = fastest_relu(results, main_group(), "L1", 1);
  if (relu == nullptr) return "";
  const KernelGroup backward{"f32", "backward"};
  const auto& budgets = standard_budgets();
  std::string text = "flowchart TD\n";
  text += "  start{\"trained with GELU?\"}\n";
  text += "  start -- \"no, and speed matters most\" --> relu" +
          node(fmt::format("{}: {} ns", relu->kernel, format_ns(relu->median_ns))) + "\n";
  text += "  start -- \"yes\" --> need{\"what error is acceptable?\"}\n";
  text += "  start -- \"gradient\" --> gradient{\"what error is acceptable?\"}\n";
  const char* names[] = {"1 ULP", "4 ULP", "1e-6 absolute", "1e-3 absolute"};
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    text += fmt::format("  need -- \"{}\" --> f{}{}\n", names[i], i, leaf(results, main_group(), budgets[i], "L1"));
  }
  text +=
      "  need -- \"same bits on every CPU\" --> exact" + leaf(results, main_group(), {"", 0.5, no_bound}, "L1") + "\n";
  for (std::size_t i = 1; i < budgets.size(); ++i) {
    text += fmt::format("  gradient -- \"{}\" --> b{}{}\n", names[i], i, leaf(results, backward, budgets[i], "L1"));
  }
  return "\nWhich one, for float32 arrays in L1 on one thread (`run_suite recommend` answers for other sizes, types "
         "and budgets):\n\n```mermaid\n" +
         text + "```\n";
}

}  // namespace

std::string choice_section(const ResultSet& results) {
  if (results.timings.empty() || results.accuracy.empty()) return "";
  const std::string costs = cost_table(results);
  if (costs.empty()) return "";
  return "## ReLU or GELU?\n\n" + costs + behaviour_table(results) + gradient_table(results) + advice(results) +
         decision(results);
}

}  // namespace gelubench
