// Two results files: whether the second is worse than the first.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

struct CompareOptions {
  double effect = 0.05;  ///< least slow-down that counts, as a share
  /// The same for kernels whose id contains the text; the longest text that matches wins.
  std::map<std::string, double> effects;
  bool cross_machine = false;  ///< compare what was measured under other conditions

  double effect_of(const std::string& kernel) const;
};

/// A figure of a kernel that differs.
struct AccuracyChange {
  enum class Kind { worse, better, other };
  std::string kernel;
  Kind kind = Kind::other;
  std::string what;     ///< "max ULP against own formula, all: 0.859 -> 1.25"
  bool digest = false;  ///< other bits at the same inputs
};

/// A timing row of both files.
struct SpeedChange {
  enum class Kind { same, slower, faster, unclear };  ///< unclear: looks slower, but the samples do not tell
  std::string kernel;
  std::string level;
  int threads = 1;
  std::string distribution;
  bool in_place = false;
  double before_ns = 0;
  double after_ns = 0;
  double clock = 1;  ///< what `after_ns` is divided by: calibration of the second run over that of the first
  /// How much longer memcpy and triad took in the second run at the same clock, where that is over a fifth: what else
  /// uses a core slows every kernel otherwise, between not at all and as much as these.
  double machine = 1;
  double ratio = 1;  ///< after / before / clock
  double low = 1;    ///< interval of the ratio, from the 95 % intervals of both medians
  double high = 1;
  double noise = 0;  ///< relative median absolute deviation of the noisier of the two
  Kind kind = Kind::same;

  /// Whether the samples leave room for a slow-down by the effect.
  bool could_be_slower(double effect) const;

  /// "erf/faithful/f32/forward/avx512, L1, 1 thread".
  std::string row() const;
};

struct Comparison {
  std::vector<std::string> differences;  ///< of the conditions, in words; not empty: the two cannot be compared
  std::vector<AccuracyChange> accuracy;
  std::vector<SpeedChange> speed;
  std::vector<std::string> only_before;  ///< kernels and rows the second file lacks
  std::vector<std::string> only_after;
  std::vector<std::string> skipped;  ///< by the second run and not, for the same reason, by the first
  std::size_t compared_accuracy = 0;
  std::set<std::string> judged_twice;  ///< kernels whose accuracy both files have, over the same inputs

  bool accuracy_worse() const;
  bool results_differ() const;  ///< some digest does
  std::vector<const SpeedChange*> of(SpeedChange::Kind kind) const;
};

/// What of two machines and builds differs, in words, so that results cannot be compared: CPU, compiler, inputs.
std::vector<std::string> differing_conditions(const Environment& before, const Environment& after);

/// Accuracy is compared exactly. A row is slower where the ratio of its medians, normalised by the calibration rows of
/// both runs, is at least 1 + effect, the intervals of the medians are apart, and ranks of the samples differ by a test
/// corrected for the number of rows; unclear where the machine changed and that could be the reason, or hide one.
/// Nothing is compared where conditions differ, unless cross_machine.
Comparison compare(const ResultSet& before, const ResultSet& after, const CompareOptions& options);

/// Whether memcpy and triad tell that the machine was a fifth faster or slower in one of two runs, in its caches.
bool machine_changed(const ResultSet& before, const ResultSet& after);

/// Times of one row, measured by turns by two programs.
struct PairedTimes {
  SpeedChange row;  ///< kernel, level, threads and distribution
  std::vector<double> before_ns;
  std::vector<double> after_ns;
};

/// Of which a sign test can say anything at 5 %; fewer are unclear.
inline constexpr std::size_t fewest_pairs = 6;

/// Judges rows by the logarithms of the ratios of their pairs, of which each has one at least: slower where their
/// median is at least 1 + effect and the sign test, corrected for the number of rows, says they are not even.
std::vector<SpeedChange> compare_pairs(const std::vector<PairedTimes>& rows, const CompareOptions& options);

/// Replaces rows of a comparison by what a second measurement of them says.
void confirm(Comparison& comparison, const std::vector<SpeedChange>& again);

/// For people: a line per change, worst first, and a summary.
std::string comparison_text(const Comparison& comparison);

}  // namespace gelubench
