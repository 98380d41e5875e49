#include "suite/compare_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "accuracy/corpus.hpp"
#include "accuracy/inputs.hpp"
#include "kernels/cpu/cpu.hpp"
#include "reports/compare_code.hpp"
#include "reports/export.hpp"
#include "results/atomic_file.hpp"
#include "suite/changed_results.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/prediction.hpp"
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

/// The loops of the base program and of this one, with predicted cycles where they differ, on the CPUs that changes are
/// shown on.
std::pair<PredictionSet, PredictionSet> predict_both(const std::string& base_program) {
  PredictionRequest request;
  request.tools = find_llvm_tools();
  request.cpus = gate_cpu_names(own_architecture);
  const auto predict_two = [&] {
    const auto silent = [](const std::string&) {};
    request.binary = base_program;
    PredictionSet before = predict(request, silent);
    request.binary.clear();
    return std::pair(std::move(before), predict(request, silent));
  };
  request.loops_only = true;
  auto [before, after] = predict_two();
  request.loops_only = false;
  for (const CodeChange& change : compare_code(before, after).changes) {
    if (!change.is_unclear()) request.filters.push_back("^" + change.kernel + "$");
  }
  if (request.filters.empty()) return {std::move(before), std::move(after)};
  auto [changed_before, changed_after] = predict_two();
  before.cycles = std::move(changed_before.cycles);
  after.cycles = std::move(changed_after.cycles);
  return {std::move(before), std::move(after)};
}

/// Nothing where neither the files nor the programs can be compared; a reason that is no mistake is said.
std::optional<CodeComparison> compare_machine_code(const ResultSet& before, const ResultSet& after,
                                                   const CompareRunsOptions& options) {
  const bool is_asked = options.predicted == "fail";
  // Two versions of LLVM print and predict differently.
  if (before.predictions && after.predictions && before.predictions->analyser == after.predictions->analyser)
    return compare_code(*before.predictions, *after.predictions);
  if (options.base_program.empty()) {
    if (is_asked) {
      throw UsageError(
          "--predicted=fail needs predictions of one llvm-mca in both results files (run_suite predict "
          "--add-to), or --base-program");
    }
    return std::nullopt;
  }
  try {
    const auto [old, now] = predict_both(options.base_program);
    return compare_code(old, now);
  } catch (const std::runtime_error& e) {
    if (is_asked) throw UsageError(e.what());
    print_line(fmt::format("machine code not compared: {}", e.what()));
    return std::nullopt;
  }
}

int exit_code_of(const Comparison& comparison, const CodeComparison& code, const CompareRunsOptions& options) {
  if (!comparison.differences.empty()) return exit_incomparable;
  if (comparison.accuracy_worse()) return exit_claim_broken;
  if (options.digests == "fail" && comparison.results_differ()) return exit_claim_broken;
  if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
  const bool gates = options.predicted == "fail";
  const auto any = [&](const auto& is_so) {
    return gates && std::any_of(code.changes.begin(), code.changes.end(), is_so);
  };
  if (any([&](const CodeChange& c) { return c.is_slower(options.options); })) return exit_slower;
  if (gates && code.compared > 0 && comparison.speed.empty() && comparison.compared_accuracy == 0) return exit_fine;
  if (comparison.speed.empty() && comparison.compared_accuracy == 0) return exit_nothing_matched;
  const bool unclear =
      !comparison.of(SpeedChange::Kind::unclear).empty() || any([](const CodeChange& c) { return c.is_unclear(); });
  return unclear && options.inconclusive == "fail" ? exit_inconclusive : exit_fine;
}

}  // namespace

int compare_runs(const ResultSet& before, const ResultSet& after, const CompareRunsOptions& options) {
  Comparison comparison = compare(before, after, options.options);
  const SecondMeasurement second{options.options, options.base_program, options.quiet};
  if (options.rerun && !measure_doubtful_rows(comparison, before, after.environment, second)) return exit_interrupted;
  if (!options.base_program.empty()) judge_changed_results(comparison, after, options.base_program);
  const CodeComparison machine_code = compare_machine_code(before, after, options).value_or(CodeComparison{});
  fmt::print("{}", comparison_text(comparison));
  if (machine_code.compared > 0) fmt::print("{}", code_changes_text(machine_code, options.options));
  if (!options.junit.empty()) write_file(options.junit, junit_xml(after, &comparison));
  if (!options.github.empty()) {
    write_file(options.github, github_summary(after, &comparison));
    fmt::print("{}", github_annotations(after, &comparison));
  }
  const int code = exit_code_of(comparison, machine_code, options);
  if (code == exit_nothing_matched) print_line("run_suite: the two have no result in common");
  return code;
}

}  // namespace gelubench
