#include "bench/cycle_clock.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace gelubench {

std::optional<double> nanoseconds_per_cycle() {
#if defined(__x86_64__) || defined(__aarch64__)
  using Clock = std::chrono::steady_clock;
  constexpr int rounds = 100;
#if defined(__x86_64__)
  constexpr int latency = 3;
#else
  constexpr int latency = 1;
#endif
  double least = std::numeric_limits<double>::infinity();
  for (int chain = 0; chain < 8; ++chain) {
    unsigned value = 3;
    int left = rounds;
    const auto start = Clock::now();
    // The loop counter does not wait for the chain.
#if defined(__x86_64__)
    asm volatile(
        "1:\n\t"
        ".rept 10\n\timull %0, %0\n\t.endr\n\t"
        "decl %1\n\t"
        "jnz 1b"
        : "+r"(value), "+r"(left)
        :
        : "cc");
#else
    asm volatile(
        "1:\n\t"
        ".rept 10\n\teor %w0, %w0, %w1\n\t.endr\n\t"
        "subs %w1, %w1, #1\n\t"
        "b.ne 1b"
        : "+r"(value), "+r"(left)
        :
        : "cc");
#endif
    const double time = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    least = std::min(least, time / (10 * rounds * latency));
  }
  return least;
#else
  return std::nullopt;
#endif
}

}  // namespace gelubench
