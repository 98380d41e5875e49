// What a stage of a run costs.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "accuracy/sweep.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Counts from its making on.
class StageClock {
 public:
  void add_inputs(std::uint64_t inputs) { inputs_ += inputs; }
  void add_cost(const SweepCost& cost) {
    cost_.reference += cost.reference;
    cost_.kernels += cost.kernels;
    cost_.statistics += cost.statistics;
  }

  void add_sweep(const std::string& what, double seconds) { sweeps_.push_back({what, seconds}); }

  /// What the stage of this name has cost so far.
  StageRecord record(const std::string& stage) const {
    StageRecord record{
        stage, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(), inputs_, {}, {}};
    const auto add = [&](const char* part, double seconds) {
      if (seconds > 0) record.parts.push_back({part, seconds});
    };
    add("reference", cost_.reference);
    add("kernels", cost_.kernels);
    add("statistics", cost_.statistics);
    if (!sweeps_.empty()) record.sweeps = sweeps_;
    return record;
  }

 private:
  std::uint64_t inputs_ = 0;
  SweepCost cost_;
  std::vector<StagePart> sweeps_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace gelubench
