#include "bench/cycle_clock.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace gelubench {
namespace {

// A chain of `links` dependent instructions of `latency` cycles each, ten a round; the loop counter does not wait for
// it.
constexpr int rounds = 100;
constexpr int links = 10 * rounds;
#if defined(__x86_64__)
constexpr int latency = 3;
void run_chain() {
  unsigned value = 3;
  int left = rounds;
  asm volatile(
      "1:\n\t"
      ".rept 10\n\timull %0, %0\n\t.endr\n\t"
      "decl %1\n\t"
      "jnz 1b"
      : "+r"(value), "+r"(left)
      :
      : "cc");
}
#elif defined(__aarch64__)
constexpr int latency = 1;
void run_chain() {
  unsigned value = 3;
  int left = rounds;
  asm volatile(
      "1:\n\t"
      ".rept 10\n\teor %w0, %w0, #1\n\t.endr\n\t"
      "subs %w1, %w1, #1\n\t"
      "b.ne 1b"
      : "+r"(value), "+r"(left)
      :
      : "cc");
}
#else
constexpr int latency = 0;  // not known
void run_chain() {}
#endif

}  // namespace

std::optional<double> nanoseconds_per_cycle() {
  if (latency == 0) return std::nullopt;
  using Clock = std::chrono::steady_clock;
  double least = std::numeric_limits<double>::infinity();
  for (int chain = 0; chain < 8; ++chain) {
    const auto start = Clock::now();
    run_chain();
    const double time = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    least = std::min(least, time / (links * latency));
  }
  return least;
}

}  // namespace gelubench
