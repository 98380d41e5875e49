// Results kept under names, to compare later runs with: a folder, and in it one for each machine.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

/// Where and under which name a run is kept, and which one it is compared with. All may be empty.
struct BaselineOptions {
  std::string save;
  std::string against;
  std::string folder;
};

/// In a folder, one for each machine, named by machine_fingerprint().
class Baselines {
 public:
  /// In this folder; where it is empty, in $GELUBENCH_BASELINES, $XDG_DATA_HOME/gelubench/baselines or
  /// ~/.local/share/gelubench/baselines. Throws UsageError where none of these is known.
  explicit Baselines(const std::string& folder);

  /// Checks, before anything is measured, that a baseline can be saved. Throws UsageError or CannotWrite.
  void check(const Environment& machine, const std::string& name) const;

  /// Keeps the results, and those the name had before under a name with their date. Returns the file. Throws as
  /// check().
  std::filesystem::path save(const std::string& name, const ResultSet& results) const;

  /// Throws UsageError where there is none of this name, Incomparable where another machine has one, UnreadableResults.
  ResultSet read(const Environment& machine, const std::string& name) const;

  /// All of a machine, by its fingerprints (results/machine.hpp), in the order they were measured; one that was
  /// replaced is called "main@2026-11-20T08:00:00Z". Says on stderr which cannot be read.
  std::vector<NamedResults> all(const std::vector<std::string>& fingerprints) const;

  std::vector<std::string> machines() const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path file(const std::string& machine, const std::string& name) const;
  std::vector<std::string> names(const std::string& machine) const;

  std::filesystem::path folder_;
};

/// The baselines of one run: what is known before it, and what is done after it.
class BaselinesOfRun {
 public:
  /// Finds all mistakes before anything is measured. Throws UsageError, Incomparable, CannotWrite or UnreadableResults.
  BaselinesOfRun(const BaselineOptions& options, const Environment& environment);

  /// Saves whole results that have none broken, and compares. `code` is how the run ended; returns how all of it does.
  /// Of the baseline, only kernels are compared that `filters` let through.
  int finish(const ResultSet& results, int code, const std::vector<std::string>& filters, bool quiet) const;

 private:
  BaselineOptions options_;
  std::optional<ResultSet> against_;
};

}  // namespace gelubench
