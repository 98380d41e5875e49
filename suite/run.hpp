// A run from its options to its exit code: what the commands that measure share.

#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "results/result_set.hpp"
#include "suite/array_file.hpp"
#include "suite/journal.hpp"
#include "suite/measure_options.hpp"
#include "suite/selection.hpp"
#include "suite/stage_kernels.hpp"
#include "suite/stages.hpp"

namespace gelubench {

class Run {
 public:
  /// Checks all options before anything is measured. Throws UsageError, NothingMatched or UnreadableResults.
  explicit Run(const MeasureOptions& options);

  RunIdentity identity() const;
  const Environment& environment() const { return results_.environment; }
  SweepSharing& sharing() { return stage_options_.sharing; }
  /// Of an earlier run, which this one continues.
  void set_utc(const std::string& utc) { results_.environment.utc = utc; }
  /// Beyond what the profile says.
  void time_everything() { stage_options_.time_everything = true; }

  void contract();
  /// Says how long what follows will take on this machine, unless that is not worth it.
  void forecast(bool with_timing) const;
  void timing();
  /// Latency, cold caches, instructions and energy of the kernels timed.
  void costs();
  void accuracy();
  /// The same where only a part is swept, before accuracy() makes the records: its cost is counted there.
  void accuracy_of_part();
  /// Cycles on other CPUs, in a run that has time for it: not of the quick profile, and not interrupted.
  void prediction();
  const ResultSet& finish();

  /// After finish(); says on stderr what is not as it should be.
  int exit_code() const;
  void print_stages() const;

 private:
  void read_inputs(const std::string& path);

  KnownResults known_;
  bool wants_default_known_ = false;  ///< reads them when it begins to measure: they are large
  StageOptions stage_options_;
  ArrayFile array_;
  Selection selection_;
  std::vector<const Kernel*> timed_;
  std::vector<const Kernel*> judged_;
  std::vector<std::string> filters_;
  bool quiet_;
  ResultSet results_;
  double part_seconds_ = 0;
};

/// Writes what took minutes to measure; where that fails, into the folder for temporary files, and says so.
void write_measured(const std::filesystem::path& path, const ResultSet& results);

/// Numbers of threads from a user's words: "4", "max", "all". Throws UsageError.
std::vector<int> parse_threads(const std::vector<std::string>& texts);

/// A shard, from 0, and how many there are, from a user's "I/N" with I from 1. Throws UsageError.
std::pair<std::uint64_t, std::uint64_t> parse_shard(const std::string& text);

/// What --distribution may be, separated by commas.
std::string distribution_names();

/// Throws UsageError where there is no such distribution of inputs.
void check_distribution(const std::string& name);

}  // namespace gelubench
