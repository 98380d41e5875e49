// One OpenMP wrapper that runs any kernel on several threads.

#pragma once

#include <cstddef>

#include "kernels/kernel.hpp"

namespace gelubench {

/// Runs forward over n elements on `threads` OpenMP threads. Each thread gets one contiguous piece; borders between
/// pieces fall on cache lines of y, so no line is written by two threads. The result is bit-equal to one thread's.
void run_on_threads(Forward* forward, const float* x, float* y, std::size_t n, int threads);

}  // namespace gelubench
