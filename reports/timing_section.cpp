#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

/// What rows of a level and number of threads are set beside.
struct Beside {
  const TimingRecord* memcpy;
  const TimingRecord* relu;
};

Beside beside(const ResultSet& results, const std::string& level, int threads) {
  return {results.find_timing("memcpy", level, threads), fastest_path(results, "relu/max/f32/forward", level, threads)};
}

std::string ratio_cell(const TimingRecord& t, const TimingRecord* to) {
  return to == nullptr ? "–" : format_ratio(t.median_ns / to->median_ns);
}

void add_cells(const ResultSet& results, const TimingRecord* t, std::vector<std::string>& row) {
  if (t == nullptr) {
    row.insert(row.end(), {"–", "–", "–", "–"});
    return;
  }
  const Beside other = beside(results, t->level, t->threads);
  row.push_back(fmt::format("{} ± {:.1f} %", format_ns(t->median_ns), 100 * t->mad_ns / t->median_ns));
  row.push_back(fmt::format("{:.1f}", t->gb_per_s));
  row.push_back(ratio_cell(*t, other.memcpy));
  row.push_back(ratio_cell(*t, other.relu));
}

MarkdownTable level_table(const ResultSet& results, const std::string& level, const std::vector<int>& threads,
                          const std::vector<std::string>& kernels) {
  std::vector<std::string> columns{"kernel"};
  for (const int n : threads) {
    const std::string label = n == 1 ? "1 thread" : fmt::format("{} threads", n);
    columns.insert(columns.end(), {">" + label + ", ns", ">GB/s", ">× memcpy", ">× ReLU"});
  }
  MarkdownTable table(columns);
  for (const std::string& kernel : kernels) {
    std::vector<std::string> row{"`" + kernel + "`"};
    for (const int n : threads) add_cells(results, results.find_timing(kernel, level, n), row);
    table.add(row);
  }
  return table;
}

}  // namespace

std::string timing_section(const ResultSet& results) {
  if (results.timings.empty()) return "";
  std::vector<std::string> levels;
  std::set<int> thread_set;
  for (const TimingRecord& t : results.timings) {
    if (std::find(levels.begin(), levels.end(), t.level) == levels.end()) levels.push_back(t.level);
    thread_set.insert(t.threads);
  }
  const std::vector<int> threads(thread_set.begin(), thread_set.end());

  std::string text = fmt::format(
      "## Timing\n\nNanoseconds per element, median ± median absolute deviation of {} interleaved samples; out of "
      "place, {} "
      "inputs. GB/s counts bytes read and written. × memcpy and × ReLU are against the row of the same "
      "working set and threads (ReLU on its fastest path).\n",
      results.timings.front().samples_ns.size(), escape_markdown(results.timings.front().distribution));
  for (const std::string& level : levels) {
    std::vector<std::pair<double, std::string>> fastest;
    std::vector<std::string> all{"memcpy"};
    std::string sizes;
    for (const int n : threads) {
      if (const TimingRecord* t = results.find_timing("memcpy", level, n)) {
        sizes += fmt::format("{}{} elements ({}) on {} thread{}", sizes.empty() ? "" : ", ", format_count(t->elements),
                             format_bytes(t->bytes), n, n == 1 ? "" : "s");
      }
    }
    for (const std::string& implementation : implementations(results)) {
      if (const TimingRecord* t = fastest_path(results, implementation, level, threads.front())) {
        fastest.emplace_back(t->median_ns, t->kernel);
      }
    }
    std::sort(fastest.begin(), fastest.end());
    std::vector<std::string> first{"memcpy"};
    for (const auto& [time, kernel] : fastest) first.push_back(kernel);
    for (const KernelRecord& kernel : results.kernels) {
      const bool timed = std::any_of(results.timings.begin(), results.timings.end(),
                                     [&](const TimingRecord& t) { return t.kernel == kernel.id && t.level == level; });
      if (timed) all.push_back(kernel.id);
    }
    text += fmt::format("\n### {}\n\n{}. The fastest path of each implementation:\n\n", level, sizes);
    text += level_table(results, level, threads, first).text();
    text += "\n" + folded("Every path, " + level, level_table(results, level, threads, all).text());
  }
  return text;
}

}  // namespace gelubench
