#include "kernels/threads.hpp"

#include <algorithm>
#include <cstdint>

namespace gelubench {

void run_on_threads(Forward* forward, const float* x, float* y, std::size_t n, int threads) {
  constexpr std::size_t line = 64 / sizeof(float);
  if (threads <= 1 || n == 0) return forward(x, y, n);
  // Elements before the first cache-line border of y.
  const std::size_t offset = (line - reinterpret_cast<std::uintptr_t>(y) / sizeof(float) % line) % line;
  const std::size_t pieces = static_cast<std::size_t>(threads);
  const std::size_t lines = (n - std::min(n, offset) + line - 1) / line;
  const std::size_t piece = (lines + pieces - 1) / pieces * line;
#pragma omp parallel for num_threads(threads) schedule(static, 1)
  for (std::size_t t = 0; t < pieces; ++t) {
    const std::size_t begin = t == 0 ? 0 : std::min(n, offset + t * piece);
    const std::size_t end = std::min(n, offset + (t + 1) * piece);
    if (begin < end) forward(x + begin, y + begin, end - begin);
  }
}

}  // namespace gelubench
