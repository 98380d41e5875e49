// How run_suite ends.

#pragma once

#include <array>
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

/// What help and manual say of an exit code.
struct ExitCodeText {
  ExitCode code;
  const char* meaning;
};

inline constexpr std::array exit_code_texts{
    ExitCodeText{exit_fine, "fine"},
    ExitCodeText{exit_slower, "a confirmed speed regression"},
    ExitCodeText{exit_usage, "bad argument, file or folder"},
    ExitCodeText{exit_claim_broken, "an accuracy claim or the contract of a kernel is broken, or accuracy got worse"},
    ExitCodeText{exit_nothing_matched, "nothing matched, nothing measured, or no kernel meets the budget"},
    ExitCodeText{exit_inconclusive, "too noisy to tell"},
    ExitCodeText{exit_incomparable, "the baseline cannot be compared"},
    ExitCodeText{exit_internal, "internal error"},
    ExitCodeText{exit_interrupted, "interrupted, what was measured has been written"},
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
