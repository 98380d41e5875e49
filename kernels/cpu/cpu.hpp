// What depends on the architecture of the CPU and is not arithmetic. Implemented by one source file per architecture,
// named after CMAKE_SYSTEM_PROCESSOR; library/CMakeLists.txt chooses it.

#pragma once

#include "kernels/path.hpp"

namespace gelubench {

/// Whether the running CPU can execute code of this path.
bool cpu_supports(Path path);

/// While it lives, subnormal results of this thread become zero, and so do subnormal operands. Nothing, when made with
/// `false`.
class SubnormalFlushing {
 public:
  explicit SubnormalFlushing(bool on = true);
  ~SubnormalFlushing();
  SubnormalFlushing(const SubnormalFlushing&) = delete;
  SubnormalFlushing& operator=(const SubnormalFlushing&) = delete;

  /// Whether this thread flushes both now.
  static bool is_on();

 private:
  bool on_;
  unsigned long saved_ = 0;  ///< the control register before
};

}  // namespace gelubench
