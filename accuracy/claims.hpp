// Whether what was measured is within what a kernel claims.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accuracy/special_values.hpp"
#include "accuracy/sweep.hpp"

namespace gelubench {

/// An error re-computed in MPFR.
struct JudgedError {
  double x = 0;
  double got = 0;
  double want = 0;  ///< correctly rounded
  double ulp = 0;
  double abs = 0;
};

/// Runs the kernel on x alone (dy = 1) and judges the result against the curve in MPFR. x is finite.
JudgedError judge(const Kernel& kernel, Curve curve, double x);

/// One sentence per broken promise, naming kernel, input, got and want; none when the claim holds on what was swept.
std::vector<std::string> broken_claims(const KernelErrors& errors, const SpecialReport& special);

/// Where the kernel runs a library of others in another version than its claim was measured with, or on another
/// architecture, for which libraries have other code: which, as "claimed of glibc 2.36, here is 2.41". What is broken
/// then is no fault. Nothing for kernels of our own.
std::optional<std::string> claimed_elsewhere(const Kernel& kernel);

}  // namespace gelubench
