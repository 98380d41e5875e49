// accuracy and merge: sweeps in one process, or in parts.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>
#include <tuple>

#include "reports/format.hpp"
#include "reports/report.hpp"
#include "suite/atomic_file.hpp"
#include "suite/commands.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"
#include "suite/results_json.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

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
  const BaselinesOfRun baselines(options.baselines, run.environment());
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
  return baselines.finish(results, run.exit_code(), options.filters, options.quiet);
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

}  // namespace gelubench
