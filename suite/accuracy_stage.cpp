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
    const Profile& profile = options_.profile;
    const std::vector<const Kernel*> fastest = fastest_paths(kernels, results_);
    // Fastest first, so that the other paths are compared with it.
    std::vector<const Kernel*> ordered = fastest;
    for (const Kernel* kernel : kernels) {
      if (std::find(fastest.begin(), fastest.end(), kernel) == fastest.end()) ordered.push_back(kernel);
    }
    const bool has_all_paths = profile.exhaustive == Profile::Exhaustive::all_paths;
    // With all paths exhaustive, a smaller sample is for what only samples try.
    constexpr int small_sample_log2 = 8;
    const int sample_log2 = has_all_paths ? small_sample_log2 : profile.sample_log2;
    Judged judged;
    judged.sample =
        sweeper_.run({"sample of float32", ordered, stratified_inputs(DType::f32, sample_log2), Mode::mirrored});
    if (profile.exhaustive != Profile::Exhaustive::none && !is_stopped(options_)) {
      std::vector<const Kernel*> kernels_to_sweep = has_all_paths ? ordered : fastest;
      judged.recognised = recognise(kernels_to_sweep);
      std::erase_if(kernels_to_sweep, [&](const Kernel* k) { return judged.recognised.known.contains(k); });
      if (!kernels_to_sweep.empty() && !is_stopped(options_)) {
        judged.exhaustive = sweeper_.run({"every float32", kernels_to_sweep, exhaustive_inputs(DType::f32)});
      }
    }
    return judged;
  }

  /// Runs the kernels that have been swept elsewhere over all inputs and compares what they give with what was found
  /// there, by digest; of those that are the same, some pieces are judged again.
  Recognised recognise(const std::vector<const Kernel*>& kernels) {
    Recognised found;
    if (options_.known == nullptr || options_.known->is_empty()) return found;
    std::vector<const Kernel*> swept_elsewhere;
    for (const Kernel* kernel : kernels) {
      if (options_.known->latest(*kernel)) swept_elsewhere.push_back(kernel);
    }
    if (swept_elsewhere.empty()) return found;
    const std::vector<InputPiece> pieces = exhaustive_inputs(DType::f32);
    found.digests = sweeper_.run({"every float32, by digest", swept_elsewhere, pieces, Mode::digests});
    if (!found.digests.complete) return found;
    std::vector<const Kernel*> same;
    for (const KernelErrors& hashed : found.digests.kernels) {
      const std::optional<KnownSweep> sweep = options_.known->find(*hashed.kernel, hashed.digest);
      if (!sweep) continue;
      found.known.emplace(hashed.kernel, *sweep);
      same.push_back(hashed.kernel);
    }
    if (!same.empty()) found.again = sweeper_.run({"some float32 again", same, some_of(pieces)});
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
    judged.exhaustive =
        sweeper_.run({fmt::format("every {}", to_string(dtype)), kernels, exhaustive_inputs(dtype), Mode::mirrored});
    return judged;
  }

  Judged judge_binary64(const std::vector<const Kernel*>& kernels) {
    std::vector<InputPiece> pieces = listed_inputs(DType::f64, hard_inputs(kernels, options_, clock_));
    if (is_stopped(options_)) return {};
    const std::vector<InputPiece> sample = stratified_inputs(DType::f64, options_.profile.sample_log2_f64);
    pieces.insert(pieces.end(), sample.begin(), sample.end());
    Judged judged;
    judged.sample = sweeper_.run({"sample of float64", kernels, pieces, Mode::mirrored});
    judged.sample_coverage = "searched";
    return judged;
  }

  /// What flushing subnormal numbers changes, on a sample.
  void judge_flushed(DType dtype, const std::vector<const Kernel*>& kernels) {
    const bool is_remote = kernels.front()->is_remote();  // where the modes of this process do not matter
    if (is_remote || is_stopped(options_) || options_.sharing.is_part) return;
    const int log2_per_binade = dtype == DType::f32 ? 8 : 3;
    const auto pieces = size_of(dtype) == 2 ? exhaustive_inputs(dtype) : stratified_inputs(dtype, log2_per_binade);
    const SweepResult flushed =
        sweeper_.run({fmt::format("flushed {}", to_string(dtype)), kernels, pieces, Mode::flushed});
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
    if (before) print_line(changes_since(*before, kernel, results_));
  }

  const StageOptions& options_;
  ResultSet& results_;
  StageClock clock_;
  Sweeper sweeper_{options_, clock_};
  std::uint64_t spot_seed_ = 0;
};

}  // namespace

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
