// The stage that times: the rows of a run, then a few of them under several conditions.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>

#include "bench/ceilings.hpp"
#include "bench/costs.hpp"
#include "bench/distribution.hpp"
#include "suite/doctor.hpp"
#include "suite/environment.hpp"
#include "suite/progress.hpp"
#include "suite/stage_clock.hpp"
#include "suite/stage_kernels.hpp"
#include "suite/stages.hpp"

namespace gelubench {
namespace {

/// What compares conditions gets what is left of the stage, at most this share.
constexpr double comparing_share = 0.2;

/// Part of the timing stage: kernels of one data type and direction, under some conditions.
struct TimingPart {
  std::string title;
  std::vector<const Kernel*> kernels;
  TimingOptions timing;
  std::string compares;  ///< of a ComparisonRecord
  double weight = 1;     ///< rows
};

Sampling sampling_of(const StageOptions& options, double budget_seconds) {
  Sampling sampling;
  sampling.sample_seconds = options.profile.sample_seconds;
  sampling.target = options.profile.timing_target;
  sampling.budget_seconds = budget_seconds;
  sampling.stop = options.stop;
  return sampling;
}

double timed_part(const TimingPart& part, double budget_seconds, const StageOptions& options, ResultSet& results,
                  const std::function<void(TimingRecord&)>& take) {
  if (is_stopped(options)) return 0;
  const auto start = std::chrono::steady_clock::now();
  Progress progress(fmt::format("timing, {} ({} kernels)", part.title, part.kernels.size()), "", options.quiet);
  TimingOptions timing = part.timing;
  timing.sampling = sampling_of(options, budget_seconds);
  timing.sampling.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  timing.dram_factor = options.profile.dram_factor;
  timing.seed = options.seed;
  timing.failed = [&](const std::string& kernel, const std::string& reason) {
    results.skipped.push_back({kernel, "timing", reason});
  };
  for (TimingRecord& record : measure(part.kernels, timing)) take(record);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Kernels of one data type and direction each.
std::vector<std::vector<const Kernel*>> alike(const std::vector<const Kernel*>& kernels) {
  std::vector<std::vector<const Kernel*>> lists;
  for (const DType dtype : all_dtypes()) {
    for (const Direction direction : all_directions()) {
      std::vector<const Kernel*> list = of_dtype(kernels, dtype);
      std::erase_if(list, [direction](const Kernel* k) { return k->direction != direction; });
      if (!list.empty()) lists.push_back(std::move(list));
    }
  }
  return lists;
}

std::string title_of(const Kernel& kernel) {
  return fmt::format("{} {}", to_string(kernel.dtype), to_string(kernel.direction));
}

std::vector<TimingPart> main_parts(const std::vector<const Kernel*>& kernels, const StageOptions& options) {
  std::vector<TimingPart> parts;
  for (const std::vector<const Kernel*>& list : alike(kernels)) {
    if (options.given && list.front()->dtype != options.given->dtype) continue;
    const bool is_main = list.front()->dtype == DType::f32 && list.front()->direction == Direction::forward;
    TimingPart part{title_of(*list.front()), list, {}, "", 0};
    part.timing.given = options.given ? &*options.given : nullptr;
    part.timing.distributions = {options.distribution};
    part.timing.sizes = options.sizes;
    part.timing.threads = options.timing_threads;
    if (!is_main && !options.time_everything && !options.profile.time_everything) {
      part.timing.sizes.resize(1);
      part.timing.threads.resize(1);
    }
    part.weight = static_cast<double>(list.size() * part.timing.sizes.size() * part.timing.threads.size());
    parts.push_back(std::move(part));
  }
  return parts;
}

/// What is measured under several conditions at once.
std::vector<TimingPart> comparing_parts(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                        const ResultSet& results) {
  const std::vector<const Kernel*> fastest = fastest_paths(kernels, results);
  std::vector<TimingPart> parts;
  for (const std::vector<const Kernel*>& list : alike(fastest)) {
    TimingPart part{"inputs, " + title_of(*list.front()), list, {}, "distribution"};
    part.timing.sizes = {"L1"};
    part.timing.baselines = false;
    part.timing.distributions.clear();
    for (const Distribution& distribution : distributions()) part.timing.distributions.push_back(distribution.name);
    parts.push_back(part);
    if (options.in_place) {
      part.title = "in place, " + title_of(*list.front());
      part.compares = "in place";
      part.timing.sizes = options.sizes;
      part.timing.in_place = true;
      parts.push_back(part);
    }
  }
  const int most = *std::max_element(options.timing_threads.begin(), options.timing_threads.end());
  std::vector<const Kernel*> linked;
  std::copy_if(fastest.begin(), fastest.end(), std::back_inserter(linked), [](const Kernel* k) {
    return !k->c_function.empty() && k->dtype == DType::f32 && k->direction == Direction::forward;
  });
  if (most > 1 && !linked.empty()) {
    TimingPart part{"threads", linked, {}, "threads"};
    part.timing.sizes.clear();
    for (int log2 = 8; log2 <= 20; ++log2) part.timing.sizes.push_back(std::to_string(1 << log2));
    part.timing.threads = {1, most};
    part.timing.together = true;
    part.timing.baselines = false;
    part.timing.distributions = {options.distribution};
    parts.push_back(std::move(part));
  }
  return parts;
}

/// Times kernels under several conditions at once, and adds comparisons.
void time_comparisons(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  const std::vector<TimingPart> parts = comparing_parts(kernels, options, results);
  for (const TimingPart& part : parts) {
    const double share = options.profile.timing_seconds * comparing_share / static_cast<double>(parts.size());
    std::map<std::string, std::size_t> place;
    timed_part(part, share, options, results, [&](TimingRecord& record) {
      const auto [at, is_new] = place.try_emplace(record.kernel, results.comparisons.size());
      if (is_new) results.comparisons.push_back({record.kernel, part.compares, {}});
      results.comparisons[at->second].rows.push_back(std::move(record));
    });
  }
}

/// The emulator under which nothing is timed; empty where there is none, or it is timed all the same.
std::string emulator_in_the_way(const StageOptions& options) { return options.time_emulated ? "" : emulator(); }

}  // namespace

double timing_forecast(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                       const ResultSet& results) {
  if (kernels.empty() || !emulator_in_the_way(options).empty()) return 0;
  double seconds = 0;
  const auto add = [&](std::vector<TimingPart> parts, double budget) {
    double weight = 0;
    for (const TimingPart& part : parts) weight += part.weight;
    for (TimingPart& part : parts) {
      part.timing.sampling = sampling_of(options, budget * part.weight / weight);
      part.timing.dram_factor = options.profile.dram_factor;
      seconds += expected_seconds(part.kernels, part.timing);
    }
  };
  const bool compares = !options.given && !options.brief;
  const double share = compares ? comparing_share : 0;
  add(main_parts(kernels, options), (1 - share) * options.profile.timing_seconds);
  if (compares) add(comparing_parts(kernels, options, results), share * options.profile.timing_seconds);
  return seconds;
}

void costs_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  if (kernels.empty() || is_stopped(options) || !emulator_in_the_way(options).empty()) return;
  const StageClock clock;
  CostOptions cost_options;
  cost_options.seed = options.seed;
  cost_options.stop = [&] { return is_stopped(options); };
  cost_options.missing = [&](const std::string& kernel, const std::string& what, const std::string& reason) {
    results.skipped.push_back({kernel, what, reason});
  };
  results.costs = measure_costs(kernels, cost_options);
  results.stages.push_back(clock.record("costs"));
}

void timing_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  if (kernels.empty() || is_stopped(options)) return;
  if (const std::string by = emulator_in_the_way(options); !by.empty()) {
    results.skipped.push_back(
        {"all", "timing", "timing under emulation says nothing of a CPU, and " + by + " runs this"});
    print_line("no timing: " + results.skipped.back().reason + "; --time-emulated times all the same");
    return;
  }
  const StageClock clock;
  results.findings = examine_machine();
  results.ceilings = measure_ceilings();
  std::vector<TimingPart> parts = main_parts(kernels, options);
  double weight = 0;
  for (const TimingPart& part : parts) weight += part.weight;
  double budget = options.profile.timing_seconds * (options.given || options.brief ? 1 : 1 - comparing_share);
  for (const TimingPart& part : parts) {
    const double share = budget * part.weight / weight;
    const double spent = timed_part(part, share, options, results,
                                    [&](TimingRecord& record) { results.timings.push_back(std::move(record)); });
    budget = std::max(0.0, budget - spent);
    weight -= part.weight;
  }
  compare_with_ceilings(results.timings);
  const bool moved =
      std::any_of(results.timings.begin(), results.timings.end(), [](const TimingRecord& t) { return !t.pinned; });
  if (moved) print_line("threads could not be pinned to CPUs: the system may have moved them while they were timed");
  if (!options.given && !options.brief) time_comparisons(kernels, options, results);
  results.stages.push_back(clock.record("timing"));
}

}  // namespace gelubench
