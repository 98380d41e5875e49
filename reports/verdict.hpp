// Which kernel to take: the fastest that meets an error budget.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "suite/results.hpp"

namespace gelubench {

/// An upper bound on the error against true GELU over every input.
struct Budget {
  std::string name;
  double max_ulp = no_bound;
  double max_abs = no_bound;
};

/// At most 1 ULP, 4 ULP, 1e-6 and 1e-3 absolute.
const std::vector<Budget>& standard_budgets();

/// Errors of a kernel against true GELU over all regions; null where it was not judged.
const AccuracyRecord* error_against_gelu(const ResultSet& results, const std::string& kernel);

/// Whether the measured errors are within the budget, every contract check passed and the special values are right.
bool meets(const ResultSet& results, const std::string& kernel, const Budget& budget);

/// The timing row of least median at this level and number of threads among kernels that meet the budget.
const TimingRecord* fastest_within(const ResultSet& results, const Budget& budget, const std::string& level,
                                   int threads);

/// The fastest row of an implementation ("erf/libm/f32/forward").
const TimingRecord* fastest_path(const ResultSet& results, const std::string& implementation, const std::string& level,
                                 int threads);

/// Implementations in the order of the kernels.
std::vector<std::string> implementations(const ResultSet& results);

/// The kernel that speaks for an implementation in the accuracy tables: the one swept over most inputs, of
/// several the one fastest in L1 on one thread.
const KernelRecord* representative(const ResultSet& results, const std::string& implementation);

}  // namespace gelubench
