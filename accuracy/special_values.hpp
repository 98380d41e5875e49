// The inputs with a rule instead of an error: NaN, the infinities and both zeros.

#pragma once

#include <cstdint>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

struct SpecialFailure {
  double x;
  double got;
  double want;
};

struct SpecialReport {
  std::uint64_t inputs = 0;
  std::uint64_t failures = 0;
  std::vector<SpecialFailure> examples;  ///< the first few failures
};

/// Checks +-0, +-inf and NaN inputs against special_value() of the kernel's curve (dy = 1). NaNs: every pattern of a
/// 16-bit type, and of binary32 where all_nans; otherwise quiet and signalling NaNs of both signs with each single
/// payload bit.
SpecialReport check_special_values(const Kernel& kernel, bool all_nans);

}  // namespace gelubench
