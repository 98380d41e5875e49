// Kernels as the stages of a run put them together.

#pragma once

#include <vector>

#include "kernels/kernel.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// The fastest path of every implementation: the one with the least L1 time on one thread, or the widest where none was
/// timed.
std::vector<const Kernel*> fastest_paths(const std::vector<const Kernel*>& kernels, const ResultSet& results);

std::vector<const Kernel*> of_dtype(const std::vector<const Kernel*>& kernels, DType dtype);

/// Describes the kernels in results.kernels.
void add_kernels(const std::vector<const Kernel*>& kernels, ResultSet& results);

}  // namespace gelubench
