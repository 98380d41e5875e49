#include "reports/prediction_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/prediction_facts.hpp"

namespace gelubench {
namespace {

std::size_t widest_id(const PredictionSet& set) {
  std::size_t width = 6;
  for (const LoopRecord& loop : set.loops) width = std::max(width, loop.kernel.size());
  return width;
}

std::string table_of_one(const PredictionSet& set, const std::string& cpu,
                         const std::vector<CheckedPrediction>& checked) {
  const std::size_t width = widest_id(set);
  std::string text =
      fmt::format("{:<{}}  {:>8}  {:>12}  {:>10}", "kernel", width, "elements", "instructions", "cycles");
  if (!checked.empty()) text += fmt::format("  {:>10}  {:>9}", "measured", "measured");
  text += fmt::format("  bound by\n{:<{}}  {:>8}  {:>12}  {:>10}", "", width, "a turn", "an element", "an element");
  if (!checked.empty()) text += fmt::format("  {:>10}  {:>9}", "an element", "/ cycles");
  text += "\n";
  for (const LoopRecord& loop : set.loops) {
    const PredictionRecord* p = find_prediction(set, loop.kernel, cpu);
    if (p == nullptr) continue;
    text += fmt::format("{:<{}}  {:>8g}  {:>12.2f}  {:>10.3f}", loop.kernel, width, loop.elements, loop.instructions,
                        p->cycles);
    if (!checked.empty()) {
      const auto c = std::find_if(checked.begin(), checked.end(),
                                  [&](const CheckedPrediction& candidate) { return candidate.kernel == loop.kernel; });
      text += c == checked.end() ? fmt::format("  {:>10}  {:>9}", "-", "-")
                                 : fmt::format("  {:>10.3f}  {:>9.2f}", c->measured, 1 / c->ratio());
    }
    text += fmt::format("  {}{}\n", p->bottleneck, loop.gathers ? ", gathers" : "");
  }
  return text;
}

std::string table_of_many(const PredictionSet& set, const std::vector<std::string>& cpus) {
  const std::size_t width = widest_id(set);
  std::string text = fmt::format("{:<{}}", "cycles an element", width);
  for (const std::string& cpu : cpus) text += fmt::format("  {:>{}}", cpu, std::max<std::size_t>(cpu.size(), 7));
  text += "\n";
  for (const LoopRecord& loop : set.loops) {
    std::string row = fmt::format("{:<{}}", loop.kernel, width);
    bool any = false;
    for (const std::string& cpu : cpus) {
      const PredictionRecord* p = find_prediction(set, loop.kernel, cpu);
      any = any || p != nullptr;
      row += fmt::format("  {:>{}}", p == nullptr ? "-" : fmt::format("{:.3f}", p->cycles),
                         std::max<std::size_t>(cpu.size(), 7));
    }
    if (any) text += row + "\n";
  }
  return text;
}

}  // namespace

std::string prediction_table(const PredictionSet& set, const std::vector<CheckedPrediction>& checked) {
  const std::vector<std::string> cpus = predicted_cpus(set);
  return cpus.size() == 1 ? table_of_one(set, cpus.front(), checked) : table_of_many(set, cpus);
}

std::vector<std::string> prediction_notes(const PredictionSet& set) {
  std::vector<std::string> lines;
  for (const std::string& cpu : predicted_cpus(set)) {
    const std::string model = model_of(set, cpu);
    if (model == cpu) continue;
    lines.push_back(fmt::format("{}: {} has no model of its own, and takes that of {}", cpu, set.analyser,
                                model.empty() ? "another" : model));
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (const UnpredictedRecord& u : set.without) {
    const auto same =
        std::find_if(by_reason.begin(), by_reason.end(), [&](const auto& r) { return r.first == u.reason; });
    if (same == by_reason.end())
      by_reason.push_back({u.reason, {u.kernel}});
    else
      same->second.push_back(u.kernel);
  }
  for (const auto& [reason, kernels] : by_reason) {
    lines.push_back(kernels.size() == 1 ? fmt::format("no prediction of {}: {}", kernels.front(), reason)
                                        : fmt::format("no prediction of {} kernels, of {} first: {}", kernels.size(),
                                                      kernels.front(), reason));
  }
  return lines;
}

}  // namespace gelubench
