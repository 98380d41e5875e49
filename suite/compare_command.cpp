// compare: two results files.

#include <fmt/format.h>

#include <algorithm>

#include "reports/compare.hpp"
#include "reports/export.hpp"
#include "suite/atomic_file.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"
#include "suite/results_json.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

/// The rows that look slower, measured by this program, under the conditions of the second run.
ResultSet measure_again(const Comparison& comparison, const Environment& environment, bool quiet) {
  MeasureOptions measure;
  std::vector<std::string> sizes;
  std::vector<std::string> threads;
  for (const SpeedChange& change : comparison.speed) {
    if (change.kind != SpeedChange::Kind::slower && change.kind != SpeedChange::Kind::unclear) continue;
    const std::string group = change.kernel.substr(change.kernel.find('/', change.kernel.find('/') + 1));
    measure.filters.push_back("^" + change.kernel + "$");
    measure.filters.push_back("^relu/max" + group.substr(0, group.rfind('/')) + "/");  // calibrates
    sizes.push_back(change.level);
    threads.push_back(std::to_string(change.threads));
  }
  const auto unique = [](std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  };
  measure.filters = unique(measure.filters);
  measure.sizes = unique(sizes);
  measure.threads = unique(threads);
  measure.profile = environment.profile;
  measure.seed = environment.seed;
  measure.brief = true;
  measure.quiet = quiet;
  Run run(measure);
  run.contract();
  run.time_everything();
  run.timing();
  return run.finish();
}

int exit_code_of(const Comparison& comparison, const CompareCommand& command) {
  if (!comparison.differences.empty()) return exit_incomparable;
  if (comparison.accuracy_worse()) return exit_claim_broken;
  if (command.digests == "fail" && comparison.results_differ()) return exit_claim_broken;
  if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
  if (comparison.speed.empty() && comparison.compared_accuracy == 0) return exit_nothing_matched;
  const bool unclear = !comparison.of(SpeedChange::Kind::unclear).empty();
  return unclear && command.inconclusive == "fail" ? exit_inconclusive : exit_fine;
}

}  // namespace

int compare_results(const ResultSet& before, const ResultSet& after, const CompareCommand& command) {
  Comparison comparison = compare(before, after, command.options);
  const bool doubtful =
      !comparison.of(SpeedChange::Kind::slower).empty() || !comparison.of(SpeedChange::Kind::unclear).empty();
  const Environment here = detect_environment();
  const bool same_program = here.commit == after.environment.commit && !here.dirty && !after.environment.dirty &&
                            here.cpu_model == after.environment.cpu_model;
  if (doubtful && command.rerun && same_program) {
    print_line("measuring again what looks slower");
    confirm(comparison, compare(before, measure_again(comparison, after.environment, command.quiet), command.options));
  }
  fmt::print("{}", comparison_text(comparison));
  if (!command.junit.empty()) write_file(command.junit, junit_xml(after, &comparison));
  if (!command.github.empty()) {
    write_file(command.github, github_summary(after, &comparison));
    fmt::print("{}", github_annotations(after, &comparison));
  }
  const int code = exit_code_of(comparison, command);
  if (code == exit_nothing_matched) print_line("run_suite: the two have no result in common");
  return code;
}

int compare_command(const std::vector<std::string>& files, const CompareCommand& command) {
  const BaselineOptions& baselines = command.baselines;
  if (baselines.against.empty() && files.size() != 2) {
    throw UsageError("give the results files of two runs, or one and --baseline NAME");
  }
  if (!baselines.against.empty() && files.size() != 1) {
    throw UsageError("--baseline stands for the first results file: give only the second");
  }
  try {
    const ResultSet after = read_results(files.back());
    const ResultSet before = baselines.against.empty()
                                 ? read_results(files.front())
                                 : Baselines(baselines.folder).read(after.environment, baselines.against);
    const int code = compare_results(before, after, command);
    if (!baselines.save.empty()) {
      print_line("baseline: " + Baselines(baselines.folder).save(baselines.save, after).string());
    }
    return code;
  } catch (const OtherSchema& error) {
    throw Incomparable(error.what());
  }
}

}  // namespace gelubench
