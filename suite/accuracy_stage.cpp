// The stage that judges: sweeps of every data type, and the records made of them.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "accuracy/claims.hpp"
#include "accuracy/corpus.hpp"
#include "accuracy/search.hpp"
#include "kernels/first_exception.hpp"
#include "suite/accuracy_records.hpp"
#include "suite/known_records.hpp"
#include "suite/progress.hpp"
#include "suite/stage_kernels.hpp"
#include "suite/stages.hpp"
#include "suite/sweeper.hpp"

namespace gelubench {
namespace {

using Mode = SweepRequest::Mode;

const KernelErrors* find(const SweepResult& result, const Kernel* kernel) {
  for (const KernelErrors& errors : result.kernels) {
    if (errors.kernel == kernel) return &errors;
  }
  return nullptr;
}

/// What a guided search finds for each kernel; among processes that share it, for the kernels this one is first to ask
/// for.
HardInputs search(const std::vector<const Kernel*>& kernels, const StageOptions& options) {
  HardInputs found;
  Progress progress(fmt::format("accuracy, search ({} kernels)", kernels.size()), "", options.quiet);
  SearchOptions search_options;
  search_options.seed = options.seed;
  search_options.evaluations = options.profile.search_evaluations;
  search_options.stop = options.stop;
  std::uint64_t done = 0;
  std::atomic<std::uint64_t> own_ticket = 0;
  const auto next = [&] { return options.sharing.ticket ? options.sharing.ticket("search") : own_ticket.fetch_add(1); };
  std::mutex results;
  FirstException failure;
  const auto search_on_this_thread = [&] {
    for (std::uint64_t k = next(); k < kernels.size() && !failure.has_caught(); k = next()) {
      const SearchResult result = search_large_errors(*kernels[k], search_options);
      const std::lock_guard lock(results);
      found.inputs.insert(found.inputs.end(), result.inputs.begin(), result.inputs.end());
      found.evaluations += result.evaluations;
      progress.update(++done, kernels.size());
    }
  };
#pragma omp parallel num_threads(options.accuracy_threads)
  failure.guard(search_on_this_thread);
  failure.rethrow();
  return found;
}

/// How long search() will take, by a short one for some kernels.
double search_seconds(const std::vector<const Kernel*>& kernels, const StageOptions& options) {
  constexpr std::size_t one_in = 16;
  constexpr std::uint64_t shorter = 16;
  std::vector<const Kernel*> some;
  for (std::size_t k = one_in / 2; k < kernels.size(); k += one_in) some.push_back(kernels[k]);
  if (some.empty()) some.push_back(kernels.front());
  StageOptions brief = options;
  brief.quiet = true;
  brief.profile.search_evaluations = options.profile.search_evaluations / shorter;
  (void)search(some, brief);  // what is made once for all kernels
  StageClock clock;
  // The first evaluations, of every binade, may already be more than are asked for.
  const auto done = static_cast<double>(search(some, brief).evaluations);
  if (done == 0) return 0;  // stopped
  const double seconds = clock.record("search").seconds;
  const auto of_each = static_cast<double>(options.profile.search_evaluations) * SearchOptions().seeds;
  const double times = static_cast<double>(kernels.size()) / static_cast<double>(some.size());
  return seconds * times * std::max(1.0, of_each * static_cast<double>(some.size()) / done);
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
  if (!sharing.found) found = search(kernels, options);
  if (!sharing.found && sharing.exchange) found = sharing.exchange(found);
  const HardInputs& all = sharing.found ? *sharing.found : found;
  inputs.insert(inputs.end(), all.inputs.begin(), all.inputs.end());
  clock.add_inputs(all.evaluations);
  return inputs;
}

/// The kernels of a list whose results were hashed, and which of them are known.
struct Recognised {
  SweepResult digests;
  std::map<const Kernel*, KnownSweep> known;
  SweepResult again;  ///< some pieces of those, judged
};

/// The sweeps that kernels of one data type were judged by.
struct Judged {
  SweepResult exhaustive;
  Recognised recognised;
  SweepResult sample;
  std::string sample_coverage = "sampled";  ///< or "searched": with what a guided search found
};

/// The sweeps that binary32 kernels are judged by.
struct Binary32Plan {
  SweepRequest sample;
  SweepRequest digests;     ///< of those swept elsewhere; may be of none
  SweepRequest exhaustive;  ///< of those to be swept, if not recognised by their digests; may be of none
};

Binary32Plan plan_binary32(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                           const ResultSet& results) {
  const Profile& profile = options.profile;
  const std::vector<const Kernel*> fastest = fastest_paths(kernels, results);
  // Fastest first, so that the other paths are compared with it.
  std::vector<const Kernel*> ordered = fastest;
  for (const Kernel* kernel : kernels) {
    if (std::find(fastest.begin(), fastest.end(), kernel) == fastest.end()) ordered.push_back(kernel);
  }
  const bool has_all_paths = profile.exhaustive == Profile::Exhaustive::all_paths;
  // With all paths exhaustive, a smaller sample is for what only samples try.
  constexpr int small_sample_log2 = 8;
  const int sample_log2 = has_all_paths ? small_sample_log2 : profile.sample_log2;
  Binary32Plan plan;
  plan.sample = {"sample of float32", ordered, stratified_inputs(DType::f32, sample_log2), Mode::mirrored};
  if (profile.exhaustive == Profile::Exhaustive::none) return plan;
  plan.exhaustive = {"every float32", has_all_paths ? ordered : fastest, exhaustive_inputs(DType::f32)};
  plan.digests = {"every float32, by digest", {}, plan.exhaustive.pieces, Mode::digests};
  if (options.known == nullptr) return plan;
  for (const Kernel* kernel : plan.exhaustive.kernels) {
    if (options.known->latest(*kernel)) plan.digests.kernels.push_back(kernel);
  }
  return plan;
}

SweepRequest sweep_of_16_bit(DType dtype, const std::vector<const Kernel*>& kernels) {
  return {fmt::format("every {}", to_string(dtype)), kernels, exhaustive_inputs(dtype), Mode::mirrored};
}

/// Without what is searched for, and the corpora.
SweepRequest sample_of_binary64(const std::vector<const Kernel*>& kernels, const StageOptions& options) {
  return {"sample of float64", kernels, stratified_inputs(DType::f64, options.profile.sample_log2_f64), Mode::mirrored};
}

SweepRequest flushed_sweep(DType dtype, const std::vector<const Kernel*>& kernels) {
  const int log2_per_binade = dtype == DType::f32 ? 8 : 3;
  const auto pieces = size_of(dtype) == 2 ? exhaustive_inputs(dtype) : stratified_inputs(dtype, log2_per_binade);
  return {fmt::format("flushed {}", to_string(dtype)), kernels, pieces, Mode::flushed};
}

/// Some pieces of a sweep, spread over all, and of these what fits one block: a sweep of them takes as much less time
/// as they are fewer inputs, about.
SweepRequest thinned(SweepRequest request) {
  constexpr std::size_t most_pieces = 256;
  const std::size_t step = std::max<std::size_t>(1, request.pieces.size() / most_pieces);
  std::vector<InputPiece> some;
  for (std::size_t i = step / 2; i < request.pieces.size(); i += step) {
    some.push_back(request.pieces[i]);
    some.back().count = std::min<std::uint64_t>(some.back().count, score_block);
  }
  request.pieces = some;
  return request;
}

class AccuracyStage {
 public:
  AccuracyStage(const StageOptions& options, ResultSet& results) : options_(options), results_(results) {}

  /// All kernels of a data type: ours together, so that a reference is evaluated once; each of another process by
  /// itself, so that one that fails ends its own rows.
  void judge(DType dtype, std::vector<const Kernel*> kernels) {
    const auto remote =
        std::stable_partition(kernels.begin(), kernels.end(), [](const Kernel* k) { return !k->is_remote(); });
    if (remote != kernels.begin()) judge_together(dtype, {kernels.begin(), remote});
    for (auto k = remote; k != kernels.end() && !is_stopped(options_); ++k) judge_remote(dtype, **k);
  }

  StageRecord record() const { return clock_.record("accuracy"); }

 private:
  void judge_remote(DType dtype, const Kernel& kernel) {
    try {
      judge_together(dtype, {&kernel});
    } catch (const KernelFailed& failed) {
      print_line(failed.what());
      drop_accuracy(kernel.id, results_);
      results_.skipped.push_back({kernel.id, "accuracy", failed.detail});
    }
  }

  void judge_together(DType dtype, const std::vector<const Kernel*>& kernels) {
    switch (dtype) {
      case DType::f32:
        add_records(kernels, judge_binary32(kernels));
        break;
      case DType::f64:
        add_records(kernels, judge_binary64(kernels));
        break;
      case DType::f16:
      case DType::bf16:
        add_records(kernels, judge_16_bit(dtype, kernels));
        break;
    }
    judge_flushed(dtype, kernels);
  }

  Judged judge_binary32(const std::vector<const Kernel*>& kernels) {
    const Binary32Plan plan = plan_binary32(kernels, options_, results_);
    Judged judged;
    judged.sample = sweeper_.run(plan.sample);
    if (!plan.exhaustive.kernels.empty() && !is_stopped(options_)) {
      SweepRequest rest = plan.exhaustive;
      judged.recognised = recognise(plan);
      std::erase_if(rest.kernels, [&](const Kernel* k) { return judged.recognised.known.contains(k); });
      if (!rest.kernels.empty() && !is_stopped(options_)) judged.exhaustive = sweeper_.run(rest);
    }
    return judged;
  }

  /// Runs the kernels that have been swept elsewhere over all inputs and compares what they give with what was found
  /// there, by digest; of those that are the same, some pieces are judged again.
  Recognised recognise(const Binary32Plan& plan) {
    Recognised found;
    if (plan.digests.kernels.empty()) return found;
    found.digests = sweeper_.run(plan.digests);
    if (!found.digests.complete) return found;
    std::vector<const Kernel*> same;
    for (const KernelErrors& hashed : found.digests.kernels) {
      const std::optional<KnownSweep> sweep = options_.known->find(*hashed.kernel, hashed.digest);
      if (!sweep) continue;
      found.known.emplace(hashed.kernel, *sweep);
      same.push_back(hashed.kernel);
    }
    if (!same.empty()) found.again = sweeper_.run({"some float32 again", same, some_of(plan.digests.pieces)});
    return found;
  }

  /// A thousandth of the pieces, others in every run.
  std::vector<InputPiece> some_of(const std::vector<InputPiece>& pieces) {
    constexpr std::size_t one_in = 1000;
    spot_seed_ = std::random_device()();
    print_line(fmt::format("accuracy: a thousandth of what is known is judged again, picked by seed {}", spot_seed_));
    std::set<std::size_t> picked;
    for (std::size_t i = 0; i <= pieces.size() / one_in; ++i) picked.insert(mix(spot_seed_, i) % pieces.size());
    std::vector<InputPiece> some;
    for (const std::size_t piece : picked) some.push_back(pieces[piece]);
    return some;
  }

  Judged judge_16_bit(DType dtype, const std::vector<const Kernel*>& kernels) {
    Judged judged;
    judged.exhaustive = sweeper_.run(sweep_of_16_bit(dtype, kernels));
    return judged;
  }

  Judged judge_binary64(const std::vector<const Kernel*>& kernels) {
    const std::vector<InputPiece> pieces = listed_inputs(DType::f64, hard_inputs(kernels, options_, clock_));
    if (is_stopped(options_)) return {};
    SweepRequest sample = sample_of_binary64(kernels, options_);
    sample.pieces.insert(sample.pieces.begin(), pieces.begin(), pieces.end());
    Judged judged;
    judged.sample = sweeper_.run(sample);
    judged.sample_coverage = "searched";
    return judged;
  }

  /// What flushing subnormal numbers changes, on a sample.
  void judge_flushed(DType dtype, const std::vector<const Kernel*>& kernels) {
    const bool is_remote = kernels.front()->is_remote();  // where the modes of this process do not matter
    if (is_remote || is_stopped(options_) || options_.sharing.is_part) return;
    const SweepResult flushed = sweeper_.run(flushed_sweep(dtype, kernels));
    for (const KernelErrors& errors : flushed.kernels) add_flushed(errors, results_);
  }

  void add_records(const std::vector<const Kernel*>& kernels, const Judged& judged) {
    if (options_.sharing.is_part) return;  // the records are made where all parts are
    const std::vector<const Kernel*> fastest = fastest_paths(kernels, results_);
    for (const Kernel* kernel : kernels) {
      const bool is_fastest = std::find(fastest.begin(), fastest.end(), kernel) != fastest.end();
      const auto known = judged.recognised.known.find(kernel);
      const Swept swept{.exhaustive = find(judged.exhaustive, kernel),
                        .sampled = find(judged.sample, kernel),
                        .known = known == judged.recognised.known.end() ? nullptr : &known->second,
                        .searched = judged.sample_coverage == "searched",
                        .curve = is_fastest};
      if (swept.exhaustive == nullptr && swept.sampled == nullptr) continue;
      const bool is_swept = swept.exhaustive != nullptr || swept.known != nullptr;
      const SpecialReport special = check_special_values(*kernel, is_swept);
      if (is_swept) clock_.add_inputs(special.inputs);
      add_accuracy(*kernel, swept, special, results_);
      hold_against_known(*kernel, swept, judged.recognised);
      add_closeness(*kernel, options_.tolerance, results_);
      add_products(*kernel, options_.seed, results_);
      if (is_fastest && kernel->dtype == DType::f32) add_graph(*kernel, options_.seed, results_);
    }
    for (const PathAgreement& a : judged.sample.agreements) add_agreement(a, judged.sample_coverage, results_);
    for (const SweepResult* swept : {&judged.recognised.digests, &judged.exhaustive}) {
      for (const PathAgreement& a : swept->agreements) {
        // Those hashed were compared then.
        if (swept == &judged.exhaustive && find(judged.recognised.digests, a.a) != nullptr) continue;
        add_agreement(a, swept->complete ? "exhaustive" : "partial", results_);
      }
    }
  }

  /// That records taken over are not contradicted; what has changed where there was nothing to take over.
  void hold_against_known(const Kernel& kernel, const Swept& swept, const Recognised& recognised) {
    if (swept.known != nullptr) {
      const std::string found = contradiction(kernel, results_, *find(recognised.again, &kernel), spot_seed_);
      if (found.empty()) return;
      results_.broken_claims.push_back(
          {kernel.id, fmt::format("{}: the results are those of {} ({}, {}), but what is recorded there does not hold "
                                  "(seed {}; --afresh judges it anew): {}",
                                  kernel.id, swept.known->source.run, swept.known->source.commit.substr(0, 7),
                                  swept.known->source.utc.substr(0, 10), spot_seed_, found)});
      return;
    }
    if (swept.exhaustive == nullptr || swept.exhaustive->digest.empty() || options_.known == nullptr) return;
    const std::optional<KnownSweep> before = options_.known->of_same_path(kernel);
    if (before && before->own().digest != swept.exhaustive->digest)
      print_line(changes_since(*before, kernel, results_));
  }

  const StageOptions& options_;
  ResultSet& results_;
  StageClock clock_;
  Sweeper sweeper_{options_, clock_};
  std::uint64_t spot_seed_ = 0;
};

}  // namespace

double accuracy_forecast(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                         const ResultSet& results) {
  StageOptions quiet = options;
  quiet.quiet = true;
  StageClock clock;
  Sweeper sweeper(quiet, clock);
  // Of a sweep, by a little of it; a second time, when what is made once for all sweeps has been made.
  const auto sweep_seconds = [&](const SweepRequest& request) {
    if (request.kernels.empty() || is_stopped(options)) return 0.0;
    const SweepRequest some = thinned(request);
    const double times =
        static_cast<double>(input_count(request.pieces)) / static_cast<double>(input_count(some.pieces));
    (void)sweeper.run(some);
    return times * sweeper.run(some).seconds;
  };
  double seconds = 0;
  for (const DType dtype : all_dtypes()) {
    std::vector<const Kernel*> some = of_dtype(kernels, dtype);
    // Those of other processes take what they take.
    std::erase_if(some, [](const Kernel* k) { return k->is_remote(); });
    if (some.empty()) continue;
    if (dtype == DType::f32) {
      Binary32Plan plan = plan_binary32(some, options, results);
      seconds += sweep_seconds(plan.sample) + sweep_seconds(plan.digests);
      std::erase_if(plan.exhaustive.kernels, [&](const Kernel* k) {
        return std::find(plan.digests.kernels.begin(), plan.digests.kernels.end(), k) != plan.digests.kernels.end();
      });
      seconds += sweep_seconds(plan.exhaustive);
    } else if (dtype == DType::f64) {
      seconds += sweep_seconds(sample_of_binary64(some, options)) + search_seconds(some, options);
    } else {
      seconds += sweep_seconds(sweep_of_16_bit(dtype, some));
    }
    seconds += sweep_seconds(flushed_sweep(dtype, some));
  }
  return seconds;
}

void accuracy_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options, ResultSet& results) {
  if (kernels.empty() || is_stopped(options)) return;
  AccuracyStage stage(options, results);
  for (const DType dtype : all_dtypes()) {
    const std::vector<const Kernel*> some = of_dtype(kernels, dtype);
    if (!some.empty() && !is_stopped(options)) stage.judge(dtype, some);
  }
  results.stages.push_back(stage.record());
}

}  // namespace gelubench
