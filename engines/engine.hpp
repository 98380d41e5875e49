// An engine: a program that speaks the protocol of docs/engines.md, and whose kernels are called like our own.

#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engines/hello.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// How an engine is started and asked.
struct EngineCommand {
  std::vector<std::string> argv;
  std::string name;        ///< in messages: "engine 'python3 mine.py'"
  double seconds = 60;     ///< an answer may take so long
  bool is_plugin = false;  ///< our own program, with a shared object loaded: see plugin_host.hpp
};

/// One process of an engine.
class EngineWorker;

/// The processes of an engine: as many as are asked at the same time.
class Engine {
 public:
  /// Starts a first process and hears what it has. Throws BadOffer or ChildFailed.
  explicit Engine(EngineCommand command);
  ~Engine();

  const Hello& hello() const { return hello_; }
  const EngineCommand& command() const { return command_; }

  /// Calls `work` with a process that nobody else asks meanwhile. One that fails is not used again.
  template <class Work>
  auto with_worker(const Work& work) {
    std::unique_ptr<EngineWorker> worker = take();
    auto result = work(*worker);
    give(std::move(worker));
    return result;
  }

 private:
  std::unique_ptr<EngineWorker> take();
  void give(std::unique_ptr<EngineWorker> worker);

  EngineCommand command_;
  Hello hello_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<EngineWorker>> idle_;
};

/// The kernel of this place in the engine's list, as a function; keeps the engine.
std::unique_ptr<RemoteFunction> engine_function(std::shared_ptr<Engine> engine, std::size_t index);

}  // namespace gelubench
