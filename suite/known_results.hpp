// What exhaustive sweeps of other runs found. Where a kernel gives the same results as there, bit by bit, the figures
// hold for it too: docs/method.md says why.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// An exhaustive sweep of a binary32 kernel in another results file.
struct KnownSweep {
  const ResultSet* results = nullptr;
  std::string kernel;  ///< of the same implementation and formula, on any path
  SourceRecord source;

  const AccuracyRecord& own() const { return *results->find_accuracy(kernel, "own", "all"); }
};

class KnownResults {
 public:
  KnownResults() = default;
  /// Reads results files. Throws UnreadableResults where one is none, or is of another schema.
  explicit KnownResults(const std::vector<std::filesystem::path>& files);

  /// Throws UnreadableResults.
  void add(const std::filesystem::path& file);

  bool is_empty() const { return runs_.empty(); }
  /// The latest sweep of the kernel's implementation and formula, whatever the path.
  std::optional<KnownSweep> latest(const Kernel& kernel) const;
  /// The latest one whose results had this digest; nothing, and a line that says so, where another one says otherwise.
  std::optional<KnownSweep> find(const Kernel& kernel, const std::string& digest) const;
  /// The latest one of the very kernel.
  std::optional<KnownSweep> of_same_path(const Kernel& kernel) const;

 private:
  std::vector<KnownSweep> sweeps_of(const Kernel& kernel) const;

  std::vector<NamedResults> runs_;  // the latest first
};

/// Results files under reports/published above the running program, where it lies in its source, and what runs on this
/// machine have kept. Those that cannot be read are left out, with a line that says so.
KnownResults default_known_results();

/// Throws UsageError where a run that is to write `target` would overwrite one of these files.
void check_not_known(const std::filesystem::path& target, const std::vector<std::string>& files);

/// Keeps what a run has judged exhaustively itself for default_known_results() of later ones: in $GELUBENCH_KNOWN, or
/// ~/.local/share/gelubench/known. Does nothing where it is of a dirty tree. Throws CannotWrite.
void keep_known_results(const ResultSet& results);

}  // namespace gelubench
