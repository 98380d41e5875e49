#include "engines/engine.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>

#include "engines/child_process.hpp"
#include "engines/shared_area.hpp"

namespace gelubench {
namespace {

std::span<const std::byte> bytes_of(const void* array, std::size_t bytes) {
  return {static_cast<const std::byte*>(array), bytes};
}

std::span<const std::byte> bytes_of(const std::string& text) { return bytes_of(text.data(), text.size()); }

std::string quoted(std::string text) {
  constexpr std::size_t longest = 120;
  if (text.size() > longest) text = text.substr(0, longest) + " ...";
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~') c = '?';
  }
  return text;
}

}  // namespace

/// Arrays of one call.
struct CallArrays {
  const void* x;
  const void* dy;  ///< null for forward kernels
  void* y;         ///< null where no result is wanted
  std::size_t bytes;
};

class EngineWorker {
 public:
  explicit EngineWorker(const EngineCommand& command)
      : child_(command.argv, command.seconds), is_plugin_(command.is_plugin) {}

  Hello hello() {
    child_.send({bytes_of(fmt::format("hello {}\n", engine_protocol))});
    const std::string line = child_.read_line();
    if (line.starts_with("error ")) throw BadOffer(line.substr(6));
    return parse_hello(line);
  }

  void run(std::size_t kernel, const CallArrays& a, std::size_t n, int threads) {
    refuse_unasked();
    map_for(a.bytes);
    if (area_ && is_plugin_) {
      const Places at = place(a);
      child_.send({bytes_of(fmt::format("run_at {} {} {} {} {} {}\n", kernel, n, at.x, at.dy, at.y, threads))});
      expect(fmt::format("ok {}", n));
      std::memcpy(a.y, area_->data() + at.y, a.bytes);
      return;
    }
    const std::string request = fmt::format("run {} {}\n", kernel, n);
    if (area_) {
      place(a);
      child_.send({bytes_of(request)});
      expect(fmt::format("ok {}", n));
      std::memcpy(a.y, area_->data() + 2 * area_->part(), a.bytes);
      return;
    }
    child_.send({bytes_of(request), bytes_of(a.x, a.bytes), bytes_of(a.dy, a.dy == nullptr ? 0 : a.bytes)});
    expect(fmt::format("ok {}", n));
    // y may be x, which a message quotes where the answer is cut short.
    answer_.resize(a.bytes);
    child_.read(answer_);
    std::memcpy(a.y, answer_.data(), a.bytes);
  }

  double time(std::size_t kernel, const CallArrays& a, std::size_t n, std::int64_t passes, int threads) {
    refuse_unasked();
    load(kernel, a, n);
    child_.send(
        {bytes_of(is_plugin_ ? fmt::format("time {} {}\n", passes, threads) : fmt::format("time {}\n", passes))});
    const std::string line = child_.read_line();
    double nanoseconds = 0;
    const char* end = line.data() + line.size();
    const bool is_ok = line.starts_with("ok ");
    const auto parsed = is_ok ? std::from_chars(line.data() + 3, end, nanoseconds) : std::from_chars_result{};
    if (!is_ok || parsed.ec != std::errc() || parsed.ptr != end || !(nanoseconds > 0) || !std::isfinite(nanoseconds)) {
      refuse(line, "ok NANOSECONDS");
    }
    return nanoseconds * 1e-9;
  }

 private:
  /// Byte offsets in the shared file.
  struct Places {
    std::size_t x = 0;
    std::size_t dy = 0;
    std::size_t y = 0;
  };

  /// What is there before anything was asked was too much of the last answer.
  void refuse_unasked() {
    if (!child_.has_more()) return;
    std::string text(64, '\0');
    text.resize(1);
    child_.read(std::as_writable_bytes(std::span(text)));
    throw ChildFailed(fmt::format("answered more than was asked for, from byte 0x{:02x} on",
                                  static_cast<unsigned char>(text.front())),
                      false);
  }

  [[noreturn]] void refuse(const std::string& line, const std::string& expected) const {
    if (line.starts_with("error ")) throw ChildFailed((is_plugin_ ? "" : "says: ") + quoted(line.substr(6)), false);
    throw ChildFailed(fmt::format("answered '{}' where '{}' was expected", quoted(line), expected), false);
  }

  void expect(const std::string& expected) {
    const std::string line = child_.read_line();
    if (line != expected) refuse(line, expected);
  }

  /// Shares memory that holds arrays of so many bytes, where the engine can.
  void map_for(std::size_t bytes) {
    if (cannot_map_ || (area_ && bytes <= area_->most())) return;
    auto area = std::make_unique<SharedArea>(bytes);
    child_.send({bytes_of(fmt::format("map {} {}\n", 3 * area->part(), area->path()))});
    const std::string line = child_.read_line();
    loaded_.reset();
    if (line == "ok") {
      area_ = std::move(area);
      return;
    }
    if (line != "no" && !line.starts_with("error")) refuse(line, "ok' or 'no");
    cannot_map_ = true;
    area_ = nullptr;
  }

  /// Copies what is read into the shared file. For a plug-in the arrays lie there as they do here: as far beyond a
  /// border of cache lines, and y on x or dy where it is the same array.
  Places place(const CallArrays& a) {
    Places at{0, area_->part(), 2 * area_->part()};
    if (is_plugin_) {
      const auto beyond_line = [](const void* array) {
        return reinterpret_cast<std::uintptr_t>(array) % SharedArea::line;
      };
      at.x += SharedArea::line + beyond_line(a.x);
      at.dy += SharedArea::line + (a.dy == nullptr ? 0 : beyond_line(a.dy));
      at.y += SharedArea::line + beyond_line(a.y);
      if (a.y == a.x) at.y = at.x;
      if (a.y == a.dy) at.y = at.dy;
    }
    std::memcpy(area_->data() + at.x, a.x, a.bytes);
    if (a.dy != nullptr) std::memcpy(area_->data() + at.dy, a.dy, a.bytes);
    return at;
  }

  /// The arrays to time on, where the process does not have them yet.
  void load(std::size_t kernel, const CallArrays& a, std::size_t n) {
    const std::string request = fmt::format("load {} {}\n", kernel, n);
    std::string key = request;
    for (const void* array : {a.x, a.dy}) {
      if (array != nullptr) key += fmt::format("{:x} ", XXH3_64bits(array, a.bytes));
    }
    if (loaded_ == key) return;
    map_for(a.bytes);
    if (area_) {
      std::memcpy(area_->data(), a.x, a.bytes);
      if (a.dy != nullptr) std::memcpy(area_->data() + area_->part(), a.dy, a.bytes);
      child_.send({bytes_of(request)});
    } else {
      child_.send({bytes_of(request), bytes_of(a.x, a.bytes), bytes_of(a.dy, a.dy == nullptr ? 0 : a.bytes)});
    }
    expect("ok");
    loaded_ = key;
  }

  ChildProcess child_;
  bool is_plugin_;
  bool cannot_map_ = false;
  std::unique_ptr<SharedArea> area_;
  std::vector<std::byte> answer_;
  std::optional<std::string> loaded_;
};

Engine::Engine(EngineCommand command) : command_(std::move(command)) {
  auto worker = std::make_unique<EngineWorker>(command_);
  hello_ = worker->hello();
  give(std::move(worker));
}

Engine::~Engine() = default;

std::unique_ptr<EngineWorker> Engine::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<EngineWorker> worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  auto worker = std::make_unique<EngineWorker>(command_);
  worker->hello();
  return worker;
}

void Engine::give(std::unique_ptr<EngineWorker> worker) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(worker));
}

namespace {

class EngineFunction final : public RemoteFunction {
 public:
  EngineFunction(std::shared_ptr<Engine> engine, std::size_t index)
      : engine_(std::move(engine)), index_(index), offer_(engine_->hello().kernels[index]) {}

  void run(const void* x, const void* dy, void* y, std::size_t n, int threads) override {
    guarded(x, n, [&] {
      return engine_->with_worker([&](EngineWorker& worker) {
        worker.run(index_, arrays(x, dy, y, n), n, threads);
        return 0.0;
      });
    });
  }

  double time(const void* x, const void* dy, std::size_t n, std::int64_t passes, int threads) override {
    return guarded(x, n, [&] {
      return engine_->with_worker(
          [&](EngineWorker& worker) { return worker.time(index_, arrays(x, dy, nullptr, n), n, passes, threads); });
    });
  }

  bool is_called_like_ours() const override { return engine_->command().is_plugin; }

 private:
  CallArrays arrays(const void* x, const void* dy, void* y, std::size_t n) const {
    return {x, has_factor(offer_.direction) ? dy : nullptr, y, n * size_of(offer_.dtype)};
  }

  /// What is told of the inputs of a call that failed: the first and the last, as numbers and as bits.
  std::string inputs(const void* x, std::size_t n) const {
    if (n == 0) return "no inputs";
    const auto one = [&](std::size_t i) {
      const auto* at = static_cast<const std::byte*>(x) + i * size_of(offer_.dtype);
      std::uint64_t bits = 0;
      std::memcpy(&bits, at, size_of(offer_.dtype));
      return fmt::format("0x{:0{}x}{}", bits, 2 * size_of(offer_.dtype), value_of(bits));
    };
    return n == 1 ? "the input " + one(0) : fmt::format("{} inputs from {} to {}", n, one(0), one(n - 1));
  }

  std::string value_of(std::uint64_t bits) const {
    switch (offer_.dtype) {
      case DType::f32:
        return fmt::format(" ({:g})", std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
      case DType::bf16:
        return fmt::format(" ({:g})", std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16)));
      case DType::f64:
        return fmt::format(" ({:g})", std::bit_cast<double>(bits));
      case DType::f16:
        return "";
    }
    return "";
  }

  template <class Work>
  double guarded(const void* x, std::size_t n, const Work& work) const {
    const auto sentence = [&](const char* what) {
      return fmt::format("{}, at {}, {}", engine_->command().name, inputs(x, n), what);
    };
    try {
      return work();
    } catch (const ChildFailed& failed) {
      throw KernelFailed(offer_.id(), sentence(failed.what()), failed.hung);
    } catch (const BadOffer& bad) {
      throw KernelFailed(offer_.id(), sentence(bad.what()), false);
    }
  }

  std::shared_ptr<Engine> engine_;
  std::size_t index_;
  OfferedKernel offer_;
};

}  // namespace

std::unique_ptr<RemoteFunction> engine_function(std::shared_ptr<Engine> engine, std::size_t index) {
  return std::make_unique<EngineFunction>(std::move(engine), index);
}

}  // namespace gelubench
