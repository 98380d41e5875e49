#include "reports/compare_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/format.hpp"
#include "reports/prediction_facts.hpp"

namespace gelubench {
namespace {

const UnpredictedRecord* find_without(const PredictionSet& set, const std::string& kernel) {
  const auto found = std::find_if(set.without.begin(), set.without.end(),
                                  [&](const UnpredictedRecord& u) { return u.kernel == kernel; });
  return found == set.without.end() ? nullptr : &*found;
}

/// Every kernel of both sets, with or without a prediction.
std::vector<std::string> common_kernels(const PredictionSet& before, const PredictionSet& after) {
  std::vector<std::string> common;
  const auto consider = [&](const std::string& kernel) {
    const bool was = find_loops(before, kernel) != nullptr || find_without(before, kernel) != nullptr;
    if (was && std::find(common.begin(), common.end(), kernel) == common.end()) common.push_back(kernel);
  };
  for (const LoopRecord& loop : after.loops) consider(loop.kernel);
  for (const UnpredictedRecord& u : after.without) consider(u.kernel);
  return common;
}

/// On every CPU that both sets have for the kernel.
std::vector<CyclesChange> cycles_of_both(const PredictionSet& before, const PredictionSet& after,
                                         const std::string& kernel) {
  std::vector<CyclesChange> list;
  for (const PredictionRecord& now : after.cycles) {
    if (now.kernel != kernel) continue;
    const PredictionRecord* old = find_prediction(before, kernel, now.cpu);
    if (old != nullptr) list.push_back({now.cpu, old->cycles, now.cycles});
  }
  return list;
}

/// CPUs are in the order of their age and maker: the first, the one in the middle and the last are unlike.
std::vector<CyclesChange> three_of(std::vector<CyclesChange> list) {
  if (list.size() <= 3) return list;
  return {list.front(), list[(list.size() - 1) / 2], list.back()};
}

}  // namespace

bool CodeChange::is_slower(const CompareOptions& options) const {
  const double effect = options.effect_of(kernel);
  return std::any_of(cycles.begin(), cycles.end(), [&](const CyclesChange& c) { return c.ratio() >= 1 + effect; });
}

CodeComparison compare_code(const PredictionSet& before, const PredictionSet& after) {
  CodeComparison comparison;
  for (const std::string& kernel : common_kernels(before, after)) {
    const LoopRecord* old = find_loops(before, kernel);
    const LoopRecord* now = find_loops(after, kernel);
    if (old == nullptr && now == nullptr) continue;
    ++comparison.compared;
    if (old != nullptr && now != nullptr && old->code == now->code) continue;
    CodeChange change{kernel, {}, {}, three_of(cycles_of_both(before, after, kernel)), {}};
    if (old != nullptr) change.instructions_before = old->instructions;
    if (now != nullptr) change.instructions_after = now->instructions;
    const UnpredictedRecord* without = old == nullptr   ? find_without(before, kernel)
                                       : now == nullptr ? find_without(after, kernel)
                                                        : nullptr;
    if (without != nullptr) change.reason = without->reason;
    comparison.changes.push_back(std::move(change));
  }
  return comparison;
}

std::string code_changes_text(const CodeComparison& comparison, const CompareOptions& options) {
  const auto& [changes, compared] = comparison;
  if (changes.empty()) return fmt::format("\nmachine code: the loops of {} kernels are the same\n", compared);
  std::string text = fmt::format("\nmachine code: the loops of {} of {} kernels changed; per element, predicted\n",
                                 changes.size(), compared);
  for (const CodeChange& change : changes) {
    if (change.is_unclear()) {
      text += fmt::format("  unclear  {}: its loop could be told only {}: {}\n", change.kernel,
                          change.instructions_before ? "before" : "now", change.reason);
      continue;
    }
    std::string cycles;
    for (const CyclesChange& c : change.cycles) {
      cycles += fmt::format("; {} {} -> {} cycles ({}x)", c.cpu, format_ns(c.before), format_ns(c.after),
                            format_ratio(c.ratio()));
    }
    text +=
        fmt::format("  {}  {}: {:.2f} -> {:.2f} instructions{}\n", change.is_slower(options) ? "slower " : "changed",
                    change.kernel, *change.instructions_before, *change.instructions_after, cycles);
  }
  return text;
}

}  // namespace gelubench
