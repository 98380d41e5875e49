// Threads that stay on their cores while they are timed.

#pragma once

#include <sched.h>

#include <vector>

namespace gelubench {

/// CPUs this process may use, in the order in which threads are put on them: one of each core before its simultaneous
/// siblings, the first of the system, which serves most interrupts, last of its kind.
std::vector<int> cpus_for_threads();

/// While it lives, the calling thread and the OpenMP threads of a team of `threads` each have a CPU of their own.
class Pinning {
 public:
  explicit Pinning(int threads);
  ~Pinning();
  Pinning(const Pinning&) = delete;
  Pinning& operator=(const Pinning&) = delete;

  /// Whether the system allowed it.
  bool pinned() const { return pinned_; }

 private:
  int threads_;
  cpu_set_t before_{};
  bool pinned_ = false;
};

}  // namespace gelubench
