#include "suite/compare_runs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "accuracy/corpus.hpp"
#include "accuracy/inputs.hpp"
#include "kernels/cpu/cpu.hpp"
#include "reports/export.hpp"
#include "results/atomic_file.hpp"
#include "suite/changed_results.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/profile.hpp"
#include "suite/progress.hpp"
#include "suite/second_measurement.hpp"

namespace gelubench {
namespace {

/// The inputs that a run judged a kernel on, less what a guided search found.
std::vector<InputPiece> inputs_of(const Kernel& kernel, const ResultSet& results) {
  const Profile& profile = find_profile(results.environment.profile);
  const AccuracyRecord* record = results.find_accuracy(kernel.id, "own", "all");
  if (kernel.dtype == DType::f64) {
    std::vector<InputPiece> pieces = stratified_inputs(DType::f64, profile.sample_log2_f64);
    for (InputPiece& piece : listed_inputs(DType::f64, corpus(kernel.curve()))) pieces.push_back(std::move(piece));
    return pieces;
  }
  const bool exhaustive = record != nullptr && record->coverage == "exhaustive";
  return exhaustive ? exhaustive_inputs(kernel.dtype) : stratified_inputs(kernel.dtype, profile.sample_log2);
}

/// Of the kernels with other results, whether one is worse: sums and maxima do not tell where others are better.
void judge_changed_results(Comparison& comparison, const ResultSet& after, const std::string& base_program) {
  check_program(base_program);
  std::vector<AccuracyChange> judged;
  for (const AccuracyChange& change : comparison.accuracy) {
    if (!change.digest) continue;
    const auto kernel =
        std::find_if(registry().begin(), registry().end(), [&](const Kernel& k) { return k.id == change.kernel; });
    if (kernel == registry().end() || !cpu_supports(kernel->path)) continue;
    const ChangedResults changed =
        changed_results(*kernel, base_program, inputs_of(*kernel, after), after.environment.seed);
    const auto kind = changed.worse > 0    ? AccuracyChange::Kind::worse
                      : changed.better > 0 ? AccuracyChange::Kind::better
                                           : AccuracyChange::Kind::other;
    judged.push_back({change.kernel, kind, to_string(changed), false});
  }
  comparison.accuracy.insert(comparison.accuracy.end(), judged.begin(), judged.end());
}

int exit_code_of(const Comparison& comparison, const CompareRunsOptions& options) {
  if (!comparison.differences.empty()) return exit_incomparable;
  if (comparison.accuracy_worse()) return exit_claim_broken;
  if (options.digests == "fail" && comparison.results_differ()) return exit_claim_broken;
  if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
  if (comparison.speed.empty() && comparison.compared_accuracy == 0) return exit_nothing_matched;
  const bool unclear = !comparison.of(SpeedChange::Kind::unclear).empty();
  return unclear && options.inconclusive == "fail" ? exit_inconclusive : exit_fine;
}

}  // namespace

int compare_runs(const ResultSet& before, const ResultSet& after, const CompareRunsOptions& options) {
  Comparison comparison = compare(before, after, options.options);
  const SecondMeasurement second{options.options, options.base_program, options.quiet};
  if (options.rerun && !measure_doubtful_rows(comparison, before, after.environment, second)) return exit_interrupted;
  if (!options.base_program.empty()) judge_changed_results(comparison, after, options.base_program);
  fmt::print("{}", comparison_text(comparison));
  if (!options.junit.empty()) write_file(options.junit, junit_xml(after, &comparison));
  if (!options.github.empty()) {
    write_file(options.github, github_summary(after, &comparison));
    fmt::print("{}", github_annotations(after, &comparison));
  }
  const int code = exit_code_of(comparison, options);
  if (code == exit_nothing_matched) print_line("run_suite: the two have no result in common");
  return code;
}

}  // namespace gelubench
