// Processes that mpirun started, which share the sweeps of one run. The first answers the others, on a thread of its
// own and the only one there that speaks to them.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace gelubench {

class Ranks {
 public:
  /// Throws UsageError where the program was built without MPI or MPI cannot start. `when_stopped` is called on the
  /// first, by its thread, when `stop` becomes true before the end: that may be the last second of the process.
  Ranks(const std::atomic<bool>& stop, std::function<void()> when_stopped);
  /// Ends what the others are waiting for.
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_first() const { return rank_ == 0; }

  /// 0, 1, 2, ... of a series, each number to one caller among all ranks and threads.
  std::uint64_t ticket(const std::string& series);

  /// The texts of all ranks, in their order; all have to call it. Empty when stopped meanwhile.
  std::vector<std::string> exchange(const std::string& text);

  /// What the others deliver is given to `take`, on the first, by its thread; to be set before an exchange that
  /// precedes the first delivery.
  void on_delivery(std::function<void(const std::string& text)> take);
  /// Not by the first.
  void deliver(const std::string& text);

  /// All have to call it. The first waits for what the others still deliver; false when stopped meanwhile.
  bool end();

  /// Ends all ranks at once with this exit code.
  [[noreturn]] void abandon(int exit_code);

 private:
  void serve();
  bool answer();
  void complete_exchange();
  std::uint64_t next(const std::string& series);

  const std::atomic<bool>& stop_;
  std::function<void()> when_stopped_;
  int rank_ = 0;
  int size_ = 1;
  std::mutex mutex_;  // of what follows; of MPI where this is not the first
  std::condition_variable changed_;
  std::map<std::string, std::uint64_t> series_;
  std::vector<std::optional<std::string>> texts_;  // of an exchange under way
  std::optional<std::vector<std::string>> exchanged_;
  std::function<void(const std::string&)> take_;
  int ended_ = 0;
  bool done_ = false;
  std::thread server_;
};

}  // namespace gelubench
