// What this machine can tell apart: the harness tried on kernels whose times are known to be equal, or not.

#pragma once

#include <atomic>
#include <functional>

#include "kernels/kernel.hpp"

namespace gelubench {

struct TrialCounts {
  int trials = 0;          ///< that came to their end
  int same_separated = 0;  ///< a kernel differed from itself
  int slower_found = 0;    ///< the kernel doing 5 % more work was slower
  int samples = 0;         ///< median, of a row in a trial
  double uncertainty = 0;  ///< relative, of a median; median of the trials
};

/// In each trial the kernel is registered three times, once doing every twentieth pass twice, and the samples compared
/// as those of reports are: by ranks, corrected for the two comparisons. On N(0,1) inputs in L1, one thread, pinned.
TrialCounts run_trials(const Kernel& kernel, int trials, const std::atomic<bool>& stop,
                       const std::function<void(int done)>& progress);

}  // namespace gelubench
