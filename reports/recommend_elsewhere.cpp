#include "reports/recommend_elsewhere.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/format.hpp"
#include "results/machine.hpp"

namespace gelubench {
namespace {

std::string errors_text(const PredictedCandidate& c) {
  if (c.errors == nullptr) return "errors not measured";
  const std::string as = c.judged_as->id == c.kernel ? "" : ", judged as " + c.judged_as->path + " here";
  return fmt::format("max {} ULP, {} absolute, {}{}", format_max_ulp(*c.errors), format_abs(c.errors->max_abs),
                     format_coverage(*c.errors), as);
}

std::string candidate_text(const PredictedCandidate& c) {
  return fmt::format("{}\n  {} cycles per element predicted, bound by {}{}\n  {}\n  call: {}\n", c.kernel,
                     format_ns(c.cycles), c.bottleneck, c.gathers ? "; it gathers, which models know least of" : "",
                     errors_text(c), how_to_call(*c.judged_as));
}

}  // namespace

std::optional<PredictedRecommendation> recommend_on(const ResultSet& results, const Need& need,
                                                    const std::string& cpu) {
  const std::vector<PredictedCandidate> all = predicted_candidates(results, need.group, cpu);
  if (all.empty()) return std::nullopt;
  PredictedRecommendation r;
  r.cpu = cpu;
  r.model = model_of(*results.predictions, cpu);
  for (const PredictedCandidate& c : all) {
    const auto miss = why_not(results, c.judged_as->id, need.budget);
    if (!miss)
      r.within.push_back(c);
    else
      r.ruled_out.push_back({c.judged_as->implementation(), *miss});
  }
  std::stable_partition(r.within.begin(), r.within.end(), [](const PredictedCandidate& c) { return !c.gathers; });
  return r;
}

std::string predicted_text(const ResultSet& results, const Need& need, const PredictedRecommendation& r) {
  std::string text = fmt::format("{}, {}, on {}\npredicted by {}{}; errors measured on {}\n", need.group.title(),
                                 describe(need.budget), r.cpu, results.predictions->analyser,
                                 r.model == r.cpu ? "" : ", which has no model of it and takes that of " + r.model,
                                 cpu_name(results.environment));
  if (const auto error = prediction_error(of_simd(checked_predictions(results)))) {
    text += fmt::format("predictions for the CPU at hand are off by {} in the median\n",
                        format_percent(error->median_error));
  }
  if (r.within.empty()) return text + "\nnothing judged here and predicted there meets this budget\n";
  text += "\ntake: " + candidate_text(r.within[0]);
  if (r.within.size() > 1) {
    text += fmt::format("\nrunner-up, {}x the cycles: {}", format_ratio(r.within[1].cycles / r.within[0].cycles),
                        candidate_text(r.within[1]));
  }
  if (r.within.size() > 2) text += "\nalso within the budget:\n";
  for (std::size_t i = 2; i < r.within.size(); ++i)
    text += fmt::format("  {}  {}x{}\n", r.within[i].kernel, format_ratio(r.within[i].cycles / r.within[0].cycles),
                        r.within[i].gathers ? ", gathers" : "");
  if (!r.ruled_out.empty()) text += "\nruled out:\n";
  for (const RuledOut& out : r.ruled_out) text += fmt::format("  {}: {}\n", out.implementation, out.reason);
  return text;
}

std::string predicted_json(const ResultSet& results, const Need& need, const PredictedRecommendation& r) {
  using Json = nlohmann::ordered_json;
  const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
  Json json{{"cpu", r.cpu},
            {"predicted_by", results.predictions->analyser},
            {"model", r.model},
            {"dtype", need.group.dtype},
            {"direction", need.group.direction},
            {"max_ulp", finite(need.budget.max_ulp)},
            {"max_abs", finite(need.budget.max_abs)},
            {"within", Json::array()},
            {"ruled_out", Json::array()}};
  for (const PredictedCandidate& c : r.within) {
    json["within"].push_back({{"kernel", c.kernel},
                              {"cycles_per_element", c.cycles},
                              {"bottleneck", c.bottleneck},
                              {"gathers", c.gathers},
                              {"judged_as", c.judged_as->id},
                              {"max_ulp", finite(c.errors->max_ulp)},
                              {"max_abs", finite(c.errors->max_abs)},
                              {"call", how_to_call(*c.judged_as)}});
  }
  for (const RuledOut& out : r.ruled_out)
    json["ruled_out"].push_back({{"implementation", out.implementation}, {"reason", out.reason}});
  return json.dump(2) + "\n";
}

}  // namespace gelubench
