// A child process that is asked by its standard input and answers by its standard output.

#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace gelubench {

/// The child ended, gave no answer in time or answered too much; what() continues "the engine ...".
class ChildFailed : public std::runtime_error {
 public:
  ChildFailed(const std::string& text, bool hung_) : std::runtime_error(text), hung(hung_) {}
  bool hung;  ///< no answer in time
};

class ChildProcess {
 public:
  /// Starts a program (looked for in PATH) in a process group of its own, with an empty environment change. What it
  /// writes to standard error is kept, for last_words(). `seconds` is how long an answer may take. Throws ChildFailed.
  ChildProcess(std::vector<std::string> argv, double seconds);
  /// Closes its standard input, waits a moment, and kills the group.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Sends these bytes, one after the other. Answers that come meanwhile are kept. Starts the time of an answer. That
  /// the child has ended shows when its answer is read.
  void send(std::initializer_list<std::span<const std::byte>> parts);
  /// The next line of the answer, without its end.
  std::string read_line();
  /// The next bytes of the answer.
  void read(std::span<std::byte> to);
  /// Whether there is more of an answer than was read.
  bool has_more();

  pid_t pid() const { return pid_; }

 private:
  using Clock = std::chrono::steady_clock;

  void take_available();
  std::size_t receive(std::byte* to, std::size_t n);
  void wait_for_answer();
  [[noreturn]] void fail_with_end();
  std::string last_words() const;
  void kill_group();

  double seconds_;
  pid_t pid_ = -1;
  bool is_reaped_ = false;
  int to_child_ = -1;
  int from_child_ = -1;
  int errors_ = -1;
  std::vector<std::byte> kept_;  ///< answered, and not read yet
  std::size_t kept_from_ = 0;
  Clock::time_point deadline_;
};

}  // namespace gelubench
