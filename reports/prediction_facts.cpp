#include "reports/prediction_facts.hpp"

#include <algorithm>
#include <cmath>

#include "results/statistics.hpp"

namespace gelubench {
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
    list.push_back({t.kernel, p->cycles, *t.cycles, loops->gathers});
  }
  return list;
}

std::vector<CheckedPrediction> of_simd(std::vector<CheckedPrediction> checked) {
  std::erase_if(checked, [](const CheckedPrediction& c) { return c.path() == "scalar"; });
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

}  // namespace gelubench
