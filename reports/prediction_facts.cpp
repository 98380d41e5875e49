#include "reports/prediction_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/format.hpp"
#include "results/machine.hpp"
#include "results/statistics.hpp"

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

const PredictionRecord* find_prediction(const PredictionSet& set, const std::string& kernel, const std::string& cpu) {
  const auto found = std::find_if(set.cycles.begin(), set.cycles.end(),
                                  [&](const PredictionRecord& p) { return p.kernel == kernel && p.cpu == cpu; });
  return found == set.cycles.end() ? nullptr : &*found;
}

const LoopRecord* find_loops(const PredictionSet& set, const std::string& kernel) {
  const auto found =
      std::find_if(set.loops.begin(), set.loops.end(), [&](const LoopRecord& l) { return l.kernel == kernel; });
  return found == set.loops.end() ? nullptr : &*found;
}

std::vector<std::string> predicted_cpus(const PredictionSet& set) {
  std::vector<std::string> cpus;
  for (const PredictionRecord& p : set.cycles)
    if (std::find(cpus.begin(), cpus.end(), p.cpu) == cpus.end()) cpus.push_back(p.cpu);
  return cpus;
}

std::string model_of(const PredictionSet& set, const std::string& cpu) {
  for (const PredictionRecord& p : set.cycles)
    if (p.cpu == cpu) return p.model;
  return {};
}

const KernelRecord* judged_as(const ResultSet& results, const std::string& kernel) {
  if (const KernelRecord* itself = results.find_kernel(kernel); itself != nullptr) {
    if (error_against_gelu(results, kernel) != nullptr) return itself;
  }
  const std::string implementation = kernel.substr(0, kernel.rfind('/'));
  const bool is_scalar = kernel.ends_with("/scalar");
  const KernelRecord* best = nullptr;
  for (const KernelRecord& other : results.kernels) {
    if (other.implementation() != implementation || (other.path == "scalar") != is_scalar) continue;
    if (error_against_gelu(results, other.id) != nullptr) best = &other;  // paths are in the order of their width
  }
  return best;
}

std::vector<KernelRecord> predicted_elsewhere(const ResultSet& results) {
  std::vector<KernelRecord> list;
  if (!results.predictions) return list;
  for (const LoopRecord& loop : results.predictions->loops) {
    const KernelRecord* judged = judged_as(results, loop.kernel);
    if (judged == nullptr || results.find_kernel(loop.kernel) != nullptr) continue;
    KernelRecord kernel = *judged;
    kernel.id = loop.kernel;
    kernel.path = loop.kernel.substr(loop.kernel.rfind('/') + 1);
    list.push_back(kernel);
  }
  return list;
}

std::vector<CheckedPrediction> checked_predictions(const ResultSet& results) {
  std::vector<CheckedPrediction> list;
  if (!results.predictions || !results.predictions->host) return list;
  for (const TimingRecord& t : results.timings) {
    if (t.level != "L1" || t.threads != 1 || t.in_place || t.distribution != "N(0,1)" || !t.cycles) continue;
    const PredictionRecord* p = find_prediction(*results.predictions, t.kernel, *results.predictions->host);
    const LoopRecord* loops = find_loops(*results.predictions, t.kernel);
    if (p == nullptr || loops == nullptr) continue;
    list.push_back({t.kernel, t.kernel.substr(t.kernel.rfind('/') + 1), p->cycles, *t.cycles, loops->gathers});
  }
  return list;
}

std::vector<CheckedPrediction> of_simd(std::vector<CheckedPrediction> checked) {
  std::erase_if(checked, [](const CheckedPrediction& c) { return c.path == "scalar"; });
  return checked;
}

std::optional<PredictionError> prediction_error(const std::vector<CheckedPrediction>& checked) {
  if (checked.empty()) return std::nullopt;
  PredictionError error;
  error.kernels = checked.size();
  std::vector<double> ratios;
  std::vector<double> errors;
  std::vector<double> predicted;
  std::vector<double> measured;
  for (const CheckedPrediction& c : checked) {
    ratios.push_back(c.ratio());
    errors.push_back(std::fabs(c.ratio() - 1));
    predicted.push_back(c.predicted);
    measured.push_back(c.measured);
  }
  error.median_ratio = median(ratios);
  error.median_error = median(errors);
  const auto by_ratio = [](const CheckedPrediction& a, const CheckedPrediction& b) { return a.ratio() < b.ratio(); };
  error.lowest = *std::min_element(checked.begin(), checked.end(), by_ratio);
  error.highest = *std::max_element(checked.begin(), checked.end(), by_ratio);
  error.correlation = rank_correlation(predicted, measured);
  return error;
}

std::vector<PredictedCandidate> predicted_candidates(const ResultSet& results, const KernelGroup& group,
                                                     const std::string& cpu) {
  std::vector<PredictedCandidate> list;
  if (!results.predictions) return list;
  for (const PredictionRecord& p : results.predictions->cycles) {
    if (p.cpu != cpu || p.kernel.find("/" + group.id() + "/") == std::string::npos) continue;
    const KernelRecord* kernel = judged_as(results, p.kernel);
    if (kernel == nullptr) continue;
    const LoopRecord* loops = find_loops(*results.predictions, p.kernel);
    const PredictedCandidate candidate{p.kernel, kernel,       error_against_gelu(results, kernel->id),
                                       p.cycles, p.bottleneck, loops != nullptr && loops->gathers};
    const auto same = std::find_if(list.begin(), list.end(), [&](const PredictedCandidate& c) {
      return c.judged_as->implementation() == kernel->implementation();
    });
    if (same == list.end())
      list.push_back(candidate);
    else if (candidate.cycles < same->cycles)
      *same = candidate;
  }
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.cycles < b.cycles; });
  return list;
}

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
