#include "bench/instruction_count.hpp"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

namespace gelubench {
namespace {

// Between each two of these lies a counted call.
void mark() { std::raise(SIGSTOP); }

[[noreturn]] void run_traced(const Callable& function, const void* x, const void* dy, void* y, std::size_t few,
                             std::size_t many) {
  ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  function(x, dy, y, many);  // tables that are made at the first call
  mark();
  function(x, dy, y, few);
  mark();
  function(x, dy, y, many);
  mark();
  ::_exit(0);
}

/// Waits for the child's next stop; whether it was at a marker. Nothing where it ended.
std::optional<bool> at_marker(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return std::nullopt;
  return WSTOPSIG(status) == SIGSTOP;
}

/// Steps between the markers around each call.
std::optional<std::uint64_t> count_to_marker(pid_t child) {
  for (std::uint64_t steps = 1;; ++steps) {
    if (ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0) return std::nullopt;
    const auto marker = at_marker(child);
    if (!marker) return std::nullopt;
    if (*marker) return steps;
  }
}

}  // namespace

std::optional<double> instructions_per_element(const Callable& function, const void* x, const void* dy, void* y,
                                               std::size_t few, std::size_t many, std::string& problem) {
  if (function.here() == nullptr) {
    problem = "it runs in another process";
    return std::nullopt;
  }
  const pid_t child = ::fork();
  if (child == 0) run_traced(function, x, dy, y, few, many);
  std::uint64_t counts[2] = {};
  bool is_counted = child > 0 && at_marker(child).value_or(false);
  for (std::uint64_t& count : counts) {
    const auto steps = is_counted ? count_to_marker(child) : std::nullopt;
    is_counted = steps.has_value();
    count = steps.value_or(0);
  }
  if (child > 0) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  if (!is_counted) {
    problem = "the system does not let a process be traced";
    return std::nullopt;
  }
  return static_cast<double>(counts[1] - counts[0]) / static_cast<double>(many - few);
}

}  // namespace gelubench
