// One OpenMP wrapper that runs any kernel on several threads.

#pragma once

#include <cstddef>
#include <functional>

#include "kernels/kernel.hpp"

namespace gelubench {

/// Of the CPUs there are kernels for.
inline constexpr std::size_t cache_line_bytes = 64;

/// Cuts n elements of the given size into one contiguous piece for each of `threads` OpenMP threads, and calls `piece`
/// there with its first element and their number. Borders between pieces fall on cache lines of y, so no line is
/// written by two threads. What a call throws is thrown on when all have returned.
void split_among_threads(std::size_t element_size, const void* y, std::size_t n, int threads,
                         const std::function<void(std::size_t begin, std::size_t count)>& piece);

/// Runs a function on n elements of the given size on `threads` OpenMP threads. as
/// split_among_threads() cuts them. The result is bit-equal to one thread's.
void run_on_threads(const Callable& function, std::size_t element_size, const void* x, const void* dy, void* y,
                    std::size_t n, int threads);

}  // namespace gelubench
