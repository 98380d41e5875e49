#include "suite/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

namespace gelubench {
namespace {

std::string rate_text(double rate, const std::string& unit) {
  if (unit.empty()) return "";
  if (rate >= 1e9) return fmt::format(", {:.2f} billion {}/s", rate / 1e9, unit);
  if (rate >= 1e6) return fmt::format(", {:.1f} million {}/s", rate / 1e6, unit);
  return fmt::format(", {:.0f} {}/s", rate, unit);
}

std::string clock_text(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

}  // namespace

Progress::Progress(std::string what, std::string unit, bool quiet)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()),
      shown_(start_) {}

Progress::~Progress() {
  if (line_open_) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::uint64_t done, std::uint64_t total) {
  if (quiet_ || total == 0) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double share = static_cast<double>(done) / static_cast<double>(total);
  const auto line = [&] {
    const double left = share > 0 ? elapsed / share - elapsed : 0;
    return fmt::format("{}: {:3.0f} %{}, {} left", what_, 100 * share,
                       rate_text(static_cast<double>(done) / elapsed, unit_), clock_text(left));
  };
  if (terminal_) {
    if (now - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = now;
    line_open_ = true;
    std::fputs(fmt::format("\r\033[K{}", line()).c_str(), stderr);
    std::fflush(stderr);
  } else if (done * 10 / total > tenths_ && elapsed > 2) {
    tenths_ = done * 10 / total;
    print_line(line());
  }
}

void print_line(const std::string& text) { std::fputs((text + "\n").c_str(), stderr); }

}  // namespace gelubench
