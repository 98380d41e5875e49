#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

constexpr std::array levels{"L1", "L2", "LLC", "DRAM"};

/// An implementation by the path that stands for it: the fastest in L1, or where nothing was timed that of the accuracy
/// tables.
struct Row {
  const KernelRecord* kernel = nullptr;
  const TimingRecord* timing = nullptr;
  const AccuracyRecord* own = nullptr;
  const AccuracyRecord* gelu = nullptr;
};

/// By time in L1; those without times last.
std::vector<Row> rows_of(const ResultSet& results) {
  std::vector<Row> rows;
  for (const std::string& implementation : implementations(results, main_group())) {
    Row row;
    row.timing = fastest_path(results, implementation, "L1", 1);
    row.kernel =
        row.timing != nullptr ? results.find_kernel(row.timing->kernel) : representative(results, implementation);
    if (row.kernel == nullptr) continue;
    row.own = results.find_accuracy(row.kernel->id, "own", "all");
    row.gelu = error_against_gelu(results, row.kernel->id);
    if (row.timing != nullptr || row.own != nullptr) rows.push_back(row);
  }
  const auto time = [](const Row& row) { return row.timing == nullptr ? no_bound : row.timing->median_ns; };
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return time(a) < time(b); });
  return rows;
}

std::string cliff_cell(const ResultSet& results, const std::string& kernel) {
  constexpr double least_told = 1.05;
  const auto steepest = cliff(results, kernel);
  if (!steepest) return not_measured;
  if (steepest->ratio < least_told) return "none";
  return fmt::format("{}× {}", format_ratio(steepest->ratio), escape_markdown(steepest->distribution));
}

std::string table_of(const ResultSet& results, const std::vector<Row>& rows) {
  std::vector<std::string> timed;
  for (const char* level : levels) {
    if (std::any_of(results.timings.begin(), results.timings.end(),
                    [&](const TimingRecord& t) { return t.level == level && t.threads == 1; }))
      timed.push_back(level);
  }
  std::vector<std::string> columns{"kernel", "formula", ">max ULP to own formula", ">max abs to GELU",
                                   ">zero from x ="};
  for (const std::string& level : timed) columns.push_back(">" + level + ", ns");
  columns.insert(columns.end(), {">× ReLU, L1", ">cliff"});
  const TimingRecord* relu = fastest_relu(results, main_group(), "L1", 1);
  MarkdownTable table(columns);
  for (const auto& [kernel, timing, own, gelu] : rows) {
    const std::string sampled = own != nullptr && own->coverage != "exhaustive" ? " (" + own->coverage + ")" : "";
    std::vector<std::string> row{fmt::format("`{}/{}/{}`", kernel->method, kernel->variant, kernel->path),
                                 "`" + kernel->formula + "`",
                                 own == nullptr ? not_measured : format_max_ulp(*own) + sampled,
                                 gelu == nullptr ? not_measured : format_abs(gelu->max_abs), format_first_zero(own)};
    for (const std::string& level : timed) {
      const TimingRecord* t = results.find_timing(kernel->id, level, 1);
      row.push_back(t == nullptr ? not_measured : format_ns(t->median_ns));
    }
    row.push_back(relu == nullptr || timing == nullptr ? not_measured
                                                       : format_ratio(timing->median_ns / relu->median_ns));
    row.push_back(cliff_cell(results, kernel->id));
    table.add(row);
  }
  return table.empty() ? "" : table.text();
}

/// The rows, in the order of their times, that take their place by accuracy.
std::set<const KernelRecord*> frontier(const std::vector<Row>& rows) {
  constexpr double step = 10;
  std::set<const KernelRecord*> taken;
  double least_abs = no_bound;
  double least_ulp = 1;
  for (const Row& row : rows) {
    if (row.timing == nullptr || row.gelu == nullptr || row.gelu->nan + row.gelu->infinite > 0) continue;
    const bool is_nearer = row.gelu->max_abs * step <= least_abs || taken.empty();
    const bool is_most_accurate = row.gelu->counted_apart() == 0 && row.gelu->max_ulp < least_ulp;
    if (!is_nearer && !is_most_accurate) continue;
    taken.insert(row.kernel);
    least_abs = std::min(least_abs, row.gelu->max_abs);
    if (is_most_accurate) least_ulp = row.gelu->max_ulp;
  }
  return taken;
}

/// A kernel of a plug-in or an engine, with the library behind it.
bool is_of_others(const KernelRecord& kernel) { return kernel.version && !kernel.version->empty(); }

std::string close_cell(const AccuracyRecord* own) {
  if (own == nullptr || !own->close) return not_measured;
  if (own->close->outside == 0) return "passes";
  return fmt::format("fails: {} of {}", format_count(own->close->outside), format_count(own->close->inputs));
}

/// The checks of the contract that the kernel fails.
std::string broken_checks_cell(const ResultSet& results, const std::string& kernel) {
  std::vector<std::string> failed;
  bool is_measured = false;
  for (const ContractRecord& c : results.contracts) {
    if (c.kernel != kernel) continue;
    is_measured = true;
    if (!c.passed) failed.push_back(c.check);
  }
  if (!is_measured) return not_measured;
  return failed.empty() ? "kept" : fmt::format("broken: {}", fmt::join(failed, ", "));
}

}  // namespace

std::string summary_table(const ResultSet& results) { return table_of(results, rows_of(results)); }

std::string frontier_table(const ResultSet& results) {
  constexpr std::size_t most = 12;
  std::vector<Row> rows = rows_of(results);
  std::set<const KernelRecord*> wanted = frontier(rows);
  // What people call first: the C library's erf.
  for (const Row& row : rows) {
    if (row.kernel->method == "erf" && row.kernel->variant == "libm") wanted.insert(row.kernel);
  }
  std::set<std::string> libraries{"libm"};
  for (const Row& row : rows) {
    const bool is_library = row.timing != nullptr && row.kernel->method == "erf" && origin(*row.kernel) == "library";
    if (wanted.size() == most || !is_library) continue;
    const std::string& variant = row.kernel->variant;  // "sleef_erf" is of the library "sleef"
    if (libraries.insert(variant.substr(0, variant.find('_'))).second) wanted.insert(row.kernel);
  }
  std::erase_if(rows, [&](const Row& row) { return !wanted.contains(row.kernel); });
  return table_of(results, rows);
}

std::string engines_table(const ResultSet& results) {
  std::vector<Row> rows = rows_of(results);
  std::set<std::string> formulas;
  for (const Row& row : rows) {
    if (is_of_others(*row.kernel)) formulas.insert(row.kernel->formula);
  }
  std::erase_if(rows, [&](const Row& row) {
    return !formulas.contains(row.kernel->formula) || (!is_of_others(*row.kernel) && !row.kernel->c_function);
  });
  // By formula; of each ours first, then by time.
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.kernel->formula, is_of_others(*a.kernel)) <
           std::pair(b.kernel->formula, is_of_others(*b.kernel));
  });
  MarkdownTable table({"formula", "kernel", "of", ">max ULP", ">max absolute", ">zero from x =", "special values",
                       "assert_close", "contract", ">L1, ns", ">DRAM, ns", ">× ours"});
  std::string formula;
  // In DRAM, where what a call costs, which of an engine are microseconds, is spread over many elements.
  const TimingRecord* ours = nullptr;
  for (const auto& [kernel, timing, own, gelu] : rows) {
    const TimingRecord* dram = results.find_timing(kernel->id, "DRAM", 1);
    if (kernel->formula != formula) ours = nullptr;
    formula = kernel->formula;
    if (!is_of_others(*kernel) && ours == nullptr) ours = dram;
    const std::string sampled = own != nullptr && own->coverage != "exhaustive" ? " (" + own->coverage + ")" : "";
    table.add({"`" + formula + "`", fmt::format("`{}/{}`", kernel->method, kernel->variant),
               is_of_others(*kernel) ? escape_markdown(*kernel->version) : "libgelubench",
               own == nullptr ? not_measured : format_max_ulp(*own) + sampled,
               own == nullptr ? not_measured : format_abs(own->max_abs), format_first_zero(own),
               format_special(results, kernel->id), close_cell(own), broken_checks_cell(results, kernel->id),
               timing == nullptr ? not_measured : format_ns(timing->median_ns),
               dram == nullptr ? not_measured : format_ns(dram->median_ns),
               dram == nullptr || ours == nullptr ? not_measured : format_ratio(dram->median_ns / ours->median_ns)});
  }
  return formulas.empty() ? "" : table.text();
}

}  // namespace gelubench
