#include "reports/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "reports/format.hpp"
#include "results/machine.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

std::string threads_text(int n) { return fmt::format("{} thread{}", n, n == 1 ? "" : "s"); }

/// Of a TimingRecord or a SpeedChange.
template <class Row>
std::string row_name(const Row& row) {
  return fmt::format("{}, {}, {}{}{}", row.kernel, row.level, threads_text(row.threads),
                     row.distribution == "N(0,1)" ? "" : ", " + row.distribution, row.in_place ? ", in place" : "");
}

class AccuracyComparer {
 public:
  AccuracyComparer(const ResultSet& before, const ResultSet& after, Comparison& out)
      : before_(before), after_(after), out_(out) {}

  void run() {
    std::map<std::tuple<std::string, std::string, std::string>, const AccuracyRecord*> judged;
    for (const AccuracyRecord& b : after_.accuracy) judged[{b.kernel, b.reference, b.region}] = &b;
    for (const AccuracyRecord& a : before_.accuracy) {
      const auto b = judged.find({a.kernel, "own", "all"});
      if (b != judged.end() && a.reference == "own" && a.region == "all" && !a.digest.empty() &&
          a.digest == b->second->digest) {
        same_results_.insert(a.kernel);
      }
    }
    for (const AccuracyRecord& a : before_.accuracy) {
      const auto b = judged.find({a.kernel, a.reference, a.region});
      if (b != judged.end()) records(a, *b->second);
    }
    for (const SpecialRecord& a : before_.special) {
      for (const SpecialRecord& b : after_.special) {
        if (a.kernel == b.kernel) counts(a.kernel, "wrong special values", a.failures, b.failures);
      }
    }
    for (const ShapeRecord& a : before_.shapes) {
      for (const ShapeRecord& b : after_.shapes) {
        if (a.kernel != b.kernel || a.steps != b.steps) continue;
        counts(a.kernel, "steps the wrong way", a.wrong_steps, b.wrong_steps);
        counts(a.kernel, "results below the minimum", a.below_minimum, b.below_minimum);
      }
    }
    for (const AgreementRecord& a : before_.agreements) {
      for (const AgreementRecord& b : after_.agreements) {
        if (a.a != b.a || a.b != b.b || a.inputs != b.inputs) continue;
        if (a.differing == 0 && b.differing > 0) {
          add(a.b, AccuracyChange::Kind::worse, fmt::format("no longer the same bits as {}", a.a));
        }
      }
    }
    broken_claims();
    contracts();
  }

 private:
  void add(const std::string& kernel, AccuracyChange::Kind kind, std::string what) {
    out_.accuracy.push_back({kernel, kind, std::move(what), false});
  }

  void figure(const std::string& kernel, const std::string& what, double a, double b, std::string (*format)(double)) {
    if (a == b || (std::isnan(a) && std::isnan(b))) return;
    // The difference may be in digits that reports do not show.
    std::string one = format(a), two = format(b);
    if (one == two) {
      one = fmt::format("{:.17g}", a);
      two = fmt::format("{:.17g}", b);
    }
    add(kernel, b > a || std::isnan(b) ? AccuracyChange::Kind::worse : AccuracyChange::Kind::better,
        fmt::format("{}: {} -> {}", what, one, two));
  }

  void counts(const std::string& kernel, const std::string& what, std::uint64_t a, std::uint64_t b) {
    if (a == b) return;
    add(kernel, b > a ? AccuracyChange::Kind::worse : AccuracyChange::Kind::better,
        fmt::format("{}: {} -> {}", what, format_count(a), format_count(b)));
  }

  void records(const AccuracyRecord& a, const AccuracyRecord& b) {
    const std::string where =
        fmt::format("against {}, {}", a.reference == "own" ? "its own formula" : "GELU", a.region);
    if (a.inputs != b.inputs || a.coverage != b.coverage) {
      add(a.kernel, AccuracyChange::Kind::other,
          fmt::format("{}: judged on other inputs ({} and {}), not compared", where, format_coverage(a),
                      format_coverage(b)));
      return;
    }
    ++out_.compared_accuracy;
    out_.judged_twice.insert(a.kernel);
    figure(a.kernel, "max ULP " + where, a.max_ulp, b.max_ulp, format_ulp);
    figure(a.kernel, "max absolute error " + where, a.max_abs, b.max_abs, format_abs);
    // Of the exact sum of all errors: it tells one result of 2^32 that is worse. Over all regions it would repeat
    // theirs; where no result differs, its last digit is the reference's, which fused multiply-add can change.
    if (a.reference == "own" && a.region != "all" && !same_results_.contains(a.kernel)) {
      figure(a.kernel, "mean ULP " + where, a.mean_ulp, b.mean_ulp, [](double v) { return fmt::format("{:.6g}", v); });
    }
    counts(a.kernel, "NaN " + where, a.nan, b.nan);
    counts(a.kernel, "infinite " + where, a.infinite, b.infinite);
    counts(a.kernel, "wrong sign " + where, a.wrong_sign, b.wrong_sign);
    counts(a.kernel, "lost " + where, a.total_loss, b.total_loss);
    counts(a.kernel, "zero of wrong sign " + where, a.wrong_zero, b.wrong_zero);
    if (a.digest != b.digest && a.reference == "own") {
      add(a.kernel, AccuracyChange::Kind::other,
          fmt::format("results differ: digest {} -> {}, mean ULP {:.6g} -> {:.6g}", a.digest.substr(0, 12),
                      b.digest.substr(0, 12), a.mean_ulp, b.mean_ulp));
      out_.accuracy.back().digest = true;
    }
  }

  void broken_claims() {
    const auto has = [](const ResultSet& results, const BrokenClaim& claim) {
      return std::any_of(results.broken_claims.begin(), results.broken_claims.end(),
                         [&](const BrokenClaim& c) { return c.kernel == claim.kernel && c.message == claim.message; });
    };
    for (const BrokenClaim& c : after_.broken_claims) {
      if (!has(before_, c)) add(c.kernel, AccuracyChange::Kind::worse, "claim broken: " + c.message);
    }
    for (const BrokenClaim& c : before_.broken_claims) {
      if (!has(after_, c)) add(c.kernel, AccuracyChange::Kind::better, "claim held again: " + c.message);
    }
  }

  void contracts() {
    const auto passed = [](const ResultSet& results, const ContractRecord& check) {
      return std::none_of(results.contracts.begin(), results.contracts.end(), [&](const ContractRecord& c) {
        return c.kernel == check.kernel && c.check == check.check && !c.passed;
      });
    };
    for (const ContractRecord& c : after_.contracts) {
      if (!c.passed && passed(before_, c)) {
        add(c.kernel, AccuracyChange::Kind::worse, fmt::format("contract broken, {}: {}", c.check, c.detail));
      }
    }
  }

  const ResultSet& before_;
  const ResultSet& after_;
  Comparison& out_;
  std::set<std::string> same_results_;  // kernels, by digest
};

using RowKey = std::tuple<std::string, std::string, std::uint64_t, int, std::string, bool>;

RowKey key_of(const TimingRecord& t) { return {t.kernel, t.level, t.elements, t.threads, t.distribution, t.in_place}; }

std::map<RowKey, const TimingRecord*> rows_by_key(const ResultSet& results) {
  std::map<RowKey, const TimingRecord*> rows;
  for (const TimingRecord& t : results.timings) rows[key_of(t)] = &t;
  return rows;
}

bool is_memory(const std::string& level) { return level == "DRAM" || level == "LLC"; }

/// What the machine itself did between two runs.
class Calibration {
 public:
  Calibration(const ResultSet& before, const std::map<RowKey, const TimingRecord*>& after) {
    for (const TimingRecord& a : before.timings) {
      const auto b = after.find(key_of(a));
      if (b == after.end() || !(a.median_ns > 0)) continue;
      const double ratio = b->second->median_ns / a.median_ns;
      const bool baseline = is_baseline_id(a.kernel);
      if (baseline || a.kernel.starts_with("relu/")) all_[{a.level, a.threads}].push_back(ratio);
      if (baseline && !is_memory(a.level)) in_caches_[{a.level, a.threads}].push_back(ratio);
    }
  }

  /// How much slower it was: its clock where both runs know it and the row lies in a cache, else the median of the
  /// ratios of memcpy, triad and ReLU at the same level and number of threads.
  double factor(const TimingRecord& a, const TimingRecord& b) const {
    if (!is_memory(a.level) && !a.cycle_ns.empty() && !b.cycle_ns.empty())
      return median(b.cycle_ns) / median(a.cycle_ns);
    const auto at = all_.find({a.level, a.threads});
    return at == all_.end() ? 1 : median(at->second);
  }

  /// How much longer memcpy and triad took in caches besides that; 1 within a fifth.
  double besides(const TimingRecord& row, double clock) const {
    const auto at = in_caches_.find({row.level, row.threads});
    return at == in_caches_.end() ? 1 : beyond_a_fifth(median(at->second) / clock);
  }

  bool machine_changed() const {
    return std::any_of(in_caches_.begin(), in_caches_.end(),
                       [](const auto& level) { return beyond_a_fifth(median(level.second)) != 1; });
  }

 private:
  using Ratios = std::map<std::pair<std::string, int>, std::vector<double>>;

  static double beyond_a_fifth(double ratio) { return ratio < 1.2 && ratio > 1 / 1.2 ? 1 : ratio; }

  Ratios all_;
  Ratios in_caches_;
};

SpeedChange change_of(const TimingRecord& a, const TimingRecord& b, const Calibration& calibration) {
  const double clock = calibration.factor(a, b);
  SpeedChange change{.kernel = a.kernel,
                     .level = a.level,
                     .threads = a.threads,
                     .distribution = a.distribution,
                     .in_place = a.in_place};
  change.before_ns = a.median_ns;
  change.after_ns = b.median_ns;
  change.clock = clock;
  change.machine = calibration.besides(a, clock);
  change.ratio = b.median_ns / a.median_ns / clock;
  change.low = b.low_ns / a.high_ns / clock;
  change.high = a.low_ns > 0 ? b.high_ns / a.low_ns / clock : no_bound;
  change.noise = std::max(a.mad_ns / a.median_ns, b.mad_ns / b.median_ns);
  return change;
}

void compare_speed(const ResultSet& before, const ResultSet& after, const CompareOptions& options, Comparison& out) {
  const std::map<RowKey, const TimingRecord*> rows = rows_by_key(after);
  const Calibration calibration(before, rows);
  std::vector<double> probabilities;
  std::set<RowKey> seen;
  for (const TimingRecord& a : before.timings) {
    seen.insert(key_of(a));
    const auto b = rows.find(key_of(a));
    if (b == rows.end()) {
      out.only_before.push_back("time of " + row_name(a));
      continue;
    }
    if (is_baseline_id(a.kernel) || !(a.median_ns > 0) || !(b->second->median_ns > 0)) continue;
    out.speed.push_back(change_of(a, *b->second, calibration));
    std::vector<double> normalised = b->second->samples_ns;
    for (double& s : normalised) s /= out.speed.back().clock;
    probabilities.push_back(rank_sum_probability(a.samples_ns, normalised));
  }
  for (const TimingRecord& t : after.timings) {
    if (!seen.contains(key_of(t))) out.only_after.push_back("time of " + row_name(t));
  }
  const std::vector<bool> differ = significant(probabilities);
  for (std::size_t i = 0; i < out.speed.size(); ++i) {
    SpeedChange& change = out.speed[i];
    const double effect = options.effect_of(change.kernel);
    // What the machine did may be all of the change, none of it, or hide it.
    const double least = std::min(1.0, 1 / change.machine);
    const double most = std::max(1.0, 1 / change.machine);
    if (change.ratio * least >= 1 + effect && differ[i] && change.low * least > 1)
      change.kind = SpeedChange::Kind::slower;
    else if (change.ratio * most >= 1 + effect)
      change.kind = SpeedChange::Kind::unclear;
    else if (change.ratio * most <= 1 / (1 + effect) && differ[i] && change.high * most < 1)
      change.kind = SpeedChange::Kind::faster;
  }
}

}  // namespace

double CompareOptions::effect_of(const std::string& kernel) const {
  std::size_t longest = 0;
  double found = effect;
  for (const auto& [text, value] : effects) {
    if (text.size() < longest || kernel.find(text) == std::string::npos) continue;
    longest = text.size();
    found = value;
  }
  return found;
}

bool SpeedChange::could_be_slower(double effect) const {
  return kind == Kind::slower || kind == Kind::unclear || high >= 1 + effect;
}

std::string SpeedChange::row() const { return row_name(*this); }

bool Comparison::accuracy_worse() const {
  return std::any_of(accuracy.begin(), accuracy.end(),
                     [](const AccuracyChange& c) { return c.kind == AccuracyChange::Kind::worse; });
}

bool Comparison::results_differ() const {
  return std::any_of(accuracy.begin(), accuracy.end(), [](const AccuracyChange& c) { return c.digest; });
}

std::vector<const SpeedChange*> Comparison::of(SpeedChange::Kind kind) const {
  std::vector<const SpeedChange*> list;
  for (const SpeedChange& change : speed) {
    if (change.kind == kind) list.push_back(&change);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const SpeedChange* a, const SpeedChange* b) { return a->ratio > b->ratio; });
  return list;
}

std::vector<std::string> differing_conditions(const Environment& a, const Environment& b) {
  std::vector<std::string> list = machine_differences(a, b);
  const auto differ = [&](const char* what, const std::string& one, const std::string& two) {
    if (one != two) list.push_back(fmt::format("{}: '{}' and '{}'", what, one, two));
  };
  differ("compiler", a.compiler, b.compiler);
  differ("flags", a.flags, b.flags);
  differ("profile", a.profile, b.profile);
  differ("seed of the inputs", std::to_string(a.seed), std::to_string(b.seed));
  return list;
}

Comparison compare(const ResultSet& before, const ResultSet& after, const CompareOptions& options) {
  Comparison out;
  out.differences = differing_conditions(before.environment, after.environment);
  if (!out.differences.empty() && !options.cross_machine) return out;
  out.differences.clear();
  for (const KernelRecord& kernel : before.kernels) {
    if (after.find_kernel(kernel.id) == nullptr) out.only_before.push_back(kernel.id);
  }
  for (const KernelRecord& kernel : after.kernels) {
    if (before.find_kernel(kernel.id) == nullptr) out.only_after.push_back(kernel.id);
  }
  const auto sentence = [](const SkippedRecord& s) { return fmt::format("{}, {}: {}", s.kernel, s.stage, s.reason); };
  std::set<std::string> skipped_before;
  for (const SkippedRecord& s : before.skipped) skipped_before.insert(sentence(s));
  for (const SkippedRecord& s : after.skipped) {
    if (!skipped_before.contains(sentence(s))) out.skipped.push_back(sentence(s));
  }
  AccuracyComparer(before, after, out).run();
  compare_speed(before, after, options, out);
  return out;
}

bool machine_changed(const ResultSet& before, const ResultSet& after) {
  return Calibration(before, rows_by_key(after)).machine_changed();
}

std::vector<SpeedChange> compare_pairs(const std::vector<PairedTimes>& rows, const CompareOptions& options) {
  std::vector<SpeedChange> changes;
  std::vector<double> probabilities;
  for (const PairedTimes& row : rows) {
    std::vector<double> logs;
    for (std::size_t i = 0; i < row.before_ns.size(); ++i) logs.push_back(std::log(row.after_ns[i] / row.before_ns[i]));
    SpeedChange change = row.row;
    change.before_ns = median(row.before_ns);
    change.after_ns = median(row.after_ns);
    change.ratio = std::exp(median(logs));
    const Interval interval = median_interval(logs);
    change.low = std::exp(interval.low);
    change.high = std::exp(interval.high);
    change.noise = median_absolute_deviation(logs);
    changes.push_back(change);
    probabilities.push_back(sign_test_probability(logs));
  }
  const std::vector<bool> differ = significant(probabilities);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    SpeedChange& change = changes[i];
    const double effect = options.effect_of(change.kernel);
    if (rows[i].before_ns.size() < fewest_pairs)
      change.kind = SpeedChange::Kind::unclear;
    else if (change.ratio >= 1 + effect)
      change.kind = differ[i] ? SpeedChange::Kind::slower : SpeedChange::Kind::unclear;
    else if (change.ratio <= 1 / (1 + effect) && differ[i])
      change.kind = SpeedChange::Kind::faster;
  }
  return changes;
}

void confirm(Comparison& comparison, const std::vector<SpeedChange>& again) {
  for (SpeedChange& change : comparison.speed) {
    for (const SpeedChange& second : again) {
      if (second.row() == change.row()) change = second;
    }
  }
}

std::string comparison_text(const Comparison& c) {
  std::string text;
  const auto list = [&](const char* title, const std::vector<std::string>& lines) {
    if (!lines.empty()) text += fmt::format("{}:\n", title);
    for (const std::string& line : lines) text += "  " + line + "\n";
  };
  if (!c.differences.empty()) {
    list("the two runs cannot be compared; they differ in", c.differences);
    return text + "--cross-machine compares them all the same\n";
  }
  const auto accuracy = [&](AccuracyChange::Kind kind) {
    std::vector<std::string> lines;
    for (const AccuracyChange& change : c.accuracy) {
      if (change.kind == kind) lines.push_back(change.kernel + ": " + change.what);
    }
    return lines;
  };
  const auto speed = [&](SpeedChange::Kind kind) {
    std::vector<std::string> lines;
    for (const SpeedChange* s : c.of(kind)) {
      std::string line = fmt::format("{}: {} -> {} ns, {}x [{}, {}] after a clock factor of {:.3f}, noise {:.1f} %",
                                     s->row(), format_ns(s->before_ns), format_ns(s->after_ns), format_ratio(s->ratio),
                                     format_ratio(s->low), format_ratio(s->high), s->clock, 100 * s->noise);
      if (s->machine != 1) line += fmt::format(", while memcpy and triad took {}x as long", format_ratio(s->machine));
      lines.push_back(line);
    }
    return lines;
  };
  list("less accurate", accuracy(AccuracyChange::Kind::worse));
  list("slower", speed(SpeedChange::Kind::slower));
  list("may be slower, too noisy to tell", speed(SpeedChange::Kind::unclear));
  list("more accurate", accuracy(AccuracyChange::Kind::better));
  list("faster", speed(SpeedChange::Kind::faster));
  list("other results", accuracy(AccuracyChange::Kind::other));
  list("only in the first", c.only_before);
  list("only in the second", c.only_after);
  list("skipped by the second", c.skipped);
  const auto count = [&](AccuracyChange::Kind kind) { return accuracy(kind).size(); };
  return text +
         fmt::format(
             "{} accuracy records compared: {} figures worse, {} better, {} other changes; {} times compared: {} "
             "slower, {} faster, {} unclear\n",
             c.compared_accuracy, count(AccuracyChange::Kind::worse), count(AccuracyChange::Kind::better),
             count(AccuracyChange::Kind::other), c.speed.size(), c.of(SpeedChange::Kind::slower).size(),
             c.of(SpeedChange::Kind::faster).size(), c.of(SpeedChange::Kind::unclear).size());
}

}  // namespace gelubench
