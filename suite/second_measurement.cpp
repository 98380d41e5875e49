#include "suite/second_measurement.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "bench/distribution.hpp"
#include "results/machine.hpp"
#include "suite/environment.hpp"
#include "suite/other_program.hpp"
#include "suite/progress.hpp"
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
                                                       const Environment& environment, const SecondMeasurement& how) {
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
    measure.quiet = how.quiet;
    Run run(measure);
    run.contract();
    run.time_everything();
    run.timing();
    const ResultSet& again = run.finish();
    if (again.interrupted) return std::nullopt;
    keep_rows(group, compare(before, again, how.options).speed, changes);
  }
  return changes;
}

/// The rows measured by turns by both programs: what the machine does in the meantime then matters less. Nothing where
/// that was interrupted.
std::optional<std::vector<SpeedChange>> measured_by_turns(const Rows& rows, const SecondMeasurement& how) {
  std::vector<SpeedChange> changes;
  // Until each row is slower, which is asked twice before the last pair, or can no longer be.
  constexpr std::size_t step = 15;
  const auto enough = [&](const std::vector<PairedTimes>& pairs) {
    const std::vector<SpeedChange> so_far = compare_pairs(pairs, how.options);
    const bool may_be_decided = pairs.front().before_ns.size() % step == 0;
    return std::none_of(so_far.begin(), so_far.end(), [&](const SpeedChange& change) {
      if (may_be_decided && change.kind == SpeedChange::Kind::slower) return false;
      return change.could_be_slower(how.options.effect_of(change.kernel));
    });
  };
  for (const auto& [distribution, group] : by_distribution(rows)) {
    const Turns turns = measure_by_turns({.before = how.base_program,
                                          .after = own_program(),
                                          .filters = filters_of(group),
                                          .sizes = levels_of(group),
                                          .threads = threads_of(group),
                                          .distribution = distribution,
                                          .rounds = 3 * step,
                                          .enough = enough,
                                          .quiet = how.quiet});
    if (turns.interrupted) return std::nullopt;
    keep_rows(group, compare_pairs(turns.rows, how.options), changes);
    if (turns.rows.empty()) {  // no pair without a change of the machine
      for (const SpeedChange* row : group) {
        changes.push_back(*row);
        changes.back().kind = SpeedChange::Kind::unclear;
      }
    }
  }
  return changes;
}

}  // namespace

bool measure_doubtful_rows(Comparison& comparison, const ResultSet& before, const Environment& after,
                           const SecondMeasurement& how) {
  const bool by_turns = !how.base_program.empty();
  Rows doubtful;
  for (const SpeedChange& change : comparison.speed) {
    const bool looks_slower = change.kind == SpeedChange::Kind::slower || change.kind == SpeedChange::Kind::unclear;
    const bool could_be = change.could_be_slower(how.options.effect_of(change.kernel));
    if (by_turns ? could_be : looks_slower) doubtful.push_back(&change);
  }
  if (doubtful.empty()) return true;
  const Environment here = detect_environment();
  const bool same_program = here.commit == after.commit && !here.dirty && !after.dirty;
  const bool same_machine = machine_differences(here, after).empty();
  if (!same_machine || (!by_turns && !same_program)) {
    print_line("not measured again: this is not the machine, or the program, of the second run");
    return true;
  }
  print_line("measuring again what may be slower");
  const auto again = by_turns ? measured_by_turns(doubtful, how) : measured_again(doubtful, before, after, how);
  if (again) confirm(comparison, *again);
  return again.has_value();
}

}  // namespace gelubench
