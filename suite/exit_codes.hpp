// How run_suite ends.

#pragma once

#include <stdexcept>

namespace gelubench {

enum ExitCode : int {
  exit_fine = 0,
  exit_slower = 1,           ///< a confirmed speed regression
  exit_usage = 2,            ///< bad argument, file or folder
  exit_claim_broken = 3,     ///< an accuracy claim or the contract of a kernel does not hold
  exit_nothing_matched = 4,  ///< no kernel matched, or nothing was measured
  exit_inconclusive = 5,     ///< too noisy to tell
  exit_incomparable = 6,     ///< the baseline was measured under other conditions
  exit_internal = 70,
  exit_interrupted = 130,  ///< Ctrl-C; what was measured has been written
};

/// A mistake of the user's; the message is one sentence.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Results measured under other conditions; the message is one sentence.
class Incomparable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Nothing to do; the message is one sentence.
class NothingMatched : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace gelubench
