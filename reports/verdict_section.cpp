#include <fmt/format.h>

#include <algorithm>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

int most_threads(const ResultSet& results) {
  int threads = 1;
  for (const TimingRecord& t : results.timings) threads = std::max(threads, t.threads);
  return threads;
}

std::string time_cell(const ResultSet& results, const KernelGroup& group, const TimingRecord* timing) {
  if (timing == nullptr) return not_measured;
  std::string cell = format_ns(timing->median_ns);
  if (const TimingRecord* relu = fastest_relu(results, group, timing->level, timing->threads)) {
    cell += fmt::format(" ({}×)", format_ratio(timing->median_ns / relu->median_ns));
  }
  return cell;
}

std::string budget_line(const ResultSet& results, const Budget& budget, const std::string& level, int threads) {
  const TimingRecord* best = fastest_within(results, main_group(), budget, level, threads);
  if (best != nullptr) return fmt::format("`{}`", best->kernel);
  return is_judged_and_timed(results, main_group(), level, threads) ? "none" : not_measured;
}

/// The fastest, and what may be as fast.
std::string take_cell(const ResultSet& results, const Budget& budget, const TimingRecord& best) {
  std::string cell = "`" + best.kernel + "`";
  for (const TimingRecord* other : as_fast_within(results, main_group(), budget, best.level, best.threads)) {
    cell += " or `" + other->kernel + "`";
  }
  return cell;
}

/// float32 kernels within 4 ULP of true GELU wherever they were judged; empty where none was judged.
std::string within_four_ulp(const ResultSet& results) {
  std::string list;
  bool any_judged = false;
  for (const KernelRecord& kernel : results.kernels) {
    if (!main_group().holds(kernel)) continue;
    const AccuracyRecord* errors = error_against_gelu(results, kernel.id);
    any_judged = any_judged || errors != nullptr;
    if (errors == nullptr || errors->counted_apart() > 0 || errors->max_ulp > 4) continue;
    list += fmt::format("{}`{}` ({} ULP, {})", list.empty() ? "" : ", ", kernel.id, format_ulp(errors->max_ulp),
                        format_coverage(*errors));
  }
  if (!any_judged) return "";
  return list.empty() ? "\nNo float32 kernel stays within 4 ULP of true GELU over all inputs.\n"
                      : fmt::format("\nWithin 4 ULP of true GELU over all float32 inputs judged: {}.\n", list);
}

/// What to take of the other data types, and for the gradient.
std::string other_groups(const ResultSet& results) {
  std::vector<std::string> columns{"type, direction"};
  for (const Budget& budget : standard_budgets()) columns.push_back(budget.name);
  MarkdownTable table(columns);
  for (const KernelGroup& group : groups(results)) {
    if (group.id() == main_group().id() || !is_judged_and_timed(results, group, "L1", 1)) continue;
    std::vector<std::string> row{group.title()};
    for (const Budget& budget : standard_budgets()) {
      const TimingRecord* best = fastest_within(results, group, budget, "L1", 1);
      if (best == nullptr) {
        row.push_back("none");
        continue;
      }
      const KernelRecord& kernel = *results.find_kernel(best->kernel);
      row.push_back(
          fmt::format("`{}/{}` {} {}", kernel.method, kernel.variant, kernel.path, time_cell(results, group, best)));
    }
    table.add(row);
  }
  if (table.empty()) return "";
  return "\nThe same for other data types and for the gradient (dx = dy · gelu′(x), judged against gelu′ with dy = 1), "
         "in "
         "L1 on one thread; times against ReLU of the same type and direction:\n\n" +
         table.text();
}

/// The kernel of an implementation that libgelubench calls on this CPU, if any: that of the last path it can run.
const KernelRecord* called(const ResultSet& results, const std::string& implementation) {
  const std::vector<std::string>& paths = results.environment.paths;
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    const KernelRecord* kernel = results.find_kernel(implementation + "/" + *path);
    if (kernel != nullptr && kernel->c_function) return kernel;
  }
  return nullptr;
}

/// The functions of libgelubench among what was judged, and what each is good for.
std::string functions_to_call(const ResultSet& results) {
  MarkdownTable table({"call", "kernel", ">max ULP to its formula", ">max absolute to its formula", ">max ULP to GELU",
                       ">1 thread, L1"});
  for (const KernelGroup& group : groups(results)) {
    for (const std::string& implementation : implementations(results, group)) {
      const KernelRecord* kernel = called(results, implementation);
      if (kernel == nullptr) continue;
      const AccuracyRecord* own = results.find_accuracy(kernel->id, "own", "all");
      const AccuracyRecord* gelu = error_against_gelu(results, kernel->id);
      table.add({fmt::format("`{}`", *kernel->c_function), fmt::format("`{}`", kernel->id),
                 own != nullptr ? format_max_ulp(*own) : not_measured,
                 own != nullptr ? format_abs(own->max_abs) : not_measured,
                 gelu != nullptr ? format_max_ulp(*gelu) : not_measured,
                 time_cell(results, group, results.find_timing(kernel->id, "L1", 1))});
    }
  }
  if (table.empty()) return "";
  return "\nWhat libgelubench (`cmake --install`, `gelubench/gelu.h`) has of what was measured:\n\n" + table.text();
}

/// What to take of the float32 forward kernels for each budget; empty where none was both judged and timed.
std::string budgets_text(const ResultSet& results) {
  const int threads = most_threads(results);
  const bool is_known_in_cache = is_judged_and_timed(results, main_group(), "L1", 1);
  if (!is_known_in_cache && !is_judged_and_timed(results, main_group(), "DRAM", threads)) return "";
  const std::string all = fmt::format("{} threads, DRAM", threads);
  MarkdownTable table(
      {"budget", "take", ">1 thread, L1", ">" + all, ">max ULP", ">max absolute", "coverage", "fastest from " + all});
  for (const Budget& budget : standard_budgets()) {
    const TimingRecord* best = fastest_within(results, main_group(), budget, "L1", 1);
    if (best == nullptr) {
      table.add({budget.name, is_known_in_cache ? "none of those measured" : not_measured, not_measured, not_measured,
                 not_measured, not_measured, not_measured, budget_line(results, budget, "DRAM", threads)});
      continue;
    }
    const AccuracyRecord& errors = *error_against_gelu(results, best->kernel);
    table.add({budget.name, take_cell(results, budget, *best), time_cell(results, main_group(), best),
               time_cell(results, main_group(), results.find_timing(best->kernel, "DRAM", threads)),
               format_max_ulp(errors), format_abs(errors.max_abs), format_coverage(errors),
               budget_line(results, budget, "DRAM", threads)});
  }
  return "\nThe fastest kernel within each error budget against true GELU, with right special values and a kept "
         "contract. Times are ns per element of N(0,1) inputs, in brackets against ReLU at the same place. Kernels "
         "joined by *or* are not separated: their samples do not tell which is faster.\n\n" +
         table.text();
}

std::string relu_text(const ResultSet& results) {
  const TimingRecord* relu = fastest_relu(results, main_group(), "L1", 1);
  if (relu == nullptr) return "";
  const TimingRecord* memcpy = results.find_timing(baseline_id("memcpy", "f32", "forward"), "L1", 1);
  std::string text =
      fmt::format("\nReLU itself takes {} ns per element in L1 on one thread{}", format_ns(relu->median_ns),
                  memcpy != nullptr ? fmt::format(" (memcpy {} ns)", format_ns(memcpy->median_ns)) : "");
  if (const AccuracyRecord* errors = error_against_gelu(results, relu->kernel)) {
    text += fmt::format(" and is up to {} away from GELU", format_abs(errors->max_abs));
  }
  return text + ".\n";
}

}  // namespace

std::string verdict_section(const ResultSet& results) {
  if (results.accuracy.empty()) return "";
  return "## Verdict\n" + budgets_text(results) + relu_text(results) + other_groups(results) +
         functions_to_call(results) + within_four_ulp(results);
}

}  // namespace gelubench
