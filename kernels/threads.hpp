// One OpenMP wrapper that runs any kernel on several threads.

#pragma once

#include <cstddef>

#include "kernels/kernel.hpp"

namespace gelubench {

/// Of the CPUs there are kernels for.
inline constexpr std::size_t cache_line_bytes = 64;

/// Runs a function on n elements of the given size on `threads` OpenMP threads. Each thread gets one contiguous piece;
/// borders between pieces fall on cache lines of y, so no line is written by two threads. The result is bit-equal to
/// one thread's. What a call throws is thrown on when all have returned.
void run_on_threads(Function* function, std::size_t element_size, const void* x, const void* dy, void* y, std::size_t n,
                    int threads);

}  // namespace gelubench
