// Whether what was measured is within what a kernel claims.

#pragma once

#include <string>
#include <vector>

#include "accuracy/special_values.hpp"
#include "accuracy/sweep.hpp"

namespace gelubench {

/// An error re-computed in MPFR.
struct JudgedError {
  float x = 0;
  float got = 0;
  double want = 0;  ///< correctly rounded
  double ulp = 0;
  double abs = 0;
};

/// Runs the kernel on x alone and judges the result against the formula in MPFR. x is finite.
JudgedError judge(const Kernel& kernel, Formula formula, float x);

/// One sentence per broken promise, naming kernel, input, got and want; none when the claim holds on what was swept.
std::vector<std::string> broken_claims(const KernelErrors& errors, const SpecialReport& special);

}  // namespace gelubench
