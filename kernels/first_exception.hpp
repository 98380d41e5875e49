// What a parallel region does with exceptions, none of which may leave it: the first is kept and thrown on behind it.

#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

namespace gelubench {

/// The first exception of the threads of a parallel region:
///
///   FirstException failure;
///   #pragma omp parallel for
///   for (...) failure.guard([&] { body that may throw });
///   failure.rethrow();
///
/// No exception may leave an `omp critical` either: use a std::mutex in the body.
class FirstException {
 public:
  /// Runs the body, unless one has thrown before.
  template <class Body>
  void guard(Body&& body) noexcept {
    if (has_caught()) return;
    try {
      std::forward<Body>(body)();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!exception_) exception_ = std::current_exception();
      caught_.store(true, std::memory_order_release);
    }
  }

  /// Whether a thread has thrown: for loops inside the body to end early.
  bool has_caught() const noexcept { return caught_.load(std::memory_order_acquire); }

  /// Behind the region: throws what was caught, if anything was.
  void rethrow() {
    if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  }

 private:
  std::atomic<bool> caught_ = false;
  std::mutex mutex_;
  std::exception_ptr exception_;
};

}  // namespace gelubench
