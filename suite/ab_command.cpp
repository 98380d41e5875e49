// ab: two programs, measured by turns.

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <optional>

#include "suite/commands.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/progress.hpp"
#include "suite/results_json.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

/// What a program measures; nothing where it was interrupted. Throws UsageError where it fails.
std::optional<ResultSet> run_bench(const std::string& program, const AbCommand& command,
                                   const std::filesystem::path& folder) {
  const std::filesystem::path out = folder / "results.json";
  std::string arguments = "bench --profile quick --brief --quiet";
  for (const std::string& filter : command.filters) arguments += " --filter=" + shell_quoted(filter);
  arguments += " --sizes " + shell_quoted(fmt::format("{}", fmt::join(command.sizes, ",")));
  arguments += " --threads " + shell_quoted(fmt::format("{}", fmt::join(command.threads, ",")));
  arguments += " --distribution " + shell_quoted(command.distribution);
  arguments += " --out " + shell_quoted(out.string());
  const int code = run_program(program, arguments, folder);
  if (code == exit_interrupted) return std::nullopt;
  if (code != exit_fine) throw UsageError(fmt::format("{} bench failed (exit code {}): {}", program, code, arguments));
  return read_results(out);
}

}  // namespace

int ab_command(const AbCommand& command) {
  check_program(command.before);
  check_program(command.after);
  check_distribution(command.distribution);
  const TemporaryFolder folder;
  bool interrupted = false;
  Progress progress("ab", "", command.quiet);
  std::map<std::string, PairedTimes> rows;
  std::vector<std::string> order;
  Comparison comparison;
  int pairs = 0;
  for (int round = 0; round < command.rounds; ++round) {
    // Who begins alternates, so that a drift of the machine favours neither.
    const bool before_first = round % 2 == 0;
    const auto first = run_bench(before_first ? command.before : command.after, command, folder.path());
    const auto second =
        first ? run_bench(before_first ? command.after : command.before, command, folder.path()) : std::nullopt;
    if (!second) {
      interrupted = true;
      break;
    }
    const ResultSet& before = before_first ? *first : *second;
    const ResultSet& after = before_first ? *second : *first;
    std::map<std::string, const TimingRecord*> times;
    const auto name = [](const TimingRecord& t) { return fmt::format("{}|{}|{}", t.kernel, t.level, t.threads); };
    for (const TimingRecord& t : after.timings) times[name(t)] = &t;
    for (const TimingRecord& t : before.timings) {
      const auto at = times.find(name(t));
      if (before.find_kernel(t.kernel) == nullptr) continue;
      if (at == times.end()) {
        if (round == 0) comparison.only_before.push_back("time of " + t.kernel);
        continue;
      }
      const auto [row, is_new] = rows.try_emplace(name(t));
      if (is_new) {
        order.push_back(name(t));
        row->second.row = {.kernel = t.kernel, .level = t.level, .threads = t.threads, .distribution = t.distribution};
      }
      row->second.before_ns.push_back(t.median_ns);
      row->second.after_ns.push_back(at->second->median_ns);
      times.erase(at);
    }
    for (const auto& [key, t] : times) {
      if (round == 0 && after.find_kernel(t->kernel) != nullptr)
        comparison.only_after.push_back("time of " + t->kernel);
    }
    ++pairs;
    progress.update(static_cast<std::uint64_t>(pairs), static_cast<std::uint64_t>(command.rounds));
  }
  std::vector<PairedTimes> list;
  for (const std::string& key : order) list.push_back(rows.at(key));
  if (list.empty() && interrupted) return exit_interrupted;
  if (list.empty()) throw NothingMatched("the two programs have no kernel in common that was timed");
  comparison.speed = compare_pairs(list, command.options);
  fmt::print("{}", comparison_text(comparison));
  fmt::print("{} pairs of runs; ratios are medians of the pairs' with their sign-test interval\n", pairs);
  if (interrupted) return exit_interrupted;
  if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
  const bool unclear = !comparison.of(SpeedChange::Kind::unclear).empty();
  return unclear && command.inconclusive == "fail" ? exit_inconclusive : exit_fine;
}

}  // namespace gelubench
