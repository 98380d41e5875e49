// compare: two results files.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "accuracy/corpus.hpp"
#include "accuracy/inputs.hpp"
#include "bench/distribution.hpp"
#include "reports/compare.hpp"
#include "reports/export.hpp"
#include "suite/atomic_file.hpp"
#include "suite/changed_results.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/profile.hpp"
#include "suite/progress.hpp"
#include "suite/results_json.hpp"
#include "suite/run.hpp"
#include "suite/turns.hpp"

namespace gelubench {
namespace {

using Rows = std::vector<const SpeedChange*>;

/// Rows that one call of bench can time, by the name of their distribution of inputs. In-place use is not timed again.
std::map<std::string, Rows> by_distribution(const Rows& rows) {
  std::map<std::string, Rows> groups;
  for (const SpeedChange* row : rows) {
    for (const Distribution& d : distributions()) {
      if (d.description == row->distribution && !row->in_place) groups[d.name].push_back(row);
    }
  }
  return groups;
}

/// Each value of `part` of these rows, once.
template <class Part>
std::vector<std::string> parts(const Rows& rows, const Part& part) {
  std::set<std::string> list;
  for (const SpeedChange* row : rows) list.insert(part(*row));
  return {list.begin(), list.end()};
}

std::vector<std::string> filters_of(const Rows& rows) {
  return parts(rows, [](const SpeedChange& row) { return "^" + row.kernel + "$"; });
}

std::vector<std::string> levels_of(const Rows& rows) {
  return parts(rows, [](const SpeedChange& row) { return row.level; });
}

std::vector<std::string> threads_of(const Rows& rows) {
  return parts(rows, [](const SpeedChange& row) { return std::to_string(row.threads); });
}

/// Those of `measured` that are rows of `wanted`.
void keep_rows(const Rows& wanted, const std::vector<SpeedChange>& measured, std::vector<SpeedChange>& kept) {
  for (const SpeedChange& change : measured) {
    const bool is_wanted =
        std::any_of(wanted.begin(), wanted.end(), [&](const SpeedChange* row) { return row->row() == change.row(); });
    if (is_wanted) kept.push_back(change);
  }
}

/// The rows measured by this program, under the conditions of the second run, and compared with the first. Nothing
/// where that was interrupted.
std::optional<std::vector<SpeedChange>> measured_again(const Rows& rows, const ResultSet& before,
                                                       const Environment& environment, const CompareCommand& command) {
  std::vector<SpeedChange> changes;
  for (const auto& [distribution, group] : by_distribution(rows)) {
    MeasureOptions measure;
    measure.filters = filters_of(group);
    const auto calibrating = parts(group, [](const SpeedChange& row) {
      const std::string rest = row.kernel.substr(row.kernel.find('/', row.kernel.find('/') + 1));
      return "^relu/max" + rest.substr(0, rest.rfind('/')) + "/";
    });
    measure.filters.insert(measure.filters.end(), calibrating.begin(), calibrating.end());
    measure.sizes = levels_of(group);
    measure.threads = threads_of(group);
    measure.distribution = distribution;
    measure.profile = environment.profile;
    measure.seed = environment.seed;
    measure.brief = true;
    measure.quiet = command.quiet;
    Run run(measure);
    run.contract();
    run.time_everything();
    run.timing();
    const ResultSet& again = run.finish();
    if (again.interrupted) return std::nullopt;
    keep_rows(group, compare(before, again, command.options).speed, changes);
  }
  return changes;
}

/// The rows measured by turns by both programs: what the machine does in the meantime then matters less. Nothing where
/// that was interrupted.
std::optional<std::vector<SpeedChange>> measured_by_turns(const Rows& rows, const CompareCommand& command) {
  std::vector<SpeedChange> changes;
  // Until each row is slower, which is asked twice before the last pair, or can no longer be.
  constexpr std::size_t step = 15;
  const auto enough = [&](const std::vector<PairedTimes>& pairs) {
    const std::vector<SpeedChange> so_far = compare_pairs(pairs, command.options);
    const bool may_be_decided = pairs.front().before_ns.size() % step == 0;
    return std::none_of(so_far.begin(), so_far.end(), [&](const SpeedChange& change) {
      if (may_be_decided && change.kind == SpeedChange::Kind::slower) return false;
      return change.could_be_slower(command.options.effect_of(change.kernel));
    });
  };
  for (const auto& [distribution, group] : by_distribution(rows)) {
    const Turns turns = measure_by_turns({.before = command.base_program,
                                          .after = std::filesystem::read_symlink("/proc/self/exe"),
                                          .filters = filters_of(group),
                                          .sizes = levels_of(group),
                                          .threads = threads_of(group),
                                          .distribution = distribution,
                                          .rounds = 3 * step,
                                          .enough = enough,
                                          .quiet = command.quiet});
    if (turns.interrupted) return std::nullopt;
    keep_rows(group, compare_pairs(turns.rows, command.options), changes);
    if (turns.rows.empty()) {  // no pair without a change of the machine
      for (const SpeedChange* row : group) {
        changes.push_back(*row);
        changes.back().kind = SpeedChange::Kind::unclear;
      }
    }
  }
  return changes;
}

/// What may be slower, measured again where this program is that of the second run. False where that was interrupted.
bool measure_doubtful_rows(Comparison& comparison, const ResultSet& before, const Environment& environment,
                           const CompareCommand& command) {
  const bool by_turns = !command.base_program.empty();
  Rows doubtful;
  for (const SpeedChange& change : comparison.speed) {
    const bool looks_slower = change.kind == SpeedChange::Kind::slower || change.kind == SpeedChange::Kind::unclear;
    const bool could_be = change.could_be_slower(command.options.effect_of(change.kernel));
    if (by_turns ? could_be : looks_slower) doubtful.push_back(&change);
  }
  if (doubtful.empty() || !command.rerun) return true;
  const Environment here = detect_environment();
  if (here.commit != environment.commit || here.dirty || environment.dirty || here.cpu_model != environment.cpu_model)
    return true;
  print_line("measuring again what may be slower");
  const auto again =
      by_turns ? measured_by_turns(doubtful, command) : measured_again(doubtful, before, environment, command);
  if (again) confirm(comparison, *again);
  return again.has_value();
}

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
  if (!measure_doubtful_rows(comparison, before, after.environment, command)) return exit_interrupted;
  if (!command.base_program.empty()) judge_changed_results(comparison, after, command.base_program);
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
