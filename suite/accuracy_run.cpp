#include "suite/accuracy_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>

#include "reports/format.hpp"
#include "reports/report.hpp"
#include "results/atomic_file.hpp"
#include "results/hex_float.hpp"
#include "results/result_json.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/known_results.hpp"
#include "suite/progress.hpp"
#include "suite/ranks.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;

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

/// The journal of a run: what is read from it, and what is added.
class Journal {
 public:
  /// With `resume`, goes on where the file ends; without, it must not be there unless it may be replaced, being what
  /// the run is to write.
  Journal(fs::path path, Run& run, double seconds, bool resume, bool replace) : path_(std::move(path)), run_(run) {
    JournalContents contents = begin_journal(path_, run.identity(), resume, replace);
    states_ = std::move(contents.states);
    intact_ = contents.intact_bytes;
    if (intact_ > 0) run.set_utc(contents.identity.utc);
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

  /// What was read.
  const SweepStates& states() const { return states_; }

  void remove() {
    writer_.reset();
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

 private:
  fs::path path_;
  Run& run_;
  SweepStates states_;
  std::uint64_t intact_ = 0;
  bool failed_ = false;
  std::optional<JournalWriter> writer_;
};

/// One shard of the sweeps, into `out`.
int shard_command(const AccuracyOptions& options) {
  if (options.out.empty()) throw UsageError("--shard needs --out FILE for its part");
  Run run(options);
  check_writable(options.out);
  const auto [shard, shards] = parse_shard(options.shard);
  run.sharing().is_part = true;
  run.sharing().takes = [shard = shard, shards = shards](const std::string&, std::size_t piece) {
    return piece % shards == shard;
  };
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

/// The results of a run that has swept everything, and what is said of them.
int finish(Run& run, Journal* journal, const BaselinesOfRun& baselines, const AccuracyOptions& options) {
  const ResultSet& results = run.finish();
  if (!options.out.empty()) {
    write_measured(options.out, results);
    print_line("results: " + options.out);
    if (journal != nullptr && !results.interrupted) journal->remove();
  }
  if (!is_standard_output(options.out)) {
    fmt::print("{}", options.check_claims ? claims_table(results) : accuracy_section(results));
  }
  run.print_stages();
  return baselines.finish(results, run.exit_code(), options.filters, options.quiet);
}

fs::path journal_of(const AccuracyOptions& options) { return options.out + ".journal"; }

/// One of the processes that mpirun started, in a run that all of them share. The first keeps the journal and makes the
/// results; every one sweeps the pieces that it is the first to ask for.
class RankOfRun {
 public:
  explicit RankOfRun(const AccuracyOptions& options)
      : options_(options), ranks_(stop_on_interrupt(), [this] { say_stopped(); }) {
    options_.quiet = options_.quiet || !ranks_.is_first();
  }

  int run() {
    prepare();
    if (!agree()) return exit_fine;  // mpirun ends with the code of the rank that speaks, once that has spoken
    try {
      sweep_part();
      const bool complete = ranks_.end() && !run_->finish().interrupted;
      if (!complete) stop();
      return ranks_.is_first() ? finish_all() : exit_fine;
    } catch (const std::exception& error) {
      print_line(fmt::format("run_suite: {}", error.what()));
      ranks_.abandon(exit_usage);
    }
  }

 private:
  /// Soon, for mpirun kills what does not end within a second.
  void say_stopped() {
    std::call_once(said_, [this] {
      print_line(
          fmt::format("stopped, by an interrupt or because a rank ended early; {} holds what was swept, --resume "
                      "continues",
                      journal_of(options_).string()));
    });
  }

  [[noreturn]] void stop() {
    if (ranks_.is_first()) say_stopped();
    ranks_.abandon(exit_interrupted);
  }

  /// What can go wrong before anything is swept goes wrong here.
  void prepare() {
    try {
      if (options_.out.empty()) throw UsageError("--mpi needs --out FILE");
      if (!options_.shard.empty()) throw UsageError("--mpi shares the sweeps itself: leave out --shard");
      run_.emplace(options_);
      if (!ranks_.is_first()) return;
      check_writable(options_.out);
      journal_.emplace(journal_of(options_), *run_, options_.journal_seconds, options_.resume, false);
      baselines_.emplace(options_.baselines, run_->environment());
      write_journal_ = run_->sharing().keep;
      ranks_.on_delivery([this](const std::string& text) {
        const auto record = decode_state(text);
        if (record) keep(record->first, record->second);
      });
    } catch (const std::exception& error) {
      problem_ = std::current_exception();
      problem_text_ = error.what();
    }
  }

  /// That all ranks are ready for the same run. Whoever cannot begin says so, once; the others end in silence.
  bool agree() {
    nlohmann::json mine{{"problem", problem_text_}};
    if (!problem_) {
      const RunIdentity id = run_->identity();
      mine["identity"] = {id.commit, id.profile, std::to_string(id.seed), id.kernels, id.skipped};
    }
    if (journal_) {
      for (const auto& [key, state] : journal_->states()) mine["swept"][key] = state.pieces;
    }
    const std::vector<std::string> texts =
        ranks_.exchange(mine.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (texts.empty()) stop();
    std::vector<nlohmann::json> all;
    for (const std::string& text : texts) all.push_back(nlohmann::json::parse(text));
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
      if (all[rank].at("problem") == "") continue;
      if (static_cast<int>(rank) == ranks_.rank()) std::rethrow_exception(problem_);
      return false;
    }
    for (std::size_t rank = 1; rank < all.size(); ++rank) {
      if (all[rank].at("identity") == all[0].at("identity")) continue;
      if (!ranks_.is_first()) return false;
      throw UsageError(
          fmt::format("rank {} is of another program or on another kind of CPU than the first: other kernels", rank));
    }
    if (all[0].contains("swept")) {
      for (const auto& [key, pieces] : all[0].at("swept").items()) {
        swept_[key] = pieces.get<std::set<std::size_t>>();
      }
    }
    return true;
  }

  void sweep_part() {
    SweepSharing& sharing = run_->sharing();
    sharing.is_part = true;
    sharing.keep_seconds = options_.journal_seconds;
    sharing.ticket = [this](const std::string& series) { return ranks_.ticket(series); };
    sharing.takes = [this](const std::string& key, std::size_t piece) {
      const auto swept = swept_.find(key);
      return swept == swept_.end() || !swept->second.contains(piece);
    };
    sharing.exchange = [this](const HardInputs& found) { return exchange(found); };
    sharing.keep = [this](const std::string& key, const SweepState& state) {
      if (ranks_.is_first())
        keep(key, state);
      else
        ranks_.deliver(encode_state(key, state));
    };
    run_->accuracy_of_part();
  }

  int finish_all() {
    SweepStates all = journal_->states();
    if (!add_states(all, gathered_)) throw std::logic_error("two ranks have swept the same");
    SweepSharing& sharing = run_->sharing();
    sharing = {};
    sharing.known = &all;
    sharing.known_is_all = true;
    sharing.found = found_;
    run_->contract();
    run_->accuracy();
    return finish(*run_, &*journal_, *baselines_, options_);
  }

  void keep(const std::string& key, const SweepState& state) {
    const std::lock_guard lock(mutex_);
    write_journal_(key, state);
    add_states(gathered_, {{key, state}});
  }

  HardInputs exchange(const HardInputs& found) {
    std::string mine = fmt::format("{}", found.evaluations);
    for (const double x : found.inputs) mine += " " + hex_float(x);
    found_.emplace();
    for (const std::string& text : ranks_.exchange(mine)) {
      std::istringstream words(text);
      std::uint64_t evaluations = 0;
      words >> evaluations;
      found_->evaluations += evaluations;
      for (std::string word; words >> word;) found_->inputs.push_back(std::strtod(word.c_str(), nullptr));
    }
    return *found_;
  }

  AccuracyOptions options_;
  std::once_flag said_;
  Ranks ranks_;
  std::optional<Run> run_;
  std::optional<Journal> journal_;
  std::optional<BaselinesOfRun> baselines_;
  std::exception_ptr problem_;
  std::string problem_text_;
  std::map<std::string, std::set<std::size_t>> swept_;  // by an earlier run
  std::function<void(const std::string&, const SweepState&)> write_journal_;
  std::mutex mutex_;
  SweepStates gathered_;
  std::optional<HardInputs> found_;
};

}  // namespace

int run_accuracy(const AccuracyOptions& options) {
  if (!options.known.empty() && (options.mpi || !options.shard.empty())) {
    throw UsageError("--known is of whole runs: a shard and --mpi judge their inputs themselves");
  }
  if (options.mpi) return RankOfRun(options).run();
  if (!options.shard.empty()) return shard_command(options);
  if (options.resume && options.out.empty()) throw UsageError("--resume needs the --out of the interrupted run");
  Run run(options);
  std::optional<Journal> journal;
  if (!options.out.empty()) {
    check_not_known(options.out, options.known);
    check_writable(options.out);
    if (is_regular_place(options.out))
      journal.emplace(journal_of(options), run, options.journal_seconds, options.resume, false);
  }
  const BaselinesOfRun baselines(options.baselines, run.environment());
  run.contract();
  if (!options.resume) run.forecast(false);
  run.accuracy();
  return finish(run, journal ? &*journal : nullptr, baselines, options);
}

}  // namespace gelubench
