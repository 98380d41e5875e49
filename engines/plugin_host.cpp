#include "engines/plugin_host.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <sstream>
#include <vector>

#include "engines/plugin.hpp"
#include "engines/shared_area.hpp"
#include "kernels/first_exception.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

/// A request that cannot be answered; what() goes behind "error".
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The input and output that the suite speaks by.
class Wire {
 public:
  Wire() : out_(::dup(STDOUT_FILENO)) {
    // What the plug-in prints shall not be taken for an answer.
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
  }

  std::optional<std::string> read_line() {
    std::string line;
    for (char c = 0;;) {
      if (begin_ == end_ && !refill()) return std::nullopt;
      c = buffer_[begin_++];
      if (c == '\n') return line;
      line += c;
    }
  }

  void write_line(const std::string& text) const {
    const std::string line = text + "\n";
    for (std::size_t done = 0; done < line.size();) {
      const ssize_t written = ::write(out_, line.data() + done, line.size() - done);
      if (written < 0 && errno != EINTR) std::_Exit(1);
      if (written > 0) done += static_cast<std::size_t>(written);
    }
  }

 private:
  bool refill() {
    ssize_t got = -1;
    do {
      got = ::read(STDIN_FILENO, buffer_.data(), buffer_.size());
    } while (got < 0 && errno == EINTR);
    begin_ = 0;
    end_ = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    return end_ > 0;
  }

  int out_;
  std::array<char, 4096> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// The three parts of the mapped file, each between pages that nobody may touch: what is written far beyond an array
/// ends the process.
class MappedParts {
 public:
  MappedParts(std::size_t bytes, const std::string& path) : part_(bytes / count) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) throw Refused("cannot open the mapped file");
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      auto* room = static_cast<std::byte*>(
          ::mmap(nullptr, part_ + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
      parts_[i] = static_cast<std::byte*>(::mmap(room + page, part_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                                                 file, static_cast<off_t>(i * part_)));
      if (parts_[i] == MAP_FAILED) throw Refused("cannot map the file");
      rooms_.emplace_back(room, part_ + 2 * page);
    }
    ::close(file);
  }
  ~MappedParts() {
    for (const auto& [room, bytes] : rooms_) ::munmap(room, bytes);
  }
  MappedParts(const MappedParts&) = delete;
  MappedParts& operator=(const MappedParts&) = delete;

  std::byte* at(std::size_t offset) const { return parts_.at(offset / part_) + offset % part_; }
  std::byte* part_at(std::size_t i) const { return parts_.at(i); }

 private:
  std::size_t part_;
  static constexpr std::size_t count = 3;
  std::array<std::byte*, count> parts_{};
  std::vector<std::pair<std::byte*, std::size_t>> rooms_;
};

/// Bytes that a kernel shall leave as they are, before and behind its results.
class Fences {
 public:
  Fences(std::byte* y, std::size_t bytes) : before_(y - SharedArea::line), behind_(y + bytes) {
    std::memset(before_, fence, SharedArea::line);
    std::memset(behind_, fence, SharedArea::line);
  }

  void check(std::size_t element_bytes) const {
    for (std::size_t i = 0; i < SharedArea::line; ++i) {
      if (behind_[i] != std::byte{fence}) {
        throw Refused(fmt::format("wrote past its array: element n + {}", i / element_bytes));
      }
      if (before_[i] != std::byte{fence}) throw Refused("wrote before its array");
    }
  }

 private:
  static constexpr unsigned char fence = 0xC3;
  std::byte* before_;
  std::byte* behind_;
};

/// Memory on whole pages.
class Memory {
 public:
  void reserve(std::size_t bytes) {
    if (bytes <= bytes_) return;
    constexpr std::size_t page = 4096;
    bytes_ = (bytes + page - 1) / page * page;
    data_.reset(static_cast<std::byte*>(std::aligned_alloc(page, bytes_)));
    if (data_ == nullptr) throw std::bad_alloc();
    std::memset(data_.get(), 0, bytes_);
  }
  std::byte* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(std::byte* p) const { std::free(p); }
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t bytes_ = 0;
};

class Host {
 public:
  explicit Host(Plugin plugin) : plugin_(std::move(plugin)) {}

  std::string answer(const std::string& line) {
    std::istringstream words(line);
    std::string request;
    words >> request;
    if (request == "hello") return hello();
    if (request == "map") return map(words);
    if (request == "run_at") return run_at(words);
    if (request == "load") return load(words);
    if (request == "time") return time(words);
    throw Refused("there is no request " + request);
  }

 private:
  std::string hello() const {
    Hello hello{plugin_.name, "", {}};
    for (const PluginKernel& kernel : plugin_.kernels) hello.kernels.push_back(kernel.offer);
    return format_hello(hello);
  }

  std::string map(std::istream& words) {
    std::size_t bytes = 0;
    std::string path;
    words >> bytes >> path;
    mapped_.reset();
    mapped_.emplace(bytes, path);
    return "ok";
  }

  const PluginKernel& kernel(std::istream& words) const {
    std::size_t k = 0;
    words >> k;
    if (!words || k >= plugin_.kernels.size()) throw Refused("there is no such kernel");
    if (!mapped_) throw Refused("nothing is mapped");
    return plugin_.kernels[k];
  }

  void call(const PluginKernel& kernel, const std::byte* x, const std::byte* dy, std::byte* y, std::size_t n,
            int threads) const {
    if (threads <= 1 || n == 0) return kernel(x, dy, y, n);
    split_among_threads(size_of(kernel.offer.dtype), y, n, threads, [&](std::size_t begin, std::size_t count) {
      const std::size_t at = begin * size_of(kernel.offer.dtype);
      kernel(x + at, dy + at, y + at, count);
    });
  }

  std::string run_at(std::istream& words) {
    const PluginKernel& kernel = this->kernel(words);
    std::size_t n = 0, x_at = 0, dy_at = 0, y_at = 0;
    int threads = 1;
    words >> n >> x_at >> dy_at >> y_at >> threads;
    const std::size_t size = size_of(kernel.offer.dtype);
    const std::byte* x = mapped_->at(x_at);
    const std::byte* dy = mapped_->at(dy_at);
    std::byte* y = mapped_->at(y_at);
    const bool is_in_place = y == x || y == dy;
    const auto run = [&](unsigned char blank) {
      if (!is_in_place) std::memset(y, blank, n * size);
      const Fences fences(y, n * size);
      call(kernel, x, dy, y, n, threads);
      fences.check(size);
      return is_in_place ? 0 : blank_tail(y, n, size, blank);
    };
    // A result may look like what stood there before; one that does so twice was never written.
    if (n > 0 && run(0xA7) > 0) {
      const std::size_t unwritten = run(0x5B);
      if (unwritten > 0) throw Refused(fmt::format("left the last {} of {} results unwritten", unwritten, n));
    }
    if (n == 0) run(0xA7);
    return fmt::format("ok {}", n);
  }

  /// How many elements at the end are all of this byte.
  static std::size_t blank_tail(const std::byte* y, std::size_t n, std::size_t size, unsigned char blank) {
    std::size_t bytes = 0;
    while (bytes < n * size && y[n * size - 1 - bytes] == std::byte{blank}) ++bytes;
    return bytes / size;
  }

  /// Private copies, so that a plug-in is timed on memory like everybody's.
  std::string load(std::istream& words) {
    loaded_ = &kernel(words);
    words >> elements_;
    const std::size_t bytes = elements_ * size_of(loaded_->offer.dtype);
    const auto copy = [&](Memory& memory, const std::byte* from) {
      memory.reserve(bytes);
      std::memcpy(memory.data(), from, bytes);
    };
    copy(x_, mapped_->part_at(0));
    if (has_factor(loaded_->offer.direction)) copy(dy_, mapped_->part_at(1));
    y_.reserve(bytes);
    return "ok";
  }

  std::string time(std::istream& words) {
    if (loaded_ == nullptr) throw Refused("nothing is loaded");
    std::int64_t repeats = 0;
    int threads = 1;
    words >> repeats >> threads;
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < repeats; ++i) call(*loaded_, x_.data(), dy_.data(), y_.data(), elements_, threads);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    return fmt::format("ok {:.0f}", std::max(took.count(), 1.0));
  }

  Plugin plugin_;
  std::optional<MappedParts> mapped_;
  const PluginKernel* loaded_ = nullptr;
  std::size_t elements_ = 0;
  Memory x_, dy_, y_;
};

/// What libraries of this process want to say when it crashes (UCX, which some builds of MPI load, prints a trace) is
/// not the plug-in's.
void end_silently_by_signals() {
  for (const int crash : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) std::signal(crash, SIG_DFL);
}

}  // namespace

int host_plugin(const PluginSpec& spec) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  end_silently_by_signals();
  Wire wire;
  std::optional<Host> host;
  while (const auto line = wire.read_line()) {
    try {
      if (!host) host.emplace(load_plugin(spec));
      wire.write_line(host->answer(*line));
    } catch (const std::exception& error) {
      wire.write_line(std::string("error ") + error.what());
    }
  }
  return 0;
}

}  // namespace gelubench
