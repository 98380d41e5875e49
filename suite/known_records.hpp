// Taking over what a known sweep found, and holding it against what is judged again.

#pragma once

#include <cstdint>
#include <string>

#include "accuracy/sweep_result.hpp"
#include "kernels/kernel.hpp"
#include "results/result_set.hpp"
#include "suite/known_results.hpp"

namespace gelubench {

/// Adds the records of a known sweep as the kernel's own: accuracy, which names its source, and the shape.
void take_over(const KnownSweep& known, const Kernel& kernel, ResultSet& results);

/// What the records of a kernel against its own formula say of each region: what claims are about.
KernelErrors errors_of_records(const Kernel& kernel, const ResultSet& results);

/// What in the records of a kernel, which were taken over, is contradicted by some pieces of the sweep judged again, or
/// by its worst inputs and, picked by the seed, points of its curve; empty where nothing is.
std::string contradiction(const Kernel& kernel, const ResultSet& results, const KernelErrors& again,
                          std::uint64_t seed);

/// How the results of a kernel, judged afresh, differ from those that were known of it, in a line.
std::string changes_since(const KnownSweep& known, const Kernel& kernel, const ResultSet& results);

}  // namespace gelubench
