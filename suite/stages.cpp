#include "suite/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>

#include "accuracy/contract.hpp"
#include "accuracy/corpus.hpp"
#include "accuracy/search.hpp"
#include "bench/ceilings.hpp"
#include "bench/distribution.hpp"
#include "kernels/first_exception.hpp"
#include "results/result_json.hpp"
#include "suite/accuracy_records.hpp"
#include "suite/doctor.hpp"
#include "suite/environment.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

class StageClock {
 public:
  StageClock(std::string stage, ResultSet& results) : stage_(std::move(stage)), results_(results) {}
  ~StageClock() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    results_.stages.push_back({stage_, seconds, inputs, {}});
    for (const auto& [part, cost] : parts) {
      if (cost > 0) results_.stages.back().parts.push_back({part, cost});
    }
  }
  StageClock(const StageClock&) = delete;
  StageClock& operator=(const StageClock&) = delete;

  std::uint64_t inputs = 0;
  std::vector<std::pair<std::string, double>> parts;

 private:
  std::string stage_;
  ResultSet& results_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

bool stopped(const StageOptions& options) { return options.stop != nullptr && *options.stop; }

/// The fastest path of every implementation: the one with the least L1 time on one thread, or the widest where none was
/// timed.
std::vector<const Kernel*> fastest_paths(const std::vector<const Kernel*>& kernels, const ResultSet& results) {
  const auto cost = [&](const Kernel* kernel) {
    const TimingRecord* timing = results.find_timing(kernel->id, "L1", 1);
    return std::pair(timing == nullptr ? no_bound : timing->median_ns, -static_cast<int>(kernel->path));
  };
  std::map<std::string, const Kernel*> fastest;
  for (const Kernel* kernel : kernels) {
    const Kernel*& best = fastest.try_emplace(kernel->implementation(), kernel).first->second;
    if (cost(kernel) < cost(best)) best = kernel;
  }
  std::vector<const Kernel*> list;
  for (const auto& [implementation, kernel] : fastest) list.push_back(kernel);
  return list;
}

class Sweeper {
 public:
  Sweeper(const StageOptions& options, StageClock& clock) : options_(options), clock_(clock) {}

  /// A sweep with its progress line and its cost.
  SweepResult run(const std::string& what, const std::vector<const Kernel*>& kernels,
                  const std::vector<InputPiece>& pieces, bool mirror, bool flush = false) {
    Progress progress(fmt::format("accuracy, {} ({} kernels)", what, kernels.size()), "results", options_.quiet);
    SweepOptions sweep_options;
    sweep_options.seed = options_.seed;
    sweep_options.threads = options_.accuracy_threads;
    sweep_options.mirror = mirror;
    sweep_options.flush_subnormals = flush;
    sweep_options.stop = options_.stop;
    sweep_options.progress = [&](std::uint64_t done, std::uint64_t total) {
      progress.update(done * kernels.size(), total * kernels.size());
    };
    share(what, kernels, pieces, sweep_options);
    SweepResult result = sweep(kernels, pieces, sweep_options);
    clock_.inputs += result.inputs * kernels.size();
    cost_.reference += result.cost.reference;
    cost_.kernels += result.cost.kernels;
    cost_.statistics += result.cost.statistics;
    clock_.parts = {{"reference", cost_.reference}, {"kernels", cost_.kernels}, {"statistics", cost_.statistics}};
    return result;
  }

 private:
  void share(const std::string& what, const std::vector<const Kernel*>& kernels, const std::vector<InputPiece>& pieces,
             SweepOptions& sweep_options) {
    const SweepSharing& sharing = options_.sharing;
    const bool small = sweep_options.flush_subnormals;  // not worth sharing: swept where the records are made
    if (small || (sharing.known == nullptr && !sharing.keep)) return;
    const std::string key = sweep_key(kernels, pieces, sweep_options);
    const auto known = sharing.known != nullptr ? sharing.known->find(key) : SweepStates::const_iterator();
    const bool is_known = sharing.known != nullptr && known != sharing.known->end();
    if (is_known) check_fit(what, known->second, kernels, pieces);
    if (sharing.known_is_all && (!is_known || known->second.pieces.size() != pieces.size())) {
      throw UnreadableResults(
          fmt::format("{} of {} pieces of the sweep '{}' are there: a shard is missing or unfinished",
                      is_known ? known->second.pieces.size() : 0, pieces.size(), what));
    }
    if (is_known) sweep_options.known = &known->second;
    if (sharing.keep) sweep_options.checkpoint = [this, key](const SweepState& s) { options_.sharing.keep(key, s); };
    sweep_options.checkpoint_seconds = sharing.keep_seconds;
    if (sharing.takes) sweep_options.takes = [&sharing, key](std::size_t piece) { return sharing.takes(key, piece); };
    if (sharing.ticket) sweep_options.ticket = [&sharing, key] { return sharing.ticket(key); };
  }

  /// That a state read from a file is one of this sweep.
  static void check_fit(const std::string& what, const SweepState& state, const std::vector<const Kernel*>& kernels,
                        const std::vector<InputPiece>& pieces) {
    const Format format = format_of(kernels.front()->dtype);
    const std::size_t stretches = stretch_count(format);
    bool fits = state.kernels.size() == kernels.size();
    for (const std::uint32_t piece : state.pieces) fits = fits && piece < pieces.size();
    for (const KernelState& k : state.kernels) {
      fits = fits && k.own.stretches.size() == stretches && k.gelu.stretches.size() == stretches;
    }
    if (!fits) throw UnreadableResults(fmt::format("what is kept of the sweep '{}' is of another one", what));
  }

  const StageOptions& options_;
  StageClock& clock_;
  SweepCost cost_;
};

std::vector<const Kernel*> of_dtype(const std::vector<const Kernel*>& kernels, DType dtype) {
  std::vector<const Kernel*> list;
  std::copy_if(kernels.begin(), kernels.end(), std::back_inserter(list),
               [dtype](const Kernel* k) { return k->dtype == dtype; });
  return list;
}

const KernelErrors* find(const SweepResult& result, const Kernel* kernel) {
  for (const KernelErrors& errors : result.kernels) {
    if (errors.kernel == kernel) return &errors;
  }
  return nullptr;
}

void add_results(const std::vector<const Kernel*>& kernels, const SweepResult& exhaustive, const SweepResult& sampled,
                 bool searched, const StageOptions& options, StageClock& clock, ResultSet& results) {
  if (options.sharing.is_part) return;  // the records are made where all parts are
  const std::vector<const Kernel*> fastest = fastest_paths(kernels, results);
  for (const Kernel* kernel : kernels) {
    const bool is_fastest = std::find(fastest.begin(), fastest.end(), kernel) != fastest.end();
    const Swept swept{find(exhaustive, kernel), find(sampled, kernel), searched, is_fastest};
    if (swept.exhaustive == nullptr && swept.sampled == nullptr) continue;
    const SpecialReport special = check_special_values(*kernel, swept.exhaustive != nullptr);
    if (swept.exhaustive != nullptr) clock.inputs += special.inputs;
    add_accuracy(*kernel, swept, special, results);
    if (is_fastest && kernel->dtype == DType::f32) add_graph(*kernel, options.seed, results);
  }
  for (const PathAgreement& a : sampled.agreements) add_agreement(a, searched ? "searched" : "sampled", results);
  for (const PathAgreement& a : exhaustive.agreements) {
    add_agreement(a, exhaustive.complete ? "exhaustive" : "partial", results);
  }
}

void sweep_binary32(const std::vector<const Kernel*>& kernels, const StageOptions& options, Sweeper& sweeper,
                    StageClock& clock, ResultSet& results) {
  const Profile& profile = options.profile;
  const std::vector<const Kernel*> fastest = fastest_paths(kernels, results);
  // Fastest first, so that the other paths are compared with it.
  std::vector<const Kernel*> ordered = fastest;
  for (const Kernel* kernel : kernels) {
    if (std::find(fastest.begin(), fastest.end(), kernel) == fastest.end()) ordered.push_back(kernel);
  }
  const bool all = profile.exhaustive == Profile::Exhaustive::all_paths;
  // With all paths exhaustive, a smaller sample is for what only samples try.
  const int sample_log2 = all ? 8 : profile.sample_log2;
  const SweepResult sampled =
      sweeper.run("sample of float32", ordered, stratified_inputs(DType::f32, sample_log2), true);
  SweepResult exhaustive;
  if (profile.exhaustive != Profile::Exhaustive::none && !stopped(options)) {
    exhaustive = sweeper.run("every float32", all ? ordered : fastest, exhaustive_inputs(DType::f32), false);
  }
  add_results(kernels, exhaustive, sampled, false, options, clock, results);
}

void sweep_16_bit(DType dtype, const std::vector<const Kernel*>& kernels, const StageOptions& options, Sweeper& sweeper,
                  StageClock& clock, ResultSet& results) {
  const SweepResult exhaustive =
      sweeper.run(fmt::format("every {}", to_string(dtype)), kernels, exhaustive_inputs(dtype), true);
  add_results(kernels, exhaustive, {}, false, options, clock, results);
}

/// The inputs a guided search finds for each kernel, and those of the corpora.
std::vector<double> hard_inputs(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                StageClock& clock) {
  std::vector<double> inputs = options.corpus;
  std::vector<Curve> curves;
  for (const Kernel* kernel : kernels) {
    if (std::find(curves.begin(), curves.end(), kernel->curve()) != curves.end()) continue;
    curves.push_back(kernel->curve());
    const std::vector<double> known = corpus(kernel->curve());
    inputs.insert(inputs.end(), known.begin(), known.end());
  }
  const SweepSharing& sharing = options.sharing;
  HardInputs found;
  if (!sharing.found) {
    Progress progress(fmt::format("accuracy, search ({} kernels)", kernels.size()), "", options.quiet);
    SearchOptions search;
    search.seed = options.seed;
    search.evaluations = options.profile.search_evaluations;
    search.stop = options.stop;
    std::uint64_t done = 0;
    std::atomic<std::uint64_t> own_ticket = 0;
    const auto next = [&] { return sharing.ticket ? sharing.ticket("search") : own_ticket.fetch_add(1); };
    std::mutex results;
    FirstException failure;
    const auto search_on_this_thread = [&] {
      for (std::uint64_t k = next(); k < kernels.size() && !failure.has_caught(); k = next()) {
        const SearchResult result = search_large_errors(*kernels[k], search);
        const std::lock_guard lock(results);
        found.inputs.insert(found.inputs.end(), result.inputs.begin(), result.inputs.end());
        found.evaluations += result.evaluations;
        progress.update(++done, kernels.size());
      }
    };
#pragma omp parallel num_threads(options.accuracy_threads)
    failure.guard(search_on_this_thread);
    failure.rethrow();
    if (sharing.exchange) found = sharing.exchange(found);
  }
  const HardInputs& all = sharing.found ? *sharing.found : found;
  inputs.insert(inputs.end(), all.inputs.begin(), all.inputs.end());
  clock.inputs += all.evaluations;
  return inputs;
}

void sweep_binary64(const std::vector<const Kernel*>& kernels, const StageOptions& options, Sweeper& sweeper,
                    StageClock& clock, ResultSet& results) {
  std::vector<InputPiece> pieces = listed_inputs(DType::f64, hard_inputs(kernels, options, clock));
  if (stopped(options)) return;
  const std::vector<InputPiece> sample = stratified_inputs(DType::f64, options.profile.sample_log2_f64);
  pieces.insert(pieces.end(), sample.begin(), sample.end());
  add_results(kernels, {}, sweeper.run("sample of float64", kernels, pieces, true), true, options, clock, results);
}

void sweep_flushed(DType dtype, const std::vector<const Kernel*>& kernels, const StageOptions& options,
                   Sweeper& sweeper, ResultSet& results) {
  if (stopped(options) || options.sharing.is_part) return;
  const int log2_per_binade = dtype == DType::f32 ? 8 : 3;
  const auto pieces = size_of(dtype) == 2 ? exhaustive_inputs(dtype) : stratified_inputs(dtype, log2_per_binade);
  const SweepResult flushed = sweeper.run(fmt::format("flushed {}", to_string(dtype)), kernels, pieces, false, true);
  for (const KernelErrors& errors : flushed.kernels) add_flushed(errors, results);
}

/// The forward kernel of a backward one.
const Kernel* forward_of(const Kernel& backward) {
  const std::string id =
      kernel_id(backward.method, backward.variant, backward.dtype, Direction::forward, backward.path);
  for (const Kernel& kernel : registry()) {
    if (kernel.id == id) return &kernel;
  }
  return nullptr;
}

std::vector<ContractCheck> all_checks(const Kernel& kernel) {
  std::vector<ContractCheck> checks = check_contract(kernel);
  if (kernel.direction == Direction::backward) {
    if (const Kernel* forward = forward_of(kernel)) checks.push_back(check_gradient(*forward, kernel));
  }
  return checks;
}

/// Part of the timing stage: kernels of one data type and direction, under some conditions.
struct TimingPart {
  std::string title;
  std::vector<const Kernel*> kernels;
  TimingOptions timing;
  std::string compares;  ///< of a ComparisonRecord
  double weight = 1;     ///< rows
};

double timed_part(const TimingPart& part, double budget_seconds, const StageOptions& options,
                  const std::function<void(TimingRecord&)>& take) {
  if (stopped(options)) return 0;
  const auto start = std::chrono::steady_clock::now();
  Progress progress(fmt::format("timing, {} ({} kernels)", part.title, part.kernels.size()), "", options.quiet);
  TimingOptions timing = part.timing;
  timing.sampling.sample_seconds = options.profile.sample_seconds;
  timing.sampling.target = options.profile.timing_target;
  timing.sampling.budget_seconds = budget_seconds;
  timing.sampling.stop = options.stop;
  timing.sampling.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  timing.dram_factor = options.profile.dram_factor;
  timing.seed = options.seed;
  for (TimingRecord& record : measure(part.kernels, timing)) take(record);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Kernels of one data type and direction each.
std::vector<std::vector<const Kernel*>> alike(const std::vector<const Kernel*>& kernels) {
  std::vector<std::vector<const Kernel*>> lists;
  for (const DType dtype : all_dtypes()) {
    for (const Direction direction : {Direction::forward, Direction::backward}) {
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
    TimingPart part{"inputs, " + title_of(*list.front()), list, {}, "distribution", 0};
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
    TimingPart part{"threads", linked, {}, "threads", 0};
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
         .claim = {k->claim.max_ulp, k->claim.ulp_from, k->claim.max_abs, k->claim.special_values, k->claim.finite},
         .provenance = k->provenance,
         .c_function = k->c_function.empty() ? std::nullopt : std::optional(k->c_function)});
  }
}

std::vector<const Kernel*> contract_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                          ResultSet& results) {
  StageClock clock("contract", results);
  std::map<std::string, std::string> failed;
  for (const Kernel* kernel : kernels) {
    for (const ContractCheck& check : all_checks(*kernel)) {
      results.contracts.push_back({kernel->id, check.name, check.passed, check.detail, check.digest});
      if (!check.passed)
        failed.try_emplace(kernel->id, fmt::format("contract broken: {}: {}", check.name, check.detail));
    }
  }
  StageOptions quiet = options;
  quiet.quiet = true;
  quiet.sharing = {};
  Sweeper sweeper(quiet, clock);
  for (const DType dtype : all_dtypes()) {
    const std::vector<const Kernel*> some = of_dtype(kernels, dtype);
    if (some.empty()) continue;
    const SweepResult sample =
        sweeper.run("sample", some, stratified_inputs(dtype, dtype == DType::f64 ? 2 : 6), false);
    for (const KernelErrors& errors : sample.kernels) {
      const auto broken = broken_claims(errors, check_special_values(*errors.kernel, false));
      if (!broken.empty() && !claimed_of_another_version(*errors.kernel))
        failed.try_emplace(errors.kernel->id, "claim broken: " + broken.front());
    }
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
  results.findings = examine_machine();
  results.ceilings = measure_ceilings();
  std::vector<TimingPart> parts = main_parts(kernels, options);
  double weight = 0;
  for (const TimingPart& part : parts) weight += part.weight;
  // What compares conditions gets what is left of the stage, at most this share.
  constexpr double comparing = 0.2;
  double budget = options.profile.timing_seconds * (options.given || options.brief ? 1 : 1 - comparing);
  for (const TimingPart& part : parts) {
    const double share = budget * part.weight / weight;
    const double spent =
        timed_part(part, share, options, [&](TimingRecord& record) { results.timings.push_back(std::move(record)); });
    budget = std::max(0.0, budget - spent);
    weight -= part.weight;
  }
  compare_with_ceilings(results.timings);
  const bool moved =
      std::any_of(results.timings.begin(), results.timings.end(), [](const TimingRecord& t) { return !t.pinned; });
  if (moved) print_line("threads could not be pinned to CPUs: the system may have moved them while they were timed");
  if (options.given || options.brief) return;
  parts = comparing_parts(kernels, options, results);
  for (const TimingPart& part : parts) {
    const double share = options.profile.timing_seconds * comparing / static_cast<double>(parts.size());
    std::map<std::string, std::size_t> place;
    timed_part(part, share, options, [&](TimingRecord& record) {
      const auto [at, is_new] = place.try_emplace(record.kernel, results.comparisons.size());
      if (is_new) results.comparisons.push_back({record.kernel, part.compares, {}});
      results.comparisons[at->second].rows.push_back(std::move(record));
    });
  }
}

void accuracy_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  if (kernels.empty() || stopped(options)) return;
  StageClock clock("accuracy", results);
  Sweeper sweeper(options, clock);
  for (const DType dtype : all_dtypes()) {
    const std::vector<const Kernel*> some = of_dtype(kernels, dtype);
    if (some.empty() || stopped(options)) continue;
    if (dtype == DType::f32)
      sweep_binary32(some, options, sweeper, clock, results);
    else if (dtype == DType::f64)
      sweep_binary64(some, options, sweeper, clock, results);
    else
      sweep_16_bit(dtype, some, options, sweeper, clock, results);
    sweep_flushed(dtype, some, options, sweeper, results);
  }
}

}  // namespace gelubench
