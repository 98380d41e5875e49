// Which results of a kernel are not those of an earlier program, and whether each is better or worse.

#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "accuracy/inputs.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

struct ChangedResults {
  std::uint64_t inputs = 0;
  std::uint64_t changed = 0;
  std::uint64_t judged = 0;  ///< of those, in MPFR: all, or an even sample of many
  std::uint64_t worse = 0;
  std::uint64_t better = 0;
  double x = 0;  ///< where it is worse by most ULP
  double before = 0;
  double after = 0;
  double before_ulp = 0;
  double after_ulp = 0;
};

/// Runs the kernel of this program, and that of the same id of another run_suite, on inputs, and judges against the
/// kernel's own formula what differs. Errors that are no number of ULP (NaN, infinity, a lost or wrongly signed result)
/// are worse than any other. Throws UsageError where the program cannot evaluate the kernel.
ChangedResults changed_results(const Kernel& kernel, const std::string& before, std::span<const InputPiece> pieces,
                               std::uint64_t seed);

/// "3 of 4,210,000 results are worse, 9 better, ..."
std::string to_string(const ChangedResults& changed);

}  // namespace gelubench
