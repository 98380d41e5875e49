// Which kernel to take on a CPU one may not have: by predicted cycles and measured errors.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/prediction_facts.hpp"
#include "reports/recommend.hpp"

namespace gelubench {

/// What to take on a CPU for a need, whose size, threads and distribution predictions know nothing of.
struct PredictedRecommendation {
  std::string cpu;
  std::string model;
  std::vector<PredictedCandidate>
      within;  ///< the budget, fastest first; those that gather, of which models know least, last
  std::vector<RuledOut> ruled_out;
};

/// Nothing where the results have no prediction of the group for the CPU.
std::optional<PredictedRecommendation> recommend_on(const ResultSet& results, const Need& need, const std::string& cpu);
std::string predicted_text(const ResultSet& results, const Need& need, const PredictedRecommendation& recommendation);
std::string predicted_json(const ResultSet& results, const Need& need, const PredictedRecommendation& recommendation);

}  // namespace gelubench
