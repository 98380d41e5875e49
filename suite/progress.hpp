// Progress on stderr: a line that redraws itself on a terminal, a line per tenth otherwise.

#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace gelubench {

class Progress {
 public:
  /// `what` names the stage; rates are shown in `unit` per second where it is not empty. Shows nothing when quiet.
  Progress(std::string what, std::string unit, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// May be called from several threads.
  void update(std::uint64_t done, std::uint64_t total);

 private:
  std::string what_;
  std::string unit_;
  bool quiet_;
  bool terminal_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point shown_;
  std::uint64_t tenths_ = 0;
  bool line_open_ = false;
};

/// One line on stderr.
void print_line(const std::string& text);

}  // namespace gelubench
