// --report, accuracy and bench: the commands that measure.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <sstream>
#include <tuple>

#include "bench/distribution.hpp"
#include "bench/working_set.hpp"
#include "reports/export.hpp"
#include "reports/format.hpp"
#include "reports/recommend.hpp"
#include "reports/report.hpp"
#include "suite/array_file.hpp"
#include "suite/atomic_file.hpp"
#include "suite/commands.hpp"
#include "suite/corpus_folder.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"
#include "suite/report_files.hpp"
#include "suite/results_json.hpp"
#include "suite/selection.hpp"
#include "suite/stages.hpp"

namespace gelubench {
namespace {

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
      throw UsageError(fmt::format("--sizes '{}' is none of {}, small, models, a number of elements or ROWSxCOLUMNS",
                                   text, fmt::join(levels, ", ")));
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

void check_distribution(const std::string& name) {
  if (find_distribution(name) != nullptr) return;
  std::vector<std::string> known;
  for (const Distribution& distribution : distributions()) known.push_back(distribution.name);
  throw UsageError(fmt::format("--distribution '{}' is none of {}", name, fmt::join(known, ", ")));
}

/// A run from its options to its exit code: what the measuring commands share.
class Run {
 public:
  explicit Run(const MeasureOptions& options) {
    stage_options_.profile = find_profile(options.profile);
    stage_options_.seed = options.seed;
    const Profile& profile = stage_options_.profile;
    stage_options_.timing_threads = parse_threads(options.threads.empty() ? profile.threads : options.threads);
    stage_options_.accuracy_threads = available_cores();
    stage_options_.quiet = options.quiet;
    if (!options.corpus.empty()) stage_options_.corpus = read_corpus_folder(options.corpus);
    check_distribution(options.distribution);
    stage_options_.distribution = options.distribution;
    stage_options_.sizes = parse_sizes(options.sizes.empty() ? profile.sizes : options.sizes, profile, results_);
    stage_options_.brief = options.brief;
    stage_options_.in_place = options.in_place || profile.time_everything;
    selection_ = select_kernels(options.filters);
    check_memory(selection_.kernels, stage_options_);
    if (!options.in.empty()) read_inputs(options.in);
    results_.environment = detect_environment();
    results_.environment.seed = options.seed;
    results_.environment.profile = options.profile;
    results_.skipped.insert(results_.skipped.end(), selection_.skipped.begin(), selection_.skipped.end());
    add_kernels(selection_.kernels, results_);
    stage_options_.stop = &stop_on_interrupt();
  }

  RunIdentity identity() const {
    std::string kernels;
    for (const Kernel* kernel : selection_.kernels) kernels += (kernels.empty() ? "" : " ") + kernel->id;
    const Environment& e = results_.environment;
    return {e.commit + (e.dirty ? " with changes" : ""), e.profile, e.seed, kernels, e.utc};
  }
  SweepSharing& sharing() { return stage_options_.sharing; }
  /// Of an earlier run, which this one continues.
  void set_utc(const std::string& utc) { results_.environment.utc = utc; }

  void contract() { timed_ = contract_stage(selection_.kernels, stage_options_, results_); }
  /// Beyond what the profile says.
  void time_everything() { stage_options_.time_everything = true; }
  void timing() { timing_stage(timed_, stage_options_, results_); }
  void accuracy() { accuracy_stage(selection_.kernels, stage_options_, results_); }

  const ResultSet& finish() {
    results_.interrupted = *stage_options_.stop;
    return results_;
  }

  /// After finish(); says on stderr what is not as it should be.
  int exit_code() const {
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

  void print_stages() const {
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
    }
  }

 private:
  void read_inputs(const std::string& path) {
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

  StageOptions stage_options_;
  ArrayFile array_;
  Selection selection_;
  std::vector<const Kernel*> timed_;
  ResultSet results_;
};

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

/// accuracy and bench: a table on stdout, the results where --out says.
int measure_to_file(const MeasureOptions& options, const std::function<void(Run&)>& stages,
                    const std::function<std::string(const ResultSet&)>& table) {
  Run run(options);
  const std::filesystem::path out = options.out;
  if (!out.empty()) check_writable(out);
  stages(run);
  const ResultSet& results = run.finish();
  if (!out.empty()) {
    write_measured(out, results);
    print_line("results: " + out.string());
  }
  fmt::print("{}", table(results));
  run.print_stages();
  return run.exit_code();
}

}  // namespace

int report_run_command(const MeasureOptions& options) {
  Run run(options);
  const std::filesystem::path folder = options.out.empty() ? "results" : options.out;
  prepare_folder(folder);
  run.contract();
  run.timing();
  run.accuracy();
  const ResultSet& results = run.finish();
  write_measured(folder / "results.json", results);
  const auto files = write_report(results, folder, {"md", "html"});
  run.print_stages();
  const int code = run.exit_code();
  fmt::print("{}\n", (folder / "results.json").string());
  for (const auto& file : files) fmt::print("{}\n", file.string());
  return code;
}

namespace {

/// Elements, or bytes of inputs of a data type with a unit: "4096", "16MiB".
std::uint64_t parse_elements(const std::string& text, const std::string& dtype) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(end, text.data() + text.size());
  const std::array units{std::pair("KiB", 10), std::pair("MiB", 20), std::pair("GiB", 30)};
  const auto known = std::find_if(units.begin(), units.end(), [&](const auto& u) { return u.first == unit; });
  const bool fits = error == std::errc() && number > 0 && number < std::uint64_t{1} << 33;
  if (!fits || (known == units.end() && !unit.empty())) {
    throw UsageError(fmt::format("--size '{}' is neither a number of elements nor bytes such as 64KiB or 16MiB", text));
  }
  if (unit.empty()) return number;
  const std::uint64_t bytes_of_one = dtype == "f32" ? 4 : (dtype == "f64" ? 8 : 2);
  return (number << known->second) / bytes_of_one;
}

/// "max": the most threads the results, if there are any, or else this machine have.
int parse_thread_count(const std::string& text, const ResultSet* results) {
  if (text != "max" || results == nullptr) {
    if (text == "all") throw UsageError("--threads 'all' is neither a positive number nor 'max'");
    int n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool is_number = error == std::errc() && end == text.data() + text.size() && n > 0;
    return results != nullptr && is_number ? n : parse_threads({text}).front();
  }
  int most = 1;
  for (const TimingRecord& t : results->timings) most = std::max(most, t.threads);
  return most;
}

}  // namespace

int recommend_command(const RecommendOptions& options) {
  check_distribution(options.distribution);
  if (!options.max_ulp && !options.max_abs) {
    throw UsageError("say what error is acceptable: --max-ulp U, --max-abs A or both");
  }
  std::optional<ResultSet> results;
  if (!options.results.empty()) results = read_results(options.results);
  Need need;
  need.budget.max_ulp = options.max_ulp.value_or(no_bound);
  need.budget.max_abs = options.max_abs.value_or(no_bound);
  need.group = {options.dtype, options.direction};
  need.elements = parse_elements(options.size, options.dtype);
  need.threads = parse_thread_count(options.threads, results ? &*results : nullptr);
  need.distribution = find_distribution(options.distribution)->description;
  if (!results) {
    MeasureOptions measure;
    measure.filters = {"/" + need.group.id() + "/"};
    measure.profile = "quick";
    measure.sizes = {std::to_string(need.elements)};
    measure.threads = {std::to_string(need.threads)};
    measure.distribution = options.distribution;
    measure.brief = true;
    measure.quiet = options.quiet;
    Run run(measure);
    run.contract();
    run.time_everything();
    run.timing();
    run.accuracy();
    results = run.finish();
    if (results->interrupted) return run.exit_code();
  }
  const auto recommendation = recommend(*results, need);
  if (!recommendation) {
    throw NothingMatched(fmt::format("{} has no timing of {}: make one with run_suite --report",
                                     options.results.empty() ? "this run" : options.results, need.group.title()));
  }
  fmt::print("{}", options.json ? recommendation_json(*results, need, *recommendation)
                                : recommendation_text(*results, need, *recommendation));
  return recommendation->within.empty() ? exit_nothing_matched : exit_fine;
}

namespace {

/// The rows that look slower, measured by this program, under the conditions of the second run.
ResultSet measure_again(const Comparison& comparison, const Environment& environment, bool quiet) {
  MeasureOptions measure;
  std::vector<std::string> sizes;
  std::vector<std::string> threads;
  for (const SpeedChange& change : comparison.speed) {
    if (change.kind != SpeedChange::Kind::slower && change.kind != SpeedChange::Kind::unclear) continue;
    const std::string group = change.kernel.substr(change.kernel.find('/', change.kernel.find('/') + 1));
    measure.filters.push_back("^" + change.kernel + "$");
    measure.filters.push_back("^relu/max" + group.substr(0, group.rfind('/')) + "/");  // calibrates
    sizes.push_back(change.level);
    threads.push_back(std::to_string(change.threads));
  }
  const auto unique = [](std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  };
  measure.filters = unique(measure.filters);
  measure.sizes = unique(sizes);
  measure.threads = unique(threads);
  measure.profile = environment.profile;
  measure.seed = environment.seed;
  measure.brief = true;
  measure.quiet = quiet;
  Run run(measure);
  run.contract();
  run.time_everything();
  run.timing();
  return run.finish();
}

int exit_code_of(const Comparison& comparison, const CompareCommand& command) {
  if (!comparison.differences.empty()) return exit_incomparable;
  if (comparison.accuracy_worse()) return exit_claim_broken;
  if (command.digests == "fail" && comparison.results_differ()) return exit_claim_broken;
  if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
  if (comparison.speed.empty() && comparison.compared_accuracy == 0) return exit_nothing_matched;
  const bool unclear = !comparison.of(SpeedChange::Kind::unclear).empty();
  return unclear && command.inconclusive == "fail" ? exit_inconclusive : exit_fine;
}

}  // namespace

int compare_command(const CompareCommand& command) {
  ResultSet before;
  ResultSet after;
  try {
    before = read_results(command.base);
    after = read_results(command.after);
  } catch (const OtherSchema& error) {
    print_line(fmt::format("run_suite: {}", error.what()));
    return exit_incomparable;
  }
  Comparison comparison = compare(before, after, command.options);
  const bool doubtful =
      !comparison.of(SpeedChange::Kind::slower).empty() || !comparison.of(SpeedChange::Kind::unclear).empty();
  const Environment here = detect_environment();
  const bool same_program = here.commit == after.environment.commit && !here.dirty && !after.environment.dirty &&
                            here.cpu_model == after.environment.cpu_model;
  if (doubtful && command.rerun && same_program) {
    print_line("measuring again what looks slower");
    confirm(comparison, compare(before, measure_again(comparison, after.environment, command.quiet), command.options));
  }
  fmt::print("{}", comparison_text(comparison));
  if (!command.junit.empty()) write_file(command.junit, junit_xml(after, &comparison));
  if (!command.github.empty()) {
    write_file(command.github, github_summary(after, &comparison));
    fmt::print("{}", github_annotations(after, &comparison));
  }
  const int code = exit_code_of(comparison, command);
  if (code == exit_nothing_matched) print_line("run_suite: the two have no result in common");
  return code;
}

/// A line per kernel: whether what it claims held on what was swept.
std::string claims_table(const ResultSet& results) {
  std::string text;
  for (const KernelRecord& kernel : results.kernels) {
    const AccuracyRecord* errors = results.find_accuracy(kernel.id, "own", "all");
    if (errors == nullptr) continue;
    const auto broken = std::count_if(results.broken_claims.begin(), results.broken_claims.end(),
                                      [&](const BrokenClaim& b) { return b.kernel == kernel.id; });
    text += fmt::format("{}\t{}\t{}\n", kernel.id, format_coverage(*errors), broken == 0 ? "holds" : "BROKEN");
  }
  return text;
}

namespace {

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

/// The journal of a run: what is read from it, and what is added.
class Journal {
 public:
  /// With `resume`, goes on where the file ends; without, it must not be there unless it may be replaced, being what
  /// the run is to write.
  Journal(std::filesystem::path path, Run& run, double seconds, bool resume, bool replace)
      : path_(std::move(path)), run_(run) {
    const bool exists = std::filesystem::exists(path_);
    if (exists && !resume && !replace) {
      throw UsageError(fmt::format("{} is there from an interrupted run: add --resume to go on from it, or remove it",
                                   path_.string()));
    }
    if (exists && resume) {
      JournalContents contents = read_journal(path_);
      if (const std::string other = contents.identity.differs_from(run.identity()); !other.empty()) {
        throw UsageError(fmt::format("{} is of another run, they differ in {}", path_.string(), other));
      }
      states_ = std::move(contents.states);
      intact_ = contents.intact_bytes;
      run.set_utc(contents.identity.utc);
    }
    run.sharing().known = &states_;
    run.sharing().keep_seconds = seconds;
    run.sharing().keep = [this, is_result = replace](const std::string& key, const SweepState& state) {
      if (failed_) return;
      try {
        writer().add(key, state);
      } catch (const CannotWrite& error) {
        if (is_result) throw;
        print_line(error.what());  // and go on: the results may still find a place
        failed_ = true;
      }
    };
  }

  /// Makes the file where nothing was worth keeping yet.
  JournalWriter& writer() {
    if (!writer_) writer_.emplace(path_, run_.identity(), intact_);
    return *writer_;
  }

  void remove() {
    writer_.reset();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

 private:
  std::filesystem::path path_;
  Run& run_;
  SweepStates states_;
  std::uint64_t intact_ = 0;
  bool failed_ = false;
  std::optional<JournalWriter> writer_;
};

/// One shard of the sweeps, into `out`.
int shard_command(const MeasureOptions& options) {
  if (options.out.empty()) throw UsageError("--shard needs --out FILE for its part");
  Run run(options);
  check_writable(options.out);
  std::tie(run.sharing().shard, run.sharing().shards) = parse_shard(options.shard);
  Journal journal(options.out, run, options.journal_seconds, options.resume, true);
  journal.writer();  // a shard without pieces is a file too
  run.accuracy();
  const bool interrupted = run.finish().interrupted;
  run.print_stages();
  if (interrupted) {
    print_line(fmt::format("interrupted; {} holds what was swept, --resume continues", options.out));
    return exit_interrupted;
  }
  fmt::print("{}\n", options.out);
  return exit_fine;
}

}  // namespace

int accuracy_command(const MeasureOptions& options) {
  if (!options.shard.empty()) return shard_command(options);
  if (options.resume && options.out.empty()) throw UsageError("--resume needs the --out of the interrupted run");
  Run run(options);
  const std::filesystem::path out = options.out;
  std::optional<Journal> journal;
  if (!out.empty()) {
    check_writable(out);
    journal.emplace(out.string() + ".journal", run, options.journal_seconds, options.resume, false);
  }
  run.contract();
  run.accuracy();
  const ResultSet& results = run.finish();
  if (!out.empty()) {
    write_measured(out, results);
    print_line("results: " + out.string());
    if (!results.interrupted) journal->remove();
  }
  fmt::print("{}", options.check_claims ? claims_table(results) : accuracy_section(results));
  run.print_stages();
  return run.exit_code();
}

int merge_command(const std::vector<std::string>& shards, const std::string& out, bool quiet) {
  JournalContents all = read_journal(shards.front());
  for (std::size_t i = 1; i < shards.size(); ++i) {
    const JournalContents other = read_journal(shards[i]);
    if (const std::string difference = all.identity.differs_from(other.identity); !difference.empty()) {
      throw UsageError(
          fmt::format("{} and {} are of different runs, they differ in {}", shards.front(), shards[i], difference));
    }
    if (!add_states(all.states, other.states)) {
      throw UsageError(fmt::format("{} holds what one of the others holds too: name each shard once", shards[i]));
    }
    all.identity.utc = std::min(all.identity.utc, other.identity.utc);
  }
  MeasureOptions options;
  options.profile = all.identity.profile;
  options.seed = all.identity.seed;
  options.quiet = quiet;
  std::istringstream kernels(all.identity.kernels);
  for (std::string id; kernels >> id;) options.filters.push_back("^" + id + "$");
  Run run(options);
  if (const std::string other = all.identity.differs_from(run.identity()); !other.empty()) {
    throw UsageError(fmt::format("the shards are not of this program on this machine, they differ in {}", other));
  }
  check_writable(out);
  run.set_utc(all.identity.utc);
  run.sharing().known = &all.states;
  run.sharing().known_is_all = true;
  run.contract();
  run.accuracy();
  write_measured(out, run.finish());
  fmt::print("{}\n", out);
  return run.exit_code();
}

int bench_command(const MeasureOptions& options) {
  return measure_to_file(
      options,
      [](Run& run) {
        run.contract();
        run.time_everything();
        run.timing();
      },
      timing_section);
}

}  // namespace gelubench
