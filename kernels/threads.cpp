#include "kernels/threads.hpp"

#include <algorithm>
#include <cstdint>

#include "kernels/first_exception.hpp"

namespace gelubench {
namespace {

const void* advance(const void* array, std::size_t bytes) {
  return array == nullptr ? nullptr : static_cast<const std::byte*>(array) + bytes;
}

}  // namespace

void split_among_threads(std::size_t element_size, const void* y, std::size_t n, int threads,
                         const std::function<void(std::size_t begin, std::size_t count)>& piece) {
  const std::size_t line = cache_line_bytes / element_size;
  // Elements before the first cache-line border of y.
  const std::size_t offset = (line - reinterpret_cast<std::uintptr_t>(y) / element_size % line) % line;
  const std::size_t pieces = static_cast<std::size_t>(threads);
  const std::size_t lines = (n - std::min(n, offset) + line - 1) / line;
  const std::size_t elements = (lines + pieces - 1) / pieces * line;
  FirstException failure;
#pragma omp parallel for num_threads(threads) schedule(static, 1)
  for (std::size_t t = 0; t < pieces; ++t) {
    const std::size_t begin = t == 0 ? 0 : std::min(n, offset + t * elements);
    const std::size_t end = std::min(n, offset + (t + 1) * elements);
    if (begin >= end) continue;
    failure.guard([&] { piece(begin, end - begin); });
  }
  failure.rethrow();
}

void run_on_threads(const Callable& function, std::size_t element_size, const void* x, const void* dy, void* y,
                    std::size_t n, int threads) {
  if (threads <= 1 || n == 0) return function(x, dy, y, n);
  if (function.remote() != nullptr) return function.remote()->run(x, dy, y, n, threads);
  split_among_threads(element_size, y, n, threads, [&](std::size_t begin, std::size_t count) {
    const std::size_t at = begin * element_size;
    function(advance(x, at), advance(dy, at), static_cast<std::byte*>(y) + at, count);
  });
}

}  // namespace gelubench
