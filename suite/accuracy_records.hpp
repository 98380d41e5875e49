// From what a sweep gathered to the records of a results file.

#pragma once

#include <string>

#include "accuracy/claims.hpp"
#include "suite/results.hpp"

namespace gelubench {

/// Adds the accuracy and special-value records of one kernel and its broken claims. `exhaustive` and `sampled` are what
/// the two sweeps found, either may be null. A region that the exhaustive sweep completed is reported from it, any
/// other from the sample; worst inputs are re-computed in MPFR.
void add_accuracy(const Kernel& kernel, const KernelErrors* exhaustive, const KernelErrors* sampled,
                  const SpecialReport& special, ResultSet& results);

void add_agreement(const PathAgreement& agreement, const std::string& coverage, ResultSet& results);

}  // namespace gelubench
