// What the subcommands of run_suite do, once their arguments are parsed. Each returns an exit code; errors are
// UsageError, NothingMatched, UnreadableResults or CannotWrite.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/compare.hpp"
#include "suite/baselines.hpp"
#include "suite/turns.hpp"

namespace gelubench {

/// Options of the commands that measure.
struct MeasureOptions {
  std::vector<std::string> filters;
  std::string profile = "standard";
  std::string out;                   ///< a folder for --report, a results file otherwise; may be empty there
  std::vector<std::string> sizes;    ///< those of the profile where empty
  std::vector<std::string> threads;  ///< the same
  std::string distribution = "normal";
  std::string in;         ///< bench: an array file to time on; may be empty
  bool brief = false;     ///< bench: only what --sizes and --threads ask for
  bool in_place = false;  ///< bench: compare in-place with out-of-place use
  std::uint64_t seed = 1;
  std::string corpus;         ///< a folder of further corpus files; may be empty
  bool check_claims = false;  ///< accuracy: a line per kernel instead of the tables
  std::string shard;          ///< accuracy: "i/n", sweep only that part and write it to `out` for merge; may be empty
  double journal_seconds = 10;
  bool resume = false;  ///< accuracy: go on from what an interrupted run left beside `out`
  bool mpi = false;     ///< accuracy: share the sweeps among the processes that mpirun started
  BaselineOptions baselines;
  bool quiet = false;
};

/// Everything: contract, timing, accuracy, results.json and the report in the folder `out`.
int report_run_command(const MeasureOptions& options);

int accuracy_command(const MeasureOptions& options);
int bench_command(const MeasureOptions& options);
int list_command(const std::vector<std::string>& filters, bool json);

/// What on this machine spoils a measurement, and what to do: the text of `run_suite doctor`.
int doctor_command();

/// Whether a kernel measured against itself looks different, and whether one made 5 % slower does: the text of
/// `run_suite doctor --trials N`.
int trials_command(int trials, bool quiet);

/// The report in the folder `out` from a results file, in these formats; of several files, one that compares them.
int report_command(const std::vector<std::string>& results, const std::string& out,
                   const std::vector<std::string>& formats);

/// The results of all shards of accuracy, or the table of all of certify, as if one process had done everything.
int merge_command(const std::vector<std::string>& shards, const std::string& out, bool quiet);

struct CompareCommand {
  CompareOptions options;
  BaselineOptions baselines;
  std::string inconclusive = "fail";  ///< or "warn"
  std::string digests = "list";       ///< or "fail": any result that differs counts as worse
  /// That of the first run, asked for the results that differ and timed again by turns with this one; may be empty.
  std::string base_program;
  std::string junit;  ///< files to write besides; may be empty
  std::string github;
  bool rerun = true;  ///< measure again what may be slower, where this program is the one of the second run
  bool quiet = false;
};
/// Whether the second results are worse than the first: what people read on stdout, and the exit code.
int compare_results(const ResultSet& before, const ResultSet& after, const CompareCommand& command);

/// The same of two results files, or of one and the baseline that the command names.
int compare_command(const std::vector<std::string>& files, const CompareCommand& command);

struct HistoryCommand {
  std::vector<std::string> filters;
  CompareOptions options;
  std::string folder;   ///< of baselines; may be empty
  std::string machine;  ///< fingerprint; this machine's where empty
  std::string out;      ///< folder for history.md; may be empty
};
/// The saved baselines of a machine in the order they were measured.
int history_command(const HistoryCommand& command);

struct AbCommand {
  TurnsOptions turns;
  CompareOptions options;
  std::string inconclusive = "fail";
};
/// Whether the kernels of one program are slower than those of another, measured by turns.
int ab_command(const AbCommand& command);

/// What `run_suite recommend` is asked for.
struct RecommendOptions {
  std::string results;  ///< a results file; where empty, what is needed is measured
  std::optional<double> max_ulp;
  std::optional<double> max_abs;
  std::string dtype = "f32";
  std::string direction = "forward";
  std::string size = "4096";  ///< elements, or bytes of the inputs: "16MiB"
  std::string threads = "1";  ///< or "max"
  std::string distribution = "normal";
  bool json = false;
  bool quiet = false;
};
/// The cheapest kernel that meets a budget. exit_nothing_matched where none does.
int recommend_command(const RecommendOptions& options);

/// What `run_suite eval` is asked for: numbers, or array files. Backward kernels take dy from the file `dy`, or 1.
struct EvalOptions {
  std::string kernel;
  std::vector<std::string> numbers;
  std::string in;
  std::string dy;
  std::string out;
};
int eval_command(const EvalOptions& options);

struct CertifyCommand {
  std::vector<std::string> curves;  ///< e.g. "gelu" or "gelu'"; all where none is named
  std::string dtype = "f32";        ///< which reference: "f32" (also for 16-bit types) or "f64"
  std::uint64_t points = 1'000'000;
  std::string range;  ///< "A,B": all numbers between instead
  std::uint64_t seed = 1;
  std::string shard;  ///< "I/N": only these parts of the work, into `out`; empty for all
  std::string out;    ///< file for the table, or for the shard
  double journal_seconds = 10;
  bool resume = false;
  bool quiet = false;
};
/// Checks the fast reference of each curve against MPFR.
int certify_command(const CertifyCommand& command);

struct SearchCommand {
  std::vector<std::string> filters;
  double seconds = 10;  ///< per kernel
  std::uint64_t seed = 1;
  std::string corpus;  ///< folder whose files take up what is found; may be empty
  bool quiet = false;
};
/// Searches for large errors of binary64 kernels.
int search_command(const SearchCommand& command);

/// What a kernel makes of one number, what it should, and how far off it is: the text of `run_suite explain`.
int explain_command(const std::string& kernel, const std::string& number);

}  // namespace gelubench
