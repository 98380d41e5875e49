// What this machine can do at best, beside which kernels are seen.

#pragma once

#include <vector>

#include "kernels/kernel.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Time of one multiply-add of a whole vector of float32 on every path this CPU has, when many independent ones follow
/// each other: the inverse of the rate, least of some repetitions. On paths without a fused instruction, of a
/// multiplication and an addition. Takes some milliseconds a path.
std::vector<CeilingRecord> measure_ceilings();

/// y = x + a dy on the widest vectors of this CPU, in the data type, which reads two streams and writes one. Forward,
/// on two thirds of the elements: then it moves as many bytes as a kernel, which reads one stream.
Function* triad(DType dtype, Direction direction);

/// Says of each row which ceiling binds it, and which share of that ceiling it gets. Bandwidth is the most bytes per
/// time that any row moves at this size and number of threads: memcpy, the triad, a ReLU. The arithmetic of a
/// kernel is its time in L1 on one thread over the number of threads; there, its own share is left open. The slower of
/// the two binds.
void compare_with_ceilings(std::vector<TimingRecord>& timings);

}  // namespace gelubench
