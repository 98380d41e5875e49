// Which kernel to take for one need, what comes next, and what is ruled out and why.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/verdict.hpp"

namespace gelubench {

/// What somebody wants to run.
struct Need {
  Budget budget;  ///< its name is not used
  KernelGroup group = main_group();
  std::uint64_t elements = 4096;
  std::string level;  ///< instead of elements: "L1", "L2", "LLC" or "DRAM"; may be empty
  int threads = 1;
  std::string distribution;  ///< as results describe it, "N(0,1)"; empty: that
};

/// The measured conditions nearest to a need.
struct Conditions {
  std::string level;
  std::uint64_t elements = 0;
  int threads = 1;
  std::string distribution;
  bool scaled = false;  ///< times of N(0,1) inputs, times what the distribution costs in L1 on one thread
};

/// An implementation on its fastest path under the conditions.
struct Candidate {
  const KernelRecord* kernel = nullptr;
  const AccuracyRecord* errors = nullptr;  ///< against true GELU or its derivative
  const TimingRecord* timing = nullptr;
  double ns = 0;          ///< per element, under the conditions
  bool separated = true;  ///< from the fastest within the budget
};

/// An implementation that does not meet the budget.
struct RuledOut {
  std::string implementation;
  std::string reason;
};

struct Recommendation {
  Conditions conditions;
  bool any_judged = false;           ///< else nothing can be said of the budget
  std::vector<Candidate> within;     ///< the budget, fastest first; empty: nothing measured meets it
  std::vector<RuledOut> ruled_out;   ///< in the order of the kernels
  std::optional<Candidate> nearest;  ///< where nothing is within: the one of least error
  std::optional<double> relu_ns;     ///< the fastest ReLU under the conditions
};

/// Nothing where the results have no timing of the group.
std::optional<Recommendation> recommend(const ResultSet& results, const Need& need);

std::string recommendation_text(const ResultSet& results, const Need& need, const Recommendation& recommendation);
std::string recommendation_json(const ResultSet& results, const Need& need, const Recommendation& recommendation);

}  // namespace gelubench
