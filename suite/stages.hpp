// The stages of a run: each takes kernels and adds to a ResultSet.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accuracy/tolerance.hpp"
#include "bench/harness.hpp"
#include "kernels/kernel.hpp"
#include "results/result_set.hpp"
#include "suite/journal.hpp"
#include "suite/known_results.hpp"
#include "suite/profile.hpp"

namespace gelubench {

/// What guided searches have found.
struct HardInputs {
  std::vector<double> inputs;
  std::uint64_t evaluations = 0;
};

/// How the sweeps of the accuracy stage are kept and shared among processes. Members may be empty.
struct SweepSharing {
  const SweepStates* known = nullptr;  ///< what need not be swept again
  bool known_is_all = false;           ///< what is missing there is an error
  std::function<void(const std::string& sweep_key, const SweepState& state)> keep;
  double keep_seconds = 10;
  bool is_part = false;  ///< other processes sweep other pieces: no record is made
  std::function<bool(const std::string& sweep_key, std::size_t piece)> takes;  ///< which pieces are swept here
  std::function<std::uint64_t(const std::string& series)> ticket;  ///< numbers each of which one process has
  /// What all processes have found.
  std::function<HardInputs(const HardInputs& found)> exchange;
  std::optional<HardInputs> found;  ///< where they have been searched for already
};

struct StageOptions {
  Profile profile;
  std::uint64_t seed = 1;
  std::vector<std::string> sizes;   ///< working sets to time
  std::vector<int> timing_threads;  ///< numbers of threads to time
  std::string distribution = "normal";
  std::optional<GivenInputs> given;  ///< time on these inputs
  bool time_everything = false;      ///< every kernel at every size, whatever the profile says
  bool brief = false;                ///< compare no distributions of inputs and numbers of threads
  bool in_place = false;             ///< also compare in-place with out-of-place use
  bool time_emulated = false;        ///< time under an emulator too
  std::vector<double> corpus;        ///< further inputs of binary64 kernels
  int accuracy_threads = 1;
  SweepSharing sharing;
  bool quiet = false;
  ToleranceAsked tolerance;
  const KnownResults* known =
      nullptr;  ///< exhaustive sweeps whose records are taken over where the results are the same
  const std::atomic<bool>* stop = nullptr;
};

/// Whether an interrupt has ended the run.
inline bool is_stopped(const StageOptions& options) { return options.stop != nullptr && *options.stop; }

/// Checks lanes, remainders, neighbours, alignment, in-place use and threads, that backward kernels belong to their
/// forward ones, and the claims on a small sample. Adds contracts, broken claims and, for kernels that fail, a skipped
/// timing. Returns the kernels that pass.
std::vector<const Kernel*> contract_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                          ResultSet& results);

/// The stage of a SkippedRecord of a kernel of another process that the contract stage found beyond use.
inline constexpr const char* beyond_use = "everything";

/// Those that the contract stage has not found beyond use.
std::vector<const Kernel*> without_beyond_use(std::vector<const Kernel*> kernels, const ResultSet& results);

/// Adds latency, times from cold caches, instructions and energy of the kernels (bench/costs.hpp), unless an emulator
/// runs them; what cannot be had is noted as skipped.
void costs_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results);

/// Times the kernels, unless an emulator runs them, and adds findings, ceilings, timings and, unless the inputs are
/// given, comparisons: the fastest path of each implementation in L1 on one thread on every distribution, and, of the
/// kernels of libgelubench and ReLU, on one and all threads at sizes from 256 to a million elements.
void timing_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results);

/// Sweeps inputs as the profile says and adds accuracy, shapes, special values, agreements, what flushing subnormal
/// numbers does, and broken claims. 16-bit types are swept exhaustively; binary64 by a sample, the corpus and a guided
/// search. Of binary32, the fastest path of an implementation is the one with the least L1 time on one thread in
/// results.timings, or else the widest. Throws UnreadableResults where known states do not fit.
void accuracy_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results);

/// How many seconds that stage will take for kernels of this process, by doing a little of each of its sweeps.
double accuracy_forecast(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                         const ResultSet& results);

/// The same of the timing stage, by a short call of each kernel.
double timing_forecast(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                       const ResultSet& results);

}  // namespace gelubench
