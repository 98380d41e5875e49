#include "suite/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "bench/distribution.hpp"
#include "bench/working_set.hpp"
#include "reports/format.hpp"
#include "results/atomic_file.hpp"
#include "results/result_json.hpp"
#include "suite/corpus_folder.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/prediction.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// Names of several sizes replaced by these; levels this machine lacks are noted as skipped.
std::vector<std::string> parse_sizes(const std::vector<std::string>& texts, const Profile& profile,
                                     ResultSet& results) {
  const auto& levels = working_set_levels();
  std::vector<std::string> sizes;
  for (const std::string& text : texts) {
    const std::vector<std::string> named = named_sizes(text);
    if (!named.empty()) {
      sizes.insert(sizes.end(), named.begin(), named.end());
    } else if (working_set(text, profile.dram_factor)) {
      sizes.push_back(text);
    } else if (std::find(levels.begin(), levels.end(), text) != levels.end()) {
      results.skipped.push_back({"all", "timing", "this machine reports no " + text});
    } else {
      throw UsageError(fmt::format("--sizes '{}' is none of small, models, {}", text, working_set_words()));
    }
  }
  return sizes;
}

/// Before anything is measured.
void check_memory(const std::vector<const Kernel*>& kernels, const StageOptions& options) {
  const auto available = available_memory();
  if (!available) return;
  TimingOptions timing;
  timing.threads = {options.timing_threads.back()};
  timing.dram_factor = options.profile.dram_factor;
  for (const std::string& size : options.sizes) {
    timing.sizes = {size};
    const double needed = memory_needed(kernels, timing);
    if (needed <= 0.9 * static_cast<double>(*available)) continue;
    throw UsageError(fmt::format("--sizes {} needs {:.3g} GiB of memory; {:.3g} GiB are available", size,
                                 needed / (1 << 30), static_cast<double>(*available) / (1 << 30)));
  }
}

}  // namespace

std::vector<int> parse_threads(const std::vector<std::string>& texts) {
  const int cores = available_cores();
  std::vector<int> threads;
  for (const std::string& text : texts) {
    int n = cores;
    if (text == "all") {
      for (int power = 1; power < cores; power *= 2) threads.push_back(power);
    } else if (text != "max") {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
      if (error != std::errc() || end != text.data() + text.size() || n < 1) {
        throw UsageError(fmt::format("--threads '{}' is neither a positive number nor 'max' nor 'all'", text));
      }
      if (n > cores) throw UsageError(fmt::format("--threads {}: this process may use {} cores", n, cores));
    }
    threads.push_back(n);
  }
  std::sort(threads.begin(), threads.end());
  threads.erase(std::unique(threads.begin(), threads.end()), threads.end());
  return threads;
}

std::string distribution_names() {
  std::vector<std::string> names;
  for (const Distribution& distribution : distributions()) names.push_back(distribution.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

void check_distribution(const std::string& name) {
  if (find_distribution(name) != nullptr) return;
  throw UsageError(fmt::format("--distribution '{}' is none of {}", name, distribution_names()));
}

Run::Run(const MeasureOptions& options) : filters_(options.filters), quiet_(options.quiet) {
  stage_options_.profile = find_profile(options.profile);
  stage_options_.seed = options.seed;
  const Profile& profile = stage_options_.profile;
  stage_options_.timing_threads = parse_threads(options.threads.empty() ? profile.threads : options.threads);
  stage_options_.accuracy_threads = available_cores();
  stage_options_.quiet = options.quiet;
  stage_options_.tolerance = options.tolerance;
  if (options.afresh && !options.known.empty()) throw UsageError("--afresh judges everything: leave out --known");
  if (!options.known.empty()) {
    known_ = KnownResults({options.known.begin(), options.known.end()});
  }
  stage_options_.known = &known_;
  if (!options.corpus.empty()) stage_options_.corpus = read_corpus_folder(options.corpus);
  check_distribution(options.distribution);
  stage_options_.distribution = options.distribution;
  stage_options_.sizes = parse_sizes(options.sizes.empty() ? profile.sizes : options.sizes, profile, results_);
  stage_options_.brief = options.brief;
  stage_options_.time_emulated = options.time_emulated;
  stage_options_.in_place = options.in_place || profile.time_everything;
  selection_ = select_kernels(options.filters);
  const auto is_binary32 = [](const Kernel* kernel) { return kernel->dtype == DType::f32; };
  wants_default_known_ = options.default_known && options.known.empty() && !options.afresh &&
                         profile.exhaustive != Profile::Exhaustive::none &&
                         std::any_of(selection_.kernels.begin(), selection_.kernels.end(), is_binary32);
  check_memory(selection_.kernels, stage_options_);
  if (!options.in.empty()) read_inputs(options.in);
  judged_ = selection_.kernels;
  results_.environment = detect_environment();
  results_.environment.seed = options.seed;
  results_.environment.profile = options.profile;
  results_.skipped.insert(results_.skipped.end(), selection_.skipped.begin(), selection_.skipped.end());
  add_kernels(selection_.kernels, results_);
  stage_options_.stop = &stop_on_interrupt();
}

RunIdentity Run::identity() const {
  const auto add = [](std::string& list, const std::string& id) { list += (list.empty() ? "" : " ") + id; };
  const Environment& e = results_.environment;
  RunIdentity identity{.commit = e.revision(), .profile = e.profile, .seed = e.seed, .utc = e.utc};
  for (const Kernel* kernel : selection_.kernels) {
    add(identity.kernels, kernel->id + (kernel->version.empty() ? "" : "@" + kernel->version));
  }
  for (const SkippedRecord& skipped : selection_.skipped) add(identity.skipped, skipped.kernel);
  return identity;
}
void Run::contract() {
  if (std::exchange(wants_default_known_, false)) known_ = default_known_results();
  timed_ = contract_stage(selection_.kernels, stage_options_, results_);
  judged_ = without_beyond_use(selection_.kernels, results_);
}
void Run::forecast(bool with_timing) const {
  constexpr double least_told = 5;
  if (stage_options_.quiet) return;
  const double timing = with_timing ? timing_forecast(timed_, stage_options_, results_) : 0;
  const double accuracy = accuracy_forecast(judged_, stage_options_, results_);
  if (timing + accuracy < least_told) return;
  std::string line = fmt::format("this will take about {}", format_seconds(timing + accuracy));
  if (with_timing) line += fmt::format(": timing {}, accuracy {}", format_seconds(timing), format_seconds(accuracy));
  const bool has_remote = std::any_of(judged_.begin(), judged_.end(), [](const Kernel* k) { return k->is_remote(); });
  print_line(line + (has_remote ? ", and what kernels of other processes take" : ""));
}

void Run::timing() { timing_stage(timed_, stage_options_, results_); }
void Run::costs() { costs_stage(timed_, stage_options_, results_); }

void Run::accuracy() {
  accuracy_stage(judged_, stage_options_, results_);
  if (!results_.stages.empty()) results_.stages.back().seconds += part_seconds_;
}

void Run::accuracy_of_part() {
  accuracy_stage(judged_, stage_options_, results_);
  part_seconds_ = results_.stages.back().seconds;
  results_.stages.pop_back();
}

void Run::prediction() {
  if (results_.environment.profile == "quick" || *stage_options_.stop) return;
  prediction_stage(filters_, quiet_, results_);
}

const ResultSet& Run::finish() {
  results_.interrupted = *stage_options_.stop;
  return results_;
}

int Run::exit_code() const {
  for (const BrokenClaim& broken : results_.broken_claims) print_line("claim broken: " + broken.message);
  bool broken = !results_.broken_claims.empty();
  for (const ContractRecord& c : results_.contracts) {
    if (c.passed) continue;
    broken = true;
    print_line(fmt::format("contract broken: {}: {}: {}", c.kernel, c.check, c.detail));
  }
  for (const SkippedRecord& s : results_.skipped) {
    if (s.stage != "timing" || !s.reason.starts_with("claim broken")) continue;
    broken = true;
    print_line(s.reason);
  }
  if (stage_options_.tolerance.is_asked()) {
    for (const AccuracyRecord& errors : results_.accuracy) {
      if (errors.reference != "own" || !errors.close || errors.close->outside == 0) continue;
      broken = true;
      print_line(fmt::format("not close: {}: {}", errors.kernel, format_close(*errors.close)));
    }
  }
  if (results_.interrupted) {
    print_line("interrupted; what was measured so far is kept");
    return exit_interrupted;
  }
  if (broken) return exit_claim_broken;
  if (results_.timings.empty() && results_.accuracy.empty()) {
    print_line("run_suite: nothing was measured");
    return exit_nothing_matched;
  }
  return exit_fine;
}

void Run::print_stages() const {
  for (const StageRecord& stage : results_.stages) {
    std::string line = fmt::format("{}: {:.1f} s", stage.stage, stage.seconds);
    if (stage.inputs > 0) {
      line += fmt::format(", {} results judged, {:.0f} million inputs/s", stage.inputs,
                          static_cast<double>(stage.inputs) / stage.seconds / 1e6);
    }
    double all = 0;
    for (const StagePart& part : stage.parts) all += part.seconds;
    for (const StagePart& part : stage.parts) {
      line += fmt::format("{}{} {:.0f} %", &part == &stage.parts.front() ? "; " : ", ", part.part,
                          100 * part.seconds / all);
    }
    print_line(line);
    for (const StagePart& sweep : stage.sweeps.value_or(std::vector<StagePart>())) {
      constexpr double least_told = 1;
      if (sweep.seconds >= least_told) print_line(fmt::format("  {}: {:.1f} s", sweep.part, sweep.seconds));
    }
  }
}

void Run::read_inputs(const std::string& path) {
  const DType dtype = selection_.kernels.front()->dtype;
  for (const Kernel* kernel : selection_.kernels) {
    if (kernel->dtype == dtype) continue;
    throw UsageError(fmt::format("--in {} is of one data type, the selected kernels are not: add --filter /{}/", path,
                                 to_string(dtype)));
  }
  array_ = read_array(path, dtype);
  if (array_.size() == 0) throw UsageError(path + " has no elements");
  stage_options_.given = {std::filesystem::path(path).filename().string(), dtype,
                          std::as_bytes(std::span(array_.bytes))};
}

/// Writes what took minutes to measure; where that fails, into the folder for temporary files, and says so.
void write_measured(const std::filesystem::path& path, const ResultSet& results) {
  const std::string text = to_json(results);
  try {
    write_file(path, text);
  } catch (const CannotWrite& error) {
    std::error_code no_folder;
    const auto rescue = std::filesystem::temp_directory_path(no_folder) / fmt::format("gelubench-{}.json", ::getpid());
    try {
      write_file(rescue, text);
    } catch (const CannotWrite&) {
      throw error;
    }
    throw CannotWrite(fmt::format("{}; the results are in {}", error.what(), rescue.string()));
  }
}

std::pair<std::uint64_t, std::uint64_t> parse_shard(const std::string& text) {
  std::uint64_t i = 0, n = 0;
  const std::size_t slash = text.find('/');
  const char* end = text.data() + text.size();
  if (slash != std::string::npos) {
    const auto one = std::from_chars(text.data(), text.data() + slash, i);
    const auto two = std::from_chars(text.data() + slash + 1, end, n);
    if (one.ec == std::errc() && one.ptr == text.data() + slash && two.ec == std::errc() && two.ptr == end && i >= 1 &&
        i <= n && n <= 1'000'000) {
      return {i - 1, n};
    }
  }
  throw UsageError(fmt::format("--shard '{}' is not I/N with I from 1 to N", text));
}

}  // namespace gelubench
