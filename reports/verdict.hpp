// Which kernel to take: the fastest that meets an error budget.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

/// |got - exact| <= atol + rtol |exact|, for every input tried.
struct CloseBudget {
  double rtol = 0;
  double atol = 0;
};

/// An upper bound on the error against true GELU over every input.
struct Budget {
  std::string name;
  double max_ulp = no_bound;
  double max_abs = no_bound;
  std::optional<CloseBudget> close = std::nullopt;  ///< as it was measured
};

/// "at most 1 ULP and 1e-3 absolute".
std::string describe(const Budget& budget);

/// At most 1 ULP, 4 ULP, 1e-6 and 1e-3 absolute.
const std::vector<Budget>& standard_budgets();

/// Kernels of one data type and direction, which alone are compared with each other.
struct KernelGroup {
  std::string dtype;
  std::string direction;

  /// "f32/forward", as it stands in ids.
  std::string id() const { return dtype + "/" + direction; }
  /// "float32, forward".
  std::string title() const;
  bool holds(const KernelRecord& kernel) const { return kernel.dtype == dtype && kernel.direction == direction; }
};

/// The group most people ask for.
KernelGroup main_group();

/// The groups that have kernels, main_group() first.
std::vector<KernelGroup> groups(const ResultSet& results);

/// Errors of a kernel against true GELU, or its derivative, over all regions; null where it was not judged.
const AccuracyRecord* error_against_gelu(const ResultSet& results, const std::string& kernel);

/// Why a kernel does not meet the budget: its measured errors are beyond it, a contract check failed or special values
/// are wrong. Nothing where it does.
std::optional<std::string> why_not(const ResultSet& results, const std::string& kernel, const Budget& budget);
/// Whether it meets the budget.
bool meets(const ResultSet& results, const std::string& kernel, const Budget& budget);

/// Whether some kernel of the group was both judged against true GELU and timed at this level and number of threads:
/// where none was, nothing can be said of any budget.
bool is_judged_and_timed(const ResultSet& results, const KernelGroup& group, const std::string& level, int threads);

/// The timing row of least median at this level and number of threads among kernels of a group that meet the budget.
const TimingRecord* fastest_within(const ResultSet& results, const KernelGroup& group, const Budget& budget,
                                   const std::string& level, int threads);

/// Other implementations that meet the budget and whose times, each on its fastest path, are not separated from that of
/// fastest_within: as far as was measured, they may be the fastest.
std::vector<const TimingRecord*> as_fast_within(const ResultSet& results, const KernelGroup& group,
                                                const Budget& budget, const std::string& level, int threads);

/// The fastest ReLU of the group.
const TimingRecord* fastest_relu(const ResultSet& results, const KernelGroup& group, const std::string& level,
                                 int threads);

/// The fastest row of an implementation ("erf/libm/f32/forward").
const TimingRecord* fastest_path(const ResultSet& results, const std::string& implementation, const std::string& level,
                                 int threads);

/// Where an implementation comes from, by its provenance: "libgelubench", "library", "emulation" or "in this suite".
std::string origin(const KernelRecord& kernel);

/// What to call to run a kernel.
std::string how_to_call(const KernelRecord& kernel);

/// Implementations of a group ("erf/libm/f32/forward") in the order of the kernels.
std::vector<std::string> implementations(const ResultSet& results, const KernelGroup& group);

/// The kernel that speaks for an implementation in the accuracy tables: the one swept over most inputs, of
/// several the one fastest in L1 on one thread.
const KernelRecord* representative(const ResultSet& results, const std::string& implementation);

}  // namespace gelubench
