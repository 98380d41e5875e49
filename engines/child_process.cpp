#include "engines/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

extern char** environ;

namespace gelubench {
namespace {

/// A pipe holds a block of a sweep, where the system allows it.
constexpr int pipe_bytes = 1 << 20;

/// What closing its standard input leaves an engine to end by itself.
constexpr auto time_to_end = std::chrono::milliseconds(500);

/// A line that is longer is no answer.
constexpr std::size_t longest_line = 1 << 20;

struct Pipe {
  int read = -1;
  int write = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe: " + std::string(std::strerror(errno)));
    read = ends[0];
    write = ends[1];
    ::fcntl(write, F_SETPIPE_SZ, pipe_bytes);
  }
};

void close_file(int& file) {
  if (file >= 0) ::close(file);
  file = -1;
}

/// Keeps SIGPIPE from this thread: writing to a process that has ended is an error like others.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutSigpipe() {
    const timespec now{0, 0};
    while (::sigtimedwait(&pipe_, nullptr, &now) == -1 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("was ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  }
  constexpr int by_signal = 128;  // plus its number: what a shell tells of its child
  const int code = WEXITSTATUS(status);
  if (code > by_signal && code < by_signal + NSIG) {
    return fmt::format("was ended by signal {} ({})", code - by_signal, ::strsignal(code - by_signal));
  }
  constexpr int not_executable = 126;
  constexpr int not_found = 127;
  switch (code) {
    case not_executable:
      return "could not be started: it is not executable";
    case not_found:
      return "could not be started: there is no such command";
    default:
      return fmt::format("ended with exit code {}", code);
  }
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> argv, double seconds) : seconds_(seconds) {
  Pipe to_child;
  Pipe from_child;
  errors_ = ::memfd_create("standard error of an engine", MFD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_child.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from_child.write, STDOUT_FILENO);
  if (errors_ >= 0) posix_spawn_file_actions_adddup2(&actions, errors_, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t reset;
  sigfillset(&reset);
  posix_spawnattr_setsigdefault(&attributes, &reset);
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int error = ::posix_spawnp(&pid_, arguments.front(), &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close_file(to_child.read);
  close_file(from_child.write);
  to_child_ = to_child.write;
  from_child_ = from_child.read;
  ::fcntl(to_child_, F_SETFL, O_NONBLOCK);
  ::fcntl(from_child_, F_SETFL, O_NONBLOCK);
  if (error != 0) {
    pid_ = -1;
    close_file(to_child_);
    close_file(from_child_);
    close_file(errors_);
    throw ChildFailed(fmt::format("could not be started: {}", std::strerror(error)), false);
  }
}

ChildProcess::~ChildProcess() {
  close_file(to_child_);
  close_file(from_child_);
  const auto give_up = Clock::now() + time_to_end;
  while (!is_reaped_ && Clock::now() < give_up) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) is_reaped_ = true;
    if (!is_reaped_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  kill_group();
  close_file(errors_);
}

void ChildProcess::kill_group() {
  ::kill(-pid_, SIGKILL);
  if (!is_reaped_) ::waitpid(pid_, nullptr, 0);
  is_reaped_ = true;
}

std::string ChildProcess::last_words() const {
  if (errors_ < 0) return "";
  constexpr off_t most = 4096;
  const off_t size = ::lseek(errors_, 0, SEEK_END);
  std::string text(static_cast<std::size_t>(std::clamp<off_t>(size, 0, most)), '\0');
  const auto got = ::pread(errors_, text.data(), text.size(), std::max<off_t>(0, size - most));
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  text.erase(0, text.rfind('\n') + 1);
  for (char& c : text) c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  constexpr std::size_t longest_quoted = 300;
  return text.size() > longest_quoted ? text.substr(0, longest_quoted) + " ..." : text;
}

void ChildProcess::fail_with_end() {
  int status = 0;
  const auto give_up = Clock::now() + time_to_end;
  while (!is_reaped_ && Clock::now() < give_up) {
    if (::waitpid(pid_, &status, WNOHANG) != 0) is_reaped_ = true;
    if (!is_reaped_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const std::string words = last_words();
  const std::string end = is_reaped_ ? describe_end(status) : "closed its standard output";
  throw ChildFailed(words.empty() ? end : fmt::format("{}; its last words: {}", end, words), false);
}

void ChildProcess::take_available() {
  constexpr std::size_t block = 1 << 16;
  const std::size_t before = kept_.size();
  kept_.resize(before + block);
  const ssize_t got = ::read(from_child_, kept_.data() + before, block);
  kept_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got == 0) fail_with_end();
}

void ChildProcess::send(std::initializer_list<std::span<const std::byte>> parts) {
  const WithoutSigpipe without;
  deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_));
  for (std::span<const std::byte> part : parts) {
    while (!part.empty()) {
      const ssize_t sent = ::write(to_child_, part.data(), part.size());
      if (sent > 0) {
        part = part.subspan(static_cast<std::size_t>(sent));
        continue;
      }
      if (errno == EPIPE) return;  // whoever reads the answer is told what it said before it ended
      // The pipe is full. A child that answers before it has read all is not kept from it.
      std::array<pollfd, 2> files{{{to_child_, POLLOUT, 0}, {from_child_, POLLIN, 0}}};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left <= 0 || ::poll(files.data(), files.size(), static_cast<int>(std::min<long>(left, 1000))) < 0) {
        if (left <= 0) throw ChildFailed(fmt::format("did not take its input within {:g} s", seconds_), true);
        continue;
      }
      if ((files[1].revents & (POLLIN | POLLHUP)) != 0) take_available();
    }
  }
}

void ChildProcess::wait_for_answer() {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0) throw ChildFailed(fmt::format("gave no answer within {:g} s", seconds_), true);
    pollfd file{from_child_, POLLIN, 0};
    if (::poll(&file, 1, static_cast<int>(std::min<long>(left + 1, 1000))) > 0) return;
  }
}

std::size_t ChildProcess::receive(std::byte* to, std::size_t n) {
  for (;;) {
    const ssize_t got = ::read(from_child_, to, n);
    if (got > 0) return static_cast<std::size_t>(got);
    if (got == 0) fail_with_end();
    wait_for_answer();
  }
}

std::string ChildProcess::read_line() {
  std::size_t searched = kept_from_;
  for (;;) {
    const auto from = kept_.begin() + static_cast<std::ptrdiff_t>(searched);
    const auto end = std::find(from, kept_.end(), std::byte{'\n'});
    if (end != kept_.end()) {
      std::string line(reinterpret_cast<const char*>(kept_.data()) + kept_from_,
                       static_cast<std::size_t>(end - kept_.begin()) - kept_from_);
      kept_from_ = static_cast<std::size_t>(end - kept_.begin()) + 1;
      if (kept_from_ == kept_.size()) {
        kept_.clear();
        kept_from_ = 0;
      }
      return line;
    }
    searched = kept_.size();
    if (searched - kept_from_ > longest_line) throw ChildFailed("answered a line of more than a megabyte", false);
    constexpr std::size_t block = 256;
    kept_.resize(searched + block);
    std::size_t got = 0;
    try {
      got = receive(kept_.data() + searched, block);
    } catch (...) {
      kept_.resize(searched);
      throw;
    }
    kept_.resize(searched + got);
  }
}

void ChildProcess::read(std::span<std::byte> to) {
  const std::size_t kept = std::min(to.size(), kept_.size() - kept_from_);
  std::memcpy(to.data(), kept_.data() + kept_from_, kept);
  kept_from_ += kept;
  if (kept_from_ == kept_.size()) {
    kept_.clear();
    kept_from_ = 0;
  }
  to = to.subspan(kept);
  const std::size_t all = to.size();
  while (!to.empty()) {
    try {
      to = to.subspan(receive(to.data(), to.size()));
    } catch (const ChildFailed& failed) {
      throw ChildFailed(fmt::format("stopped after {} of {} bytes of an array: it {}", kept + all - to.size(),
                                    kept + all, failed.what()),
                        failed.hung);
    }
  }
}

bool ChildProcess::has_more() {
  if (kept_from_ < kept_.size()) return true;
  pollfd file{from_child_, POLLIN, 0};
  return ::poll(&file, 1, 0) > 0 && (file.revents & POLLIN) != 0;
}

}  // namespace gelubench
