#include "reports/compare_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

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

}  // namespace

bool CodeChange::is_slower(const CompareOptions& options) const {
  const double effect = options.effect_of(kernel);
  return std::any_of(cycles.begin(), cycles.end(), [&](const CyclesChange& c) { return c.ratio() >= 1 + effect; });
}

std::vector<std::string> gate_cpus(const PredictionSet& before, const PredictionSet& after) {
  const std::vector<std::string> had = predicted_cpus(before);
  std::vector<std::string> common;
  for (const std::string& cpu : predicted_cpus(after))
    if (std::find(had.begin(), had.end(), cpu) != had.end()) common.push_back(cpu);
  // Those that are asked where few are.
  static const std::set<std::string> preferred{"haswell",    "sapphirerapids", "znver4",
                                               "cortex-a72", "neoverse-n1",    "neoverse-v2"};
  std::stable_partition(common.begin(), common.end(), [](const std::string& cpu) { return preferred.contains(cpu); });
  if (common.size() > 3) common.resize(3);
  return common;
}

std::size_t compared_kernels(const PredictionSet& before, const PredictionSet& after) {
  return common_kernels(before, after).size();
}

std::vector<CodeChange> compare_code(const PredictionSet& before, const PredictionSet& after) {
  const std::vector<std::string> cpus = gate_cpus(before, after);
  std::vector<CodeChange> changes;
  for (const std::string& kernel : common_kernels(before, after)) {
    const LoopRecord* old = find_loops(before, kernel);
    const LoopRecord* now = find_loops(after, kernel);
    if (old == nullptr && now == nullptr) continue;
    if (old != nullptr && now != nullptr && old->code == now->code) continue;
    CodeChange change{kernel, {}, {}, {}, {}};
    if (old != nullptr) change.instructions_before = old->instructions;
    if (now != nullptr) change.instructions_after = now->instructions;
    const UnpredictedRecord* without = old == nullptr   ? find_without(before, kernel)
                                       : now == nullptr ? find_without(after, kernel)
                                                        : nullptr;
    if (without != nullptr) change.reason = without->reason;
    for (const std::string& cpu : cpus) {
      const PredictionRecord* b = find_prediction(before, kernel, cpu);
      const PredictionRecord* a = find_prediction(after, kernel, cpu);
      if (a != nullptr && b != nullptr) change.cycles.push_back({cpu, b->cycles, a->cycles});
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::string code_changes_text(const std::vector<CodeChange>& changes, std::size_t compared,
                              const CompareOptions& options) {
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
