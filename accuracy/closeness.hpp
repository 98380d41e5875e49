// What a test of somebody's would say of a kernel, and what training sees of its errors.

#pragma once

#include <cstdint>

#include "accuracy/tolerance.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

struct Closeness {
  ToleranceReport report;
  double mean_normal = 0;  ///< mean error, got - exact, of inputs drawn from N(0,1): its quantiles
  double rms_normal = 0;   ///< root of the mean square
};

/// Against a curve, on inputs of every binade, the special values and quantiles of N(0,1); dy = 1 for backward kernels.
/// Results that are not finite count as outside, and not in the means. Remembers the exact values: of several threads
/// only one may call it.
Closeness closeness(const Kernel& kernel, Curve curve, Tolerance tolerance);

}  // namespace gelubench
