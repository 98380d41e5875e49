#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/timing_facts.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

bool is_level(const std::string& size) { return size == "L1" || size == "L2" || size == "LLC" || size == "DRAM"; }

std::string on_threads(int n) { return n == 1 ? "1 thread" : fmt::format("{} threads", n); }

std::string ratio_cell(const TimingRecord& t, const TimingRecord* to) {
  return to == nullptr ? not_measured : format_ratio(t.median_ns / to->median_ns);
}

/// What binds a row, and its share of it.
std::string ceiling_cell(const ResultSet& results, const TimingRecord& t) {
  if (!t.ceiling) return not_measured;
  if (t.ceiling->share) return fmt::format("{} {:.0f} %", t.ceiling->name, 100 * *t.ceiling->share);
  const auto slots = multiply_adds(results, t);
  return slots ? fmt::format("{}, {:.0f} FMA", t.ceiling->name, *slots) : t.ceiling->name;
}

std::string time_cell(const TimingRecord& t) {
  const bool known = std::isfinite(t.low_ns) && std::isfinite(t.high_ns);
  std::string cell = format_ns(t.median_ns);
  if (known) cell += fmt::format(" ± {:.1f} %", 50 * (t.high_ns - t.low_ns) / t.median_ns);
  return cell + (t.stopped_by == "target" ? "" : " ~");
}

void add_cells(const ResultSet& results, const KernelGroup& group, const TimingRecord* t,
               std::vector<std::string>& row) {
  if (t == nullptr) {
    row.insert(row.end(), {not_measured, not_measured, not_measured, not_measured, not_measured, not_measured});
    return;
  }
  row.push_back(time_cell(*t));
  row.push_back(t->cycles ? format_ns(*t->cycles) : not_measured);
  row.push_back(fmt::format("{:.1f}", t->gb_per_s));
  const std::string copy = baseline_id("memcpy", group.dtype, group.direction);
  row.push_back(ratio_cell(*t, results.find_timing(copy, t->level, t->threads)));
  row.push_back(ratio_cell(*t, fastest_relu(results, group, t->level, t->threads)));
  row.push_back(ceiling_cell(results, *t));
}

MarkdownTable level_table(const ResultSet& results, const KernelGroup& group, const std::string& level,
                          const std::vector<int>& threads, const std::vector<std::string>& kernels) {
  std::vector<std::string> columns{"kernel"};
  for (const int n : threads) {
    columns.insert(columns.end(),
                   {">" + on_threads(n) + ", ns", ">cycles", ">GB/s", ">× memcpy", ">× ReLU", ">bound by"});
  }
  MarkdownTable table(columns);
  for (const std::string& kernel : kernels) {
    std::vector<std::string> row{"`" + kernel + "`"};
    for (const int n : threads) add_cells(results, group, results.find_timing(kernel, level, n), row);
    table.add(row);
  }
  return table;
}

/// The fastest path of each implementation, fastest first.
std::vector<const TimingRecord*> fastest_rows(const ResultSet& results, const KernelGroup& group,
                                              const std::string& level, int threads) {
  std::vector<const TimingRecord*> rows;
  for (const std::string& implementation : implementations(results, group)) {
    if (const TimingRecord* t = fastest_path(results, implementation, level, threads)) rows.push_back(t);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const TimingRecord* a, const TimingRecord* b) { return a->median_ns < b->median_ns; });
  return rows;
}

std::vector<std::string> baselines(const ResultSet& results, const KernelGroup& group, const std::string& level,
                                   int threads) {
  std::vector<std::string> ids;
  for (const char* name : {"memcpy", "triad"}) {
    const std::string id = baseline_id(name, group.dtype, group.direction);
    if (results.find_timing(id, level, threads) != nullptr) ids.push_back(id);
  }
  return ids;
}

/// Neighbours in the order of their times that may as well be in the other order.
std::string not_separated(const std::vector<const TimingRecord*>& rows) {
  std::string list;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const std::vector<const TimingRecord*> slower(rows.begin() + static_cast<std::ptrdiff_t>(i) + 1, rows.end());
    if (separated_from(*rows[i], slower).front()) continue;
    list += fmt::format("{}`{}` and `{}`", list.empty() ? "" : "; ", rows[i]->kernel, rows[i + 1]->kernel);
  }
  return list.empty() ? "" : fmt::format("\nNot separated from the next: {}.\n", list);
}

/// The rows of one group at one level, fastest implementations first, then every path.
std::string level_part(const ResultSet& results, const KernelGroup& group, const std::string& level,
                       const std::vector<int>& threads) {
  std::vector<std::string> first = baselines(results, group, level, threads.front());
  std::vector<std::string> all = first;
  std::string sizes;
  for (const int n : threads) {
    const TimingRecord* t = first.empty() ? nullptr : results.find_timing(first.front(), level, n);
    if (t == nullptr) continue;
    sizes += fmt::format("{}{} elements ({}) on {}", sizes.empty() ? "" : ", ", format_count(t->elements),
                         format_bytes(t->bytes), on_threads(n));
  }
  const std::vector<const TimingRecord*> fastest = fastest_rows(results, group, level, threads.front());
  for (const TimingRecord* t : fastest) first.push_back(t->kernel);
  for (const KernelRecord& kernel : results.kernels) {
    const bool timed = std::any_of(results.timings.begin(), results.timings.end(),
                                   [&](const TimingRecord& t) { return t.kernel == kernel.id && t.level == level; });
    if (timed && group.holds(kernel)) all.push_back(kernel.id);
  }
  return fmt::format("{}. The fastest path of each implementation:\n\n", sizes) +
         level_table(results, group, level, threads, first).text() + not_separated(fastest) + "\n" +
         folded("Every path, " + level, level_table(results, group, level, threads, all).text());
}

/// What a group was timed at.
struct Timed {
  std::vector<std::string> levels;
  std::vector<std::string> counts;  ///< numbers of elements
  std::vector<int> threads;
};

Timed timed(const ResultSet& results, const KernelGroup& group) {
  Timed found;
  std::set<int> threads;
  for (const TimingRecord& t : results.timings) {
    if (t.kernel != baseline_id("memcpy", group.dtype, group.direction)) continue;
    auto& sizes = is_level(t.level) ? found.levels : found.counts;
    if (std::find(sizes.begin(), sizes.end(), t.level) == sizes.end()) sizes.push_back(t.level);
    threads.insert(t.threads);
  }
  found.threads.assign(threads.begin(), threads.end());
  return found;
}

/// Columns are sizes; small ones in ns per call, others in ns per element.
std::string count_part(const ResultSet& results, const KernelGroup& group, const std::vector<std::string>& sizes,
                       int threads, bool per_call) {
  std::vector<std::string> columns{"kernel"};
  for (const std::string& size : sizes) columns.push_back(">" + size);
  MarkdownTable table(columns);
  std::vector<std::string> kernels = baselines(results, group, sizes.front(), threads);
  for (const TimingRecord* t : fastest_rows(results, group, sizes.front(), threads)) kernels.push_back(t->kernel);
  if (kernels.empty()) return "";
  for (const std::string& kernel : kernels) {
    std::vector<std::string> row{"`" + kernel + "`"};
    for (const std::string& size : sizes) {
      const TimingRecord* t = results.find_timing(kernel, size, threads);
      row.push_back(t == nullptr ? not_measured
                                 : format_ns(t->median_ns * (per_call ? static_cast<double>(t->elements) : 1)));
    }
    table.add(row);
  }
  const std::string unit =
      per_call ? "Small arrays: nanoseconds per call" : "Arrays of models: nanoseconds per element";
  return fmt::format("\n{} of so many elements, on {}.\n\n", unit, on_threads(threads)) + table.text();
}

std::string counts_part(const ResultSet& results, const KernelGroup& group, const Timed& at) {
  std::vector<std::string> small;
  std::vector<std::string> large;
  for (const std::string& size : at.counts) {
    const TimingRecord* t = nullptr;
    for (const int n : at.threads) {
      if (t == nullptr) t = results.find_timing(baseline_id("memcpy", group.dtype, group.direction), size, n);
    }
    (t != nullptr && t->elements < 1024 ? small : large).push_back(size);
  }
  std::string text;
  for (const int n : at.threads) {
    if (!small.empty()) text += count_part(results, group, small, n, true);
    if (!large.empty()) text += count_part(results, group, large, n, false);
  }
  return text;
}

/// One line for each implementation: accuracy, time at every level, and how much slower other inputs are.
std::string overview(const ResultSet& results, const KernelGroup& group, const Timed& at) {
  std::vector<std::string> columns{"kernel", "formula", ">max ULP to its formula", ">max absolute error to GELU",
                                   "inputs"};
  for (const int n : at.threads) {
    for (const std::string& level : at.levels) {
      columns.push_back(">" + level + (at.threads.size() > 1 ? ", " + on_threads(n) : "") + ", ns");
    }
  }
  columns.insert(columns.end(), {">× ReLU in " + at.levels.front(), ">cliff", "slowest inputs"});
  MarkdownTable table(columns);
  for (const TimingRecord* fastest : fastest_rows(results, group, at.levels.front(), at.threads.front())) {
    const std::string& id = fastest->kernel;
    const AccuracyRecord* own = results.find_accuracy(id, "own", "all");
    const AccuracyRecord* gelu = error_against_gelu(results, id);
    std::vector<std::string> row{"`" + id + "`", "`" + results.find_kernel(id)->formula + "`",
                                 own == nullptr ? not_measured : format_max_ulp(*own),
                                 gelu == nullptr ? not_measured : format_abs(gelu->max_abs),
                                 own == nullptr ? not_measured : own->coverage};
    for (const int n : at.threads) {
      for (const std::string& level : at.levels) {
        const TimingRecord* t = results.find_timing(id, level, n);
        row.push_back(t == nullptr ? not_measured : format_ns(t->median_ns));
      }
    }
    row.push_back(ratio_cell(*fastest, fastest_relu(results, group, at.levels.front(), at.threads.front())));
    const auto found = cliff(results, id);
    row.push_back(found ? format_ratio(found->ratio) : not_measured);
    row.push_back(found ? escape_markdown(found->distribution) : not_measured);
    table.add(row);
  }
  return table.text();
}

/// Every distribution of inputs, as multiples of the time on the first.
std::string distributions_part(const ResultSet& results, const KernelGroup& group) {
  std::vector<std::string> columns;
  std::vector<std::pair<double, std::vector<std::string>>> rows;
  for (const KernelRecord& kernel : results.kernels) {
    const ComparisonRecord* comparison =
        group.holds(kernel) ? find_comparison(results, kernel.id, "distribution") : nullptr;
    if (comparison == nullptr || comparison->rows.empty()) continue;
    const TimingRecord& first = comparison->rows.front();
    if (columns.empty()) {
      columns = {"kernel", ">" + escape_markdown(first.distribution) + ", ns"};
      for (const TimingRecord& t : comparison->rows) {
        if (&t != &first) columns.push_back(">× on " + escape_markdown(t.distribution));
      }
    }
    std::vector<std::string> row{"`" + kernel.id + "`", format_ns(first.median_ns)};
    for (const TimingRecord& t : comparison->rows) {
      if (&t != &first) row.push_back(format_ratio(t.median_ns / first.median_ns));
    }
    row.resize(columns.size(), not_measured);
    rows.emplace_back(-cliff(results, kernel.id).value_or(Cliff{}).ratio, row);
  }
  if (rows.empty()) return "";
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  MarkdownTable table(columns);
  for (const auto& [order, row] : rows) table.add(row);
  return "\n" + folded("Other inputs, in L1 on one thread, steepest cliff first: " + group.title(), table.text());
}

std::string in_place_part(const ResultSet& results, const KernelGroup& group) {
  MarkdownTable table({"kernel", "size", "threads", ">out of place, ns", ">in place, ns", ">in place / out of place"});
  std::string inputs;
  for (const ComparisonRecord& c : results.comparisons) {
    const KernelRecord* kernel = results.find_kernel(c.kernel);
    if (c.of != "in place" || kernel == nullptr || !group.holds(*kernel)) continue;
    for (const TimingRecord& in : c.rows) {
      if (!in.in_place) continue;
      const auto out = std::find_if(c.rows.begin(), c.rows.end(), [&](const TimingRecord& t) {
        return !t.in_place && t.level == in.level && t.threads == in.threads;
      });
      if (out == c.rows.end()) continue;
      inputs = in.distribution;
      table.add({"`" + c.kernel + "`", in.level, std::to_string(in.threads), format_ns(out->median_ns),
                 format_ns(in.median_ns), format_ratio(in.median_ns / out->median_ns)});
    }
  }
  if (table.empty()) return "";
  return "\n" +
         folded(fmt::format("In place, {}: inputs that stay what they are ({})", group.title(), inputs), table.text());
}

/// Speed-up of all threads, and the size at which they begin to pay.
std::string threads_part(const ResultSet& results, const KernelGroup& group, const Timed& at) {
  std::string text;
  const std::string& level = at.levels.back();
  if (at.threads.size() > 1 && at.threads.front() == 1) {
    std::vector<std::string> columns{"kernel"};
    for (const int n : at.threads) {
      if (n > 1) columns.insert(columns.end(), {">speed-up on " + on_threads(n), ">efficiency"});
    }
    MarkdownTable table(columns);
    for (const TimingRecord* one : fastest_rows(results, group, level, 1)) {
      std::vector<std::string> row{"`" + one->kernel + "`"};
      for (const int n : at.threads) {
        if (n == 1) continue;
        const TimingRecord* t = results.find_timing(one->kernel, level, n);
        row.push_back(t == nullptr ? not_measured : format_ratio(one->median_ns / t->median_ns));
        row.push_back(t == nullptr ? not_measured : fmt::format("{:.0f} %", 100 * one->median_ns / t->median_ns / n));
      }
      table.add(row);
    }
    text += "\n" + folded(fmt::format("Threads, {}, {}", group.title(), level), table.text());
  }
  std::string crossovers;
  for (const ComparisonRecord& c : results.comparisons) {
    const KernelRecord* kernel = results.find_kernel(c.kernel);
    if (c.of != "threads" || kernel == nullptr || !group.holds(*kernel)) continue;
    const auto found = crossover(c);
    if (!found) continue;
    crossovers +=
        fmt::format("{}`{}` {}", crossovers.empty() ? "" : ", ", c.kernel,
                    found->from ? "from " + format_count(*found->from) : "never up to " + format_count(found->most));
  }
  if (!crossovers.empty()) {
    text += fmt::format("\nAll threads are faster than one, in elements: {}.\n", crossovers);
  }
  return text;
}

/// Half of the 95 % interval of a row's median, as a share of it: that of the row below which this share of rows lies.
double half_width(const ResultSet& results, double quantile) {
  std::vector<double> widths;
  for (const TimingRecord& t : results.timings) widths.push_back((t.high_ns - t.low_ns) / 2 / t.median_ns);
  const auto at = static_cast<std::ptrdiff_t>(quantile * static_cast<double>(widths.size() - 1));
  std::nth_element(widths.begin(), widths.begin() + at, widths.end());
  return widths[static_cast<std::size_t>(at)];
}

/// How sure the times are, and what the clock did.
std::string confidence_text(const ResultSet& results) {
  std::size_t least = results.timings.front().samples_ns.size();
  std::size_t most = 0;
  for (const TimingRecord& t : results.timings) {
    least = std::min(least, t.samples_ns.size());
    most = std::max(most, t.samples_ns.size());
  }
  std::string text = fmt::format(
      "\nEach row has {} interleaved samples. The 95 % interval of a median is typically ± {:.1f} %, that of one row "
      "in "
      "ten more than ± {:.1f} %; ~ marks rows whose time was spent before it was as narrow as the profile asks.{}",
      least == most ? std::to_string(least) : fmt::format("{} to {}", least, most), 100 * half_width(results, 0.5),
      100 * half_width(results, 0.9),
      std::all_of(results.timings.begin(), results.timings.end(), [](const TimingRecord& t) { return t.pinned; })
          ? " Threads were pinned to CPUs."
          : " Threads could not all be pinned to CPUs: the system may have moved them.");
  if (const auto clock = clock_range(results)) {
    text += fmt::format(" A clock cycle took {:.4f} ns ({:.2f} GHz), beside {} samples {:.4f} to {:.4f} ns{}.",
                        clock->median, 1 / clock->median, format_count(clock->count), clock->least, clock->most,
                        clock->most > 1.03 * clock->least
                            ? ": the clock changed, or something else ran; compare cycles, not times"
                            : "");
  }
  return text + "\n";
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
      "\nOne multiply-add (FMA) of a whole vector takes at best, on each path: {}. *Bound by* says which ceiling of "
      "the "
      "machine a row is nearer to, and its share of it: bandwidth is the most that any row moves at this size "
      "(the triad reads two streams and writes one); arithmetic, beyond L1, is the kernel's own time in L1. In L1 it "
      "says how "
      "many multiply-adds of a vector could have been issued in the time a vector of results takes.\n",
      list);
}

}  // namespace

std::string timing_section(const ResultSet& results) {
  if (results.timings.empty()) return "";
  std::string text = fmt::format(
      "## Timing\n\nNanoseconds per element, median ± half of its 95 % confidence interval; out of place, {} inputs. "
      "GB/s counts bytes read and written. × memcpy and × ReLU are against the row of the same type, direction, "
      "working "
      "set and threads (ReLU on its fastest path; memcpy reads and writes once per element).\n",
      escape_markdown(results.timings.front().distribution));
  text += confidence_text(results);
  text += ceilings_text(results);
  for (const KernelGroup& group : groups(results)) {
    const Timed at = timed(results, group);
    std::string part;
    if (!at.levels.empty()) {
      part += fmt::format(
          "\n### {}: every implementation\n\nThe fastest path of each. The *cliff* is the time on the slowest of "
          "several "
          "distributions of inputs over that on N(0,1).\n\n",
          group.title());
      part += overview(results, group, at) + distributions_part(results, group) + threads_part(results, group, at);
    }
    for (const std::string& level : at.levels) {
      part += fmt::format("\n### {}, {}\n\n", group.title(), level) + level_part(results, group, level, at.threads);
    }
    part += counts_part(results, group, at) + in_place_part(results, group);
    if (part.empty()) continue;
    text += group.id() == main_group().id() ? part : "\n" + folded("Timing of " + group.title(), part.substr(1));
  }
  return text;
}

}  // namespace gelubench
