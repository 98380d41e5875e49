// How many instructions a kernel executes: a count that no neighbour on the machine disturbs.

#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "kernels/kernel.hpp"

namespace gelubench {

/// Instructions per element of a kernel of this process on these inputs, by running a copy of this process step by step
/// (ptrace): the difference of two calls, of `few` and of `many` elements, so that what a call costs is not in it.
/// Nothing where the system does not let a process be traced, or the kernel is another process's: `problem` says why.
std::optional<double> instructions_per_element(const Callable& function, const void* x, const void* dy, void* y,
                                               std::size_t few, std::size_t many, std::string& problem);

}  // namespace gelubench
