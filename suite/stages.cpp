#include "suite/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accuracy/contract.hpp"
#include "bench/harness.hpp"
#include "suite/accuracy_records.hpp"
#include "suite/environment.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

class StageClock {
 public:
  StageClock(std::string stage, ResultSet& results) : stage_(std::move(stage)), results_(results) {}
  ~StageClock() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    results_.stages.push_back({stage_, seconds, inputs});
  }
  StageClock(const StageClock&) = delete;
  StageClock& operator=(const StageClock&) = delete;

  std::uint64_t inputs = 0;

 private:
  std::string stage_;
  ResultSet& results_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

bool stopped(const StageOptions& options) { return options.stop != nullptr && *options.stop; }

/// ns per element of each kernel in L1 on one thread.
std::map<std::string, double> quick_times(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                          const ResultSet& results) {
  std::map<std::string, double> times;
  std::vector<const Kernel*> untimed;
  for (const Kernel* kernel : kernels) {
    if (const TimingRecord* timing = results.find_timing(kernel->id, "L1", 1))
      times[kernel->id] = timing->median_ns;
    else
      untimed.push_back(kernel);
  }
  if (untimed.empty()) return times;
  TimingOptions timing;
  timing.levels = {"L1"};
  timing.repetitions = 3;
  timing.min_seconds = 0.001;
  timing.seed = options.seed;
  for (const TimingRecord& record : measure(untimed, timing)) times[record.kernel] = record.median_ns;
  return times;
}

/// The fastest path of every implementation.
std::vector<const Kernel*> fastest_paths(const std::vector<const Kernel*>& kernels,
                                         const std::map<std::string, double>& times) {
  std::map<std::string, const Kernel*> fastest;
  for (const Kernel* kernel : kernels) {
    const Kernel*& best = fastest.try_emplace(kernel->implementation(), kernel).first->second;
    const auto time = times.find(kernel->id);
    const auto best_time = times.find(best->id);
    if (time == times.end()) continue;
    if (best_time == times.end() || time->second < best_time->second) best = kernel;
  }
  std::vector<const Kernel*> list;
  for (const auto& [implementation, kernel] : fastest) list.push_back(kernel);
  return list;
}

SweepResult run_sweep(const std::string& what, const std::vector<const Kernel*>& kernels,
                      const std::vector<InputPiece>& pieces, const StageOptions& options, StageClock& clock) {
  Progress progress(fmt::format("accuracy, {} ({} kernels)", what, kernels.size()), "results", options.quiet);
  SweepOptions sweep_options;
  sweep_options.seed = options.seed;
  sweep_options.threads = options.accuracy_threads;
  sweep_options.stop = options.stop;
  sweep_options.progress = [&](std::uint64_t done, std::uint64_t total) {
    progress.update(done * kernels.size(), total * kernels.size());
  };
  SweepResult result = sweep(kernels, pieces, sweep_options);
  clock.inputs += result.inputs * kernels.size();
  return result;
}

}  // namespace

void add_kernels(const std::vector<const Kernel*>& kernels, ResultSet& results) {
  for (const Kernel* k : kernels) {
    results.kernels.push_back(
        {.id = k->id,
         .method = k->method,
         .variant = k->variant,
         .dtype = std::string(to_string(k->dtype)),
         .direction = std::string(to_string(k->direction)),
         .path = std::string(to_string(k->path)),
         .formula = std::string(to_string(k->formula)),
         .claim = {k->claim.max_ulp, k->claim.ulp_from, k->claim.max_abs, k->claim.special_values},
         .provenance = k->provenance});
  }
}

std::vector<const Kernel*> contract_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                          ResultSet& results) {
  StageClock clock("contract", results);
  std::map<std::string, std::string> failed;
  for (const Kernel* kernel : kernels) {
    for (const ContractCheck& check : check_contract(*kernel)) {
      results.contracts.push_back({kernel->id, check.name, check.passed, check.detail});
      if (!check.passed)
        failed.try_emplace(kernel->id, fmt::format("contract broken: {}: {}", check.name, check.detail));
    }
  }
  StageOptions quiet = options;
  quiet.quiet = true;
  const SweepResult sample = run_sweep("sample", kernels, stratified_inputs(6), quiet, clock);
  for (const KernelErrors& errors : sample.kernels) {
    const auto broken = broken_claims(errors, check_special_values(*errors.kernel, false));
    if (!broken.empty()) failed.try_emplace(errors.kernel->id, "claim broken: " + broken.front());
  }
  std::vector<const Kernel*> passed;
  for (const Kernel* kernel : kernels) {
    const auto failure = failed.find(kernel->id);
    if (failure == failed.end())
      passed.push_back(kernel);
    else
      results.skipped.push_back({kernel->id, "timing", failure->second});
  }
  return passed;
}

void timing_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  if (kernels.empty() || stopped(options)) return;
  const StageClock clock("timing", results);
  TimingOptions timing;
  timing.levels = options.levels;
  timing.threads = options.timing_threads;
  timing.repetitions = options.profile.repetitions;
  timing.min_seconds = options.profile.min_seconds;
  timing.dram_factor = options.profile.dram_factor;
  timing.seed = options.seed;
  timing.stop = options.stop;
  Progress progress(fmt::format("timing ({} kernels)", kernels.size()), "", options.quiet);
  timing.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  results.timings = measure(kernels, timing);
}

void accuracy_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  if (kernels.empty() || stopped(options)) return;
  StageClock clock("accuracy", results);
  const Profile& profile = options.profile;
  std::vector<const Kernel*> fastest = fastest_paths(kernels, quick_times(kernels, options, results));

  // Fastest first, so that the other paths are compared with it.
  std::vector<const Kernel*> ordered = fastest;
  for (const Kernel* kernel : kernels) {
    if (std::find(fastest.begin(), fastest.end(), kernel) == fastest.end()) ordered.push_back(kernel);
  }
  const bool all_exhaustive = profile.exhaustive == Profile::Exhaustive::all_paths;
  SweepResult sampled;
  if (!all_exhaustive) {
    sampled = run_sweep("sample of every path", ordered, stratified_inputs(profile.sample_log2), options, clock);
  }
  SweepResult exhaustive;
  if (profile.exhaustive != Profile::Exhaustive::none && !stopped(options)) {
    exhaustive = run_sweep("every input", all_exhaustive ? ordered : fastest, exhaustive_inputs(), options, clock);
  }

  std::map<const Kernel*, const KernelErrors*> exhaustive_errors;
  for (const KernelErrors& errors : exhaustive.kernels) exhaustive_errors[errors.kernel] = &errors;
  std::map<const Kernel*, const KernelErrors*> sampled_errors;
  for (const KernelErrors& errors : sampled.kernels) sampled_errors[errors.kernel] = &errors;
  for (const Kernel* kernel : kernels) {
    const KernelErrors* every = exhaustive_errors.count(kernel) > 0 ? exhaustive_errors[kernel] : nullptr;
    const KernelErrors* some = sampled_errors.count(kernel) > 0 ? sampled_errors[kernel] : nullptr;
    const SpecialReport special = check_special_values(*kernel, every != nullptr);
    if (every != nullptr) clock.inputs += special.inputs;
    add_accuracy(*kernel, every, some, special, results);
  }
  for (const PathAgreement& agreement : sampled.agreements) add_agreement(agreement, "sampled", results);
  for (const PathAgreement& agreement : exhaustive.agreements) {
    add_agreement(agreement, exhaustive.complete ? "exhaustive" : "partial", results);
  }
}

}  // namespace gelubench
