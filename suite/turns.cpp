#include "suite/turns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "results/result_json.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// What a program measures; nothing where it was interrupted. Throws UsageError where it fails.
std::optional<ResultSet> run_bench(const std::string& program, const TurnsOptions& options,
                                   const std::filesystem::path& folder) {
  const std::filesystem::path out = folder / "results.json";
  std::string arguments = "bench --profile quick --brief --quiet";
  for (const std::string& filter : options.filters) arguments += " --filter=" + shell_quoted(filter);
  arguments += " --sizes " + shell_quoted(fmt::format("{}", fmt::join(options.sizes, ",")));
  arguments += " --threads " + shell_quoted(fmt::format("{}", fmt::join(options.threads, ",")));
  arguments += " --distribution " + shell_quoted(options.distribution);
  arguments += " --out " + shell_quoted(out.string());
  const int code = run_program(program, arguments, folder);
  if (code == exit_interrupted) return std::nullopt;
  if (code != exit_fine) throw UsageError(fmt::format("{} bench failed (exit code {}): {}", program, code, arguments));
  return read_results(out);
}

std::string name_of(const TimingRecord& t) { return fmt::format("{}|{}|{}", t.kernel, t.level, t.threads); }

/// The rows of kernels, in the order of the file.
std::vector<const TimingRecord*> rows_of_kernels(const ResultSet& results) {
  std::vector<const TimingRecord*> rows;
  for (const TimingRecord& t : results.timings) {
    if (!is_baseline_id(t.kernel)) rows.push_back(&t);
  }
  return rows;
}

const TimingRecord* find(const std::vector<const TimingRecord*>& rows, const TimingRecord& wanted) {
  const auto at =
      std::find_if(rows.begin(), rows.end(), [&](const TimingRecord* t) { return name_of(*t) == name_of(wanted); });
  return at == rows.end() ? nullptr : *at;
}

}  // namespace

Turns measure_by_turns(const TurnsOptions& options) {
  check_program(options.before);
  check_program(options.after);
  const TemporaryFolder folder;
  Progress progress("turns", "", options.quiet);
  Turns turns;
  for (int round = 0; turns.pairs < options.rounds && round < 2 * options.rounds; ++round) {
    // Who begins alternates, so that a drift of the machine favours neither.
    const bool before_first = round % 2 == 0;
    const auto first = run_bench(before_first ? options.before : options.after, options, folder.path());
    const auto second =
        first ? run_bench(before_first ? options.after : options.before, options, folder.path()) : std::nullopt;
    if (!second) {
      turns.interrupted = true;
      break;
    }
    const ResultSet& before = before_first ? *first : *second;
    const ResultSet& after = before_first ? *second : *first;
    const auto rows_before = rows_of_kernels(before);
    const auto rows_after = rows_of_kernels(after);
    if (round == 0) {
      for (const TimingRecord* t : rows_before) {
        if (find(rows_after, *t) == nullptr) turns.only_before.push_back("time of " + t->kernel);
      }
      for (const TimingRecord* t : rows_after) {
        if (find(rows_before, *t) == nullptr) turns.only_after.push_back("time of " + t->kernel);
      }
    }
    if (machine_changed(before, after)) {
      ++turns.left_out;
      continue;
    }
    for (const TimingRecord* t : rows_before) {
      const TimingRecord* other = find(rows_after, *t);
      if (other == nullptr) continue;
      auto row = std::find_if(turns.rows.begin(), turns.rows.end(), [&](const PairedTimes& r) {
        return r.row.kernel == t->kernel && r.row.level == t->level && r.row.threads == t->threads;
      });
      if (row == turns.rows.end()) {
        turns.rows.push_back(
            {.row = {.kernel = t->kernel, .level = t->level, .threads = t->threads, .distribution = t->distribution},
             .before_ns = {},
             .after_ns = {}});
        row = turns.rows.end() - 1;
      }
      row->before_ns.push_back(t->median_ns);
      row->after_ns.push_back(other->median_ns);
    }
    ++turns.pairs;
    if (options.enough && turns.pairs >= static_cast<int>(fewest_pairs) && options.enough(turns.rows)) break;
    progress.update(static_cast<std::uint64_t>(turns.pairs), static_cast<std::uint64_t>(options.rounds));
  }
  return turns;
}

}  // namespace gelubench
