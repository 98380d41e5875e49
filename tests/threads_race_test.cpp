// The OpenMP wrapper under ThreadSanitizer: tests/tsan_test builds and runs this. With PLANTED_RACE, one kernel writes
// where another thread does, which has to be found.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "kernels/threads.hpp"

namespace {

/// Reads and writes every element: of x and dy (which may be null), and of y.
template <class T>
void twice(const void* x, const void* dy, void* y, std::size_t n) {
  const T* in = static_cast<const T*>(x);
  const T* gradient = static_cast<const T*>(dy);
  T* out = static_cast<T*>(y);
  for (std::size_t i = 0; i < n; ++i) {
    const T factor = gradient == nullptr ? T(1) : gradient[i];
    out[i] = static_cast<T>(in[i] + in[i] * factor);
  }
#ifdef PLANTED_RACE
  if (n > 0) out[n] = T(0);
#endif
}

int failures = 0;

template <class T>
void check(std::size_t n, int threads, std::size_t offset, bool backward, bool in_place) {
  std::vector<T> x(n + 65, T(3));
  const std::vector<T> dy(n + 65, T(2));
  std::vector<T> other(n + 65, T(7));
  T* to = (in_place ? x.data() : other.data()) + offset;
  gelubench::run_on_threads(twice<T>, sizeof(T), x.data() + offset, backward ? dy.data() + offset : nullptr, to, n,
                            threads);
  for (std::size_t i = 0; i < n; ++i) failures += to[i] == T(backward ? 9 : 6) ? 0 : 1;
}

template <class T>
void check_all() {
  for (const std::size_t n : {0, 1, 15, 16, 17, 100, 1000, 4099}) {
    for (const int threads : {1, 2, 3, 4, 8}) {
      for (const std::size_t offset : {0, 1, 7, 31}) {
        for (const bool backward : {false, true}) {
          check<T>(n, threads, offset, backward, false);
          check<T>(n, threads, offset, backward, true);
        }
      }
    }
  }
}

}  // namespace

int main() {
  check_all<float>();
  check_all<double>();
  check_all<std::uint16_t>();
  std::printf("%d results wrong\n", failures);
  return failures == 0 ? 0 : 1;
}
