// The parallel loop of a sweep: which thread takes which piece, and what is done with what they gather.

#include "accuracy/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>

#include "accuracy/sweep_worker.hpp"
#include "accuracy/xxhash.hpp"
#include "kernels/first_exception.hpp"

namespace gelubench {
namespace {

/// Threads hand over what they gathered this often between checkpoints, so that these leave little out.
constexpr double hand_overs_per_checkpoint = 4;

/// Seconds since it was made or restarted.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  void restart() { start_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

/// What all threads have gathered, and the checkpoints of it.
class Gathering {
 public:
  Gathering(const SweepState& blank, const SweepOptions& options, const FirstException& failure)
      : options_(options), failure_(failure), blank_(blank), total_(blank), pending_(blank) {}

  /// Takes over what an earlier run gathered, of which no checkpoint is due.
  void add_known(const SweepState& known) { total_.merge(known); }

  /// Adds what a thread has gathered, and writes a checkpoint when it is time for one.
  void add(const SweepState& gathered) {
    SweepState due;
    {
      const std::lock_guard lock(states_);
      total_.merge(gathered);
      if (!options_.checkpoint) return;
      pending_.merge(gathered);
      if (since_checkpoint_.seconds() < options_.checkpoint_seconds) return;
      due = std::exchange(pending_, blank_);
      since_checkpoint_.restart();
      has_written_ = true;
    }
    // Writing takes long beside a piece: the other threads go on.
    write(due);
  }

  /// Behind the loop, which went through all pieces or was stopped: the checkpoint of what is left.
  void write_rest(bool is_complete) {
    const double short_seconds = std::min(options_.checkpoint_seconds, SweepOptions::short_seconds);
    const bool is_short = is_complete && !has_written_ && since_checkpoint_.seconds() < short_seconds;
    if (options_.keeps_short || !is_short) write(pending_);
  }

  const SweepState& total() const { return total_; }

 private:
  void write(const SweepState& due) {
    if (due.pieces.empty()) return;
    const std::lock_guard lock(writing_);
    if (!failure_.has_caught()) options_.checkpoint(due);
  }

  const SweepOptions& options_;
  const FirstException& failure_;
  const SweepState blank_;
  std::mutex states_;
  SweepState total_;
  SweepState pending_;  ///< since the last checkpoint: one state for all threads, since states are large
  Stopwatch since_checkpoint_;
  bool has_written_ = false;
  std::mutex writing_;
};

/// A sweep of kernels of storage type S.
template <Storage S>
class Sweep {
 public:
  Sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces, const SweepOptions& options)
      : job_(kernels, pieces, options),
        blank_(blank_sweep_state(kernels.size(), job_.format)),
        gathering_(blank_, options, failure_),
        is_known_(pieces.size(), false),
        input_count_(input_count(pieces)) {
    if (options.known != nullptr) add_known(*options.known);
  }

  SweepResult run() {
#pragma omp parallel num_threads(job_.options.threads)
    failure_.guard([this] { sweep_on_this_thread(); });
    failure_.rethrow();
    gathering_.write_rest(!is_stopped());
    return result();
  }

 private:
  void add_known(const SweepState& known) {
    gathering_.add_known(known);
    for (const std::uint32_t piece : known.pieces) {
      is_known_[piece] = true;
      inputs_ += job_.pieces[piece].count;
    }
  }

  /// Takes one piece after the other until there are no more, or the sweep is to end.
  void sweep_on_this_thread() {
    SweepWorker<S> worker(job_);
    SweepState gathered = blank_;
    SweepCost cost;
    Stopwatch since_hand_over;
    for (std::uint64_t p = next_ticket(); p < job_.pieces.size() && !is_stopped(); p = next_ticket()) {
      if (!is_to_sweep(p)) continue;
      worker.run(p, gathered, cost);
      add_progress(job_.pieces[p].count);
      if (!is_hand_over_due(since_hand_over)) continue;
      gathering_.add(gathered);
      gathered = blank_;
      since_hand_over.restart();
    }
    gathering_.add(gathered);
    add_cost(cost);
  }

  std::uint64_t next_ticket() { return job_.options.ticket ? job_.options.ticket() : own_ticket_.fetch_add(1); }

  bool is_stopped() const { return failure_.has_caught() || (job_.options.stop != nullptr && *job_.options.stop); }

  bool is_to_sweep(std::size_t piece) const {
    return !is_known_[piece] && (!job_.options.takes || job_.options.takes(piece));
  }

  bool is_hand_over_due(const Stopwatch& since_hand_over) const {
    return job_.options.checkpoint &&
           since_hand_over.seconds() >= job_.options.checkpoint_seconds / hand_overs_per_checkpoint;
  }

  void add_progress(std::uint64_t inputs) {
    const std::lock_guard lock(counts_);
    inputs_ += inputs;
    if (job_.options.progress) job_.options.progress(inputs_, input_count_);
  }

  void add_cost(const SweepCost& cost) {
    const std::lock_guard lock(counts_);
    cost_.reference += cost.reference;
    cost_.kernels += cost.kernels;
    cost_.statistics += cost.statistics;
  }

  SweepResult result() const {
    const SweepState& total = gathering_.total();
    SweepResult result;
    result.inputs = inputs_;
    result.cost = cost_;
    result.complete = total.pieces.size() == job_.pieces.size();
    for (std::size_t k = 0; k < job_.kernels.size(); ++k) {
      const Kernel& kernel = *job_.kernels[k].kernel;
      const KernelState& gathered = total.kernels[k];
      result.kernels.push_back(errors_of(kernel, gathered));
      if (result.complete) result.kernels.back().digest = digest_of(total, k);
      if (const std::size_t first = job_.kernels[k].compared_with; first != k) {
        result.agreements.push_back(
            {job_.kernels[first].kernel, &kernel, inputs_, gathered.differing, gathered.first_difference});
      }
    }
    return result;
  }

  const SweepJob<S> job_;
  const SweepState blank_;
  FirstException failure_;
  Gathering gathering_;
  std::vector<bool> is_known_;  ///< pieces of options.known
  const std::uint64_t input_count_;
  std::atomic<std::uint64_t> own_ticket_ = 0;
  std::mutex counts_;
  std::uint64_t inputs_ = 0;  ///< swept per kernel
  SweepCost cost_;
};

}  // namespace

std::string sweep_key(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                      const SweepOptions& options) {
  std::string text = fmt::format("{} {} {}", options.seed, options.mirror, options.flush_subnormals);
  if (options.digests_only) text += " digests";
  for (const Kernel* kernel : kernels) text += " " + kernel->id;
  for (const InputPiece& piece : pieces) {
    text += fmt::format(" {} {} {} {}", static_cast<int>(piece.region), piece.first, piece.count, piece.stride_log2);
    for (const std::uint64_t pattern : piece.listed) text += fmt::format(",{}", pattern);
  }
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

SweepResult sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                  const SweepOptions& options) {
  if (kernels.empty()) return {.complete = true};
  const Stopwatch stopwatch;
  const DType dtype = kernels.front()->dtype;
  for (const Kernel* kernel : kernels) {
    if (kernel->dtype != dtype) throw std::logic_error("a sweep is of one data type");
  }
  SweepResult result =
      with_storage(dtype, [&](auto storage) { return Sweep<decltype(storage)>(kernels, pieces, options).run(); });
  result.seconds = stopwatch.seconds();
  return result;
}

}  // namespace gelubench
