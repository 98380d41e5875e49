// Results of one machine in the order they were measured: where a kernel became slower, faster or less accurate.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/chart.hpp"
#include "reports/compare.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Where the level of the times of a row changes, by at least the least effect and more than their scatter explains.
struct SpeedStep {
  std::size_t at = 0;    ///< the first run of the new level
  double before_ns = 0;  ///< medians of the runs up to the steps on both sides
  double after_ns = 0;
  bool is_last = false;  ///< only the last undisturbed run says so

  bool slower() const { return after_ns > before_ns; }
};

/// Times of one row over the runs.
struct RowHistory {
  std::string kernel;
  std::string conditions;                           ///< "L1, 1 thread"
  std::vector<std::optional<double>> ns;            ///< of each run, at the clock of the first that has the row
  std::vector<std::optional<double>> disturbed_ns;  ///< the same where memcpy and triad were slow too: not judged
  double scatter = 0;                               ///< from run to run: standard deviation, relative
  std::vector<SpeedStep> steps;
};

struct AccuracyStep {
  std::size_t at = 0;
  AccuracyChange change;
};

struct History {
  std::vector<std::string> names;
  std::vector<Environment> environments;
  std::vector<std::vector<std::string>> differences;  ///< of each run's conditions from those of the run before it
  std::vector<RowHistory> rows;
  std::vector<AccuracyStep> accuracy;
  double scatter = 0;  ///< median of those of the rows
};

/// Accuracy is compared with the last run before that judged it. Times are judged by how much they scatter from run to
/// run, which is more than the samples of one run show; a row is not trusted to scatter less than the median of all.
History history_of(const std::vector<NamedResults>& runs, const CompareOptions& options);

/// For a terminal: the runs, a line with a small graph for each row, and the steps.
std::string history_text(const History& history);

/// One picture a kernel, of its rows relative to their first run; those with steps first, at most `most`.
std::vector<Chart> history_charts(const History& history, std::size_t most);

/// history.md: the same as the text, with these pictures.
std::string history_markdown(const History& history, const std::vector<Chart>& pictures);

}  // namespace gelubench
