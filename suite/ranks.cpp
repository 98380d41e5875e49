#include "suite/ranks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "suite/exit_codes.hpp"

#ifdef GELUBENCH_HAVE_MPI

#include <mpi.h>

#include <nlohmann/json.hpp>

namespace gelubench {
namespace {

enum Tag : int { ticket_asked = 1, ticket_given, delivery, text_for_exchange, texts_of_exchange, end_of_rank };

void send(int to, Tag tag, const std::string& text) {
  MPI_Send(text.data(), static_cast<int>(text.size()), MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

std::string receive(int from, int tag) {
  MPI_Status status;
  MPI_Probe(from, tag, MPI_COMM_WORLD, &status);
  int bytes = 0;
  MPI_Get_count(&status, MPI_BYTE, &bytes);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  MPI_Recv(text.data(), bytes, MPI_BYTE, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return text;
}

}  // namespace

Ranks::Ranks(const std::atomic<bool>& stop, std::function<void()> when_stopped)
    : stop_(stop), when_stopped_(std::move(when_stopped)) {
  int provided = MPI_THREAD_SINGLE;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS ||
      provided < MPI_THREAD_SERIALIZED) {
    throw UsageError("--mpi: this MPI has no support for threads");
  }
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
  texts_.resize(static_cast<std::size_t>(size_));
  if (is_first()) server_ = std::thread([this] { serve(); });
}

Ranks::~Ranks() {
  if (server_.joinable()) {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    server_.join();
  }
  MPI_Finalize();
}

void Ranks::serve() {
  bool told = false;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (done_) return;
      complete_exchange();
    }
    if (stop_ && !told) {
      told = true;
      when_stopped_();
    }
    if (!answer()) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

bool Ranks::answer() {
  int waits = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &waits, &status);
  if (waits == 0) return false;
  const std::string text = receive(status.MPI_SOURCE, status.MPI_TAG);
  if (status.MPI_TAG == ticket_asked) {
    send(status.MPI_SOURCE, ticket_given, std::to_string(next(text)));
  } else if (status.MPI_TAG == delivery) {
    take_(text);
  } else {
    const std::lock_guard lock(mutex_);
    if (status.MPI_TAG == text_for_exchange) texts_[static_cast<std::size_t>(status.MPI_SOURCE)] = text;
    if (status.MPI_TAG == end_of_rank) ++ended_;
    changed_.notify_all();
  }
  return true;
}

void Ranks::complete_exchange() {
  if (!std::all_of(texts_.begin(), texts_.end(), [](const auto& text) { return text.has_value(); })) return;
  exchanged_.emplace();
  for (auto& text : texts_) {
    exchanged_->push_back(*text);
    text.reset();
  }
  const std::string all = nlohmann::json(*exchanged_).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (int rank = 1; rank < size_; ++rank) send(rank, texts_of_exchange, all);
  changed_.notify_all();
}

std::uint64_t Ranks::next(const std::string& series) {
  const std::lock_guard lock(mutex_);
  return series_[series]++;
}

std::uint64_t Ranks::ticket(const std::string& series) {
  if (is_first()) return next(series);
  const std::lock_guard lock(mutex_);
  send(0, ticket_asked, series);
  return std::stoull(receive(0, ticket_given));
}

std::vector<std::string> Ranks::exchange(const std::string& text) {
  std::unique_lock lock(mutex_);
  if (!is_first()) {
    send(0, text_for_exchange, text);
    return nlohmann::json::parse(receive(0, texts_of_exchange)).get<std::vector<std::string>>();
  }
  texts_[0] = text;
  while (!exchanged_) {
    changed_.wait_for(lock, std::chrono::milliseconds(50));
    if (stop_) return {};
  }
  std::vector<std::string> all = std::move(*exchanged_);
  exchanged_.reset();
  return all;
}

void Ranks::on_delivery(std::function<void(const std::string&)> take) {
  const std::lock_guard lock(mutex_);
  take_ = std::move(take);
}

void Ranks::deliver(const std::string& text) {
  const std::lock_guard lock(mutex_);
  send(0, delivery, text);
}

bool Ranks::end() {
  std::unique_lock lock(mutex_);
  if (!is_first()) {
    send(0, end_of_rank, "");
    return true;
  }
  while (ended_ + 1 < size_) {
    changed_.wait_for(lock, std::chrono::milliseconds(50));
    if (stop_) return false;
  }
  return true;
}

// mpirun ends the others when one ends without MPI_Finalize. MPI_Abort would have to wait for the first's thread.
void Ranks::abandon(int exit_code) {
  std::fflush(nullptr);
  std::_Exit(exit_code);
}

}  // namespace gelubench

#else

namespace gelubench {

Ranks::Ranks(const std::atomic<bool>& stop, std::function<void()> when_stopped)
    : stop_(stop), when_stopped_(std::move(when_stopped)) {
  throw UsageError("--mpi: this program was built without MPI: install libopenmpi-dev and openmpi-bin, build again");
}
Ranks::~Ranks() = default;
std::uint64_t Ranks::ticket(const std::string& series) { return series_[series]++; }
std::vector<std::string> Ranks::exchange(const std::string& text) { return {text}; }
void Ranks::on_delivery(std::function<void(const std::string&)> take) { take_ = std::move(take); }
void Ranks::deliver(const std::string&) {}
bool Ranks::end() { return true; }
void Ranks::abandon(int exit_code) { std::_Exit(exit_code); }

}  // namespace gelubench

#endif
