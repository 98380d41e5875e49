// What kernels are timed on.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>

#include "bench/distribution.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// Memory on whole pages, each first touched by the thread that gets it from run_on_threads: so it lies in that
/// thread's part of memory.
class Buffer {
 public:
  Buffer() = default;
  /// Zeros. Throws std::bad_alloc.
  Buffer(std::size_t bytes, int threads);

  void* get() const { return memory_.get(); }

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };
  std::unique_ptr<void, Free> memory_;
};

/// n numbers of a data type, drawn from a distribution.
Buffer draw_inputs(DType dtype, std::size_t n, const Distribution& distribution, std::uint64_t seed, int threads);

/// n times the same number.
Buffer constant_inputs(DType dtype, std::size_t n, double value, int threads);

}  // namespace gelubench
