#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

std::string ratio_cell(const TimingRecord& t, const TimingRecord* to) {
  return to == nullptr ? "–" : format_ratio(t.median_ns / to->median_ns);
}

void add_cells(const ResultSet& results, const KernelGroup& group, const TimingRecord* t,
               std::vector<std::string>& row) {
  if (t == nullptr) {
    row.insert(row.end(), {"–", "–", "–", "–"});
    return;
  }
  row.push_back(fmt::format("{} ± {:.1f} %", format_ns(t->median_ns), 100 * t->mad_ns / t->median_ns));
  row.push_back(fmt::format("{:.1f}", t->gb_per_s));
  row.push_back(ratio_cell(*t, results.find_timing(memcpy_id(group.dtype, group.direction), t->level, t->threads)));
  row.push_back(ratio_cell(*t, fastest_relu(results, group, t->level, t->threads)));
}

MarkdownTable level_table(const ResultSet& results, const KernelGroup& group, const std::string& level,
                          const std::vector<int>& threads, const std::vector<std::string>& kernels) {
  std::vector<std::string> columns{"kernel"};
  for (const int n : threads) {
    const std::string label = n == 1 ? "1 thread" : fmt::format("{} threads", n);
    columns.insert(columns.end(), {">" + label + ", ns", ">GB/s", ">× memcpy", ">× ReLU"});
  }
  MarkdownTable table(columns);
  for (const std::string& kernel : kernels) {
    std::vector<std::string> row{"`" + kernel + "`"};
    for (const int n : threads) add_cells(results, group, results.find_timing(kernel, level, n), row);
    table.add(row);
  }
  return table;
}

/// The rows of one group at one level, fastest implementations first, then every path.
std::string level_part(const ResultSet& results, const KernelGroup& group, const std::string& level,
                       const std::vector<int>& threads) {
  const std::string copy = memcpy_id(group.dtype, group.direction);
  std::string sizes;
  for (const int n : threads) {
    if (const TimingRecord* t = results.find_timing(copy, level, n)) {
      sizes += fmt::format("{}{} elements ({}) on {} thread{}", sizes.empty() ? "" : ", ", format_count(t->elements),
                           format_bytes(t->bytes), n, n == 1 ? "" : "s");
    }
  }
  std::vector<std::pair<double, std::string>> fastest;
  for (const std::string& implementation : implementations(results, group)) {
    if (const TimingRecord* t = fastest_path(results, implementation, level, threads.front())) {
      fastest.emplace_back(t->median_ns, t->kernel);
    }
  }
  std::sort(fastest.begin(), fastest.end());
  std::vector<std::string> first{copy};
  for (const auto& [time, kernel] : fastest) first.push_back(kernel);
  std::vector<std::string> all{copy};
  for (const KernelRecord& kernel : results.kernels) {
    const bool timed = std::any_of(results.timings.begin(), results.timings.end(),
                                   [&](const TimingRecord& t) { return t.kernel == kernel.id && t.level == level; });
    if (timed && group.holds(kernel)) all.push_back(kernel.id);
  }
  return fmt::format("{}. The fastest path of each implementation:\n\n", sizes) +
         level_table(results, group, level, threads, first).text() + "\n" +
         folded("Every path, " + level, level_table(results, group, level, threads, all).text());
}

/// What a group was timed at.
struct Timed {
  std::vector<std::string> levels;
  std::vector<int> threads;
};

Timed timed(const ResultSet& results, const KernelGroup& group) {
  Timed found;
  std::set<int> threads;
  for (const TimingRecord& t : results.timings) {
    if (t.kernel != memcpy_id(group.dtype, group.direction)) continue;
    if (std::find(found.levels.begin(), found.levels.end(), t.level) == found.levels.end()) {
      found.levels.push_back(t.level);
    }
    threads.insert(t.threads);
  }
  found.threads.assign(threads.begin(), threads.end());
  return found;
}

/// The rate of arithmetic, which is a limit of every kernel in L1.
std::string ceilings_text(const ResultSet& results) {
  std::string list;
  for (const CeilingRecord& c : results.ceilings) {
    list += fmt::format("{}{} {} ns ({} float{})", list.empty() ? "" : ", ", c.path, format_ns(c.multiply_add_ns),
                        c.lanes, c.lanes == 1 ? "" : "s");
  }
  if (list.empty()) return "";
  return fmt::format(
      "\nOne multiply-add of a whole vector takes at best, on each path: {}. A kernel that needs n multiplications of "
      "a "
      "vector takes at least n times that for its elements.\n",
      list);
}

}  // namespace

std::string timing_section(const ResultSet& results) {
  if (results.timings.empty()) return "";
  std::string text = fmt::format(
      "## Timing\n\nNanoseconds per element, median ± median absolute deviation of {} interleaved samples; out of "
      "place, {} inputs. GB/s counts bytes read and written. × memcpy and × ReLU are against the row of the same type, "
      "direction, working set and threads (ReLU on its fastest path; memcpy reads and writes once per element).\n",
      results.timings.front().samples_ns.size(), escape_markdown(results.timings.front().distribution));
  text += ceilings_text(results);
  for (const KernelGroup& group : groups(results)) {
    const Timed at = timed(results, group);
    std::string part;
    for (const std::string& level : at.levels) {
      part += fmt::format("\n### {}, {}\n\n", group.title(), level) + level_part(results, group, level, at.threads);
    }
    if (part.empty()) continue;
    text += group.id() == main_group().id() ? part : "\n" + folded("Timing of " + group.title(), part.substr(1));
  }
  return text;
}

}  // namespace gelubench
