// What this machine can do at best, beside which kernels are seen.

#pragma once

#include <vector>

#include "suite/results.hpp"

namespace gelubench {

/// Time of one multiply-add of a whole vector of float32 on every path this CPU has, when many independent ones follow
/// each other: the inverse of the rate, least of some repetitions. On paths without a fused instruction, of a
/// multiplication and an addition. Takes some milliseconds a path.
std::vector<CeilingRecord> measure_ceilings();

}  // namespace gelubench
