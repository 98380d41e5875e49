// What samples of times say: their middle, how sure it is, and whether two of them differ.

#pragma once

#include <optional>
#include <vector>

namespace gelubench {

/// Median of a non-empty sample, and the median of the absolute deviations from it.
double median(std::vector<double> sample);
double median_absolute_deviation(const std::vector<double>& sample);

struct Interval {
  double low = 0;
  double high = 0;
};

/// Between which numbers of the sample the median of its distribution lies with at least 95 % confidence, whatever that
/// distribution is (order statistics). Fewer than 6 numbers do not tell: the whole line.
Interval median_interval(std::vector<double> sample);

/// Half the width of median_interval over the median.
double relative_uncertainty(const std::vector<double>& sample);

/// Probability that ranks of two independent samples of one distribution are at least as unequal as these (Mann and
/// Whitney's test, two-sided): exact without ties up to 20 numbers each, else by the normal approximation with its
/// correction for ties. 1 where one sample is empty.
double rank_sum_probability(const std::vector<double>& a, const std::vector<double>& b);

/// Probability that numbers which are as often above 0 as below are at least as uneven as these (sign test, two-sided,
/// exact). Zeros are left out; 1 where nothing is left.
double sign_test_probability(const std::vector<double>& sample);

/// Which of several such probabilities are too small to be chance, at 1 % for all of them together (Holm's correction).
std::vector<bool> significant(const std::vector<double>& probabilities);

/// Standard deviation of a series about a level that may jump, from the median of the magnitudes of its successive
/// differences. 0 for fewer than two of them.
double scatter(const std::vector<double>& series);

/// Where the level of a series changes: medians before and after differ.
struct LevelShift {
  std::size_t at = 0;  ///< the first number of the new level
  double before = 0;   ///< medians of the stretches up to the shifts on both sides
  double after = 0;
  bool is_last = false;  ///< only the last number says so
};

/// Shifts by at least `least`, and by more than chance explains at 1 % for all of `tests` series like this one, when
/// the scatter is the series' own or `scatter_floor`, whichever is larger. A single number between others makes no
/// shift. The stretches are those of least absolute deviations with a penalty for each.
std::vector<LevelShift> level_shifts(const std::vector<double>& series, double least, double scatter_floor,
                                     std::size_t tests);

/// Kendall's tau-b of pairs (a[i], b[i]): 1 where both are in the same order, -1 in the opposite one, ties counted out.
/// Nothing where all of one are equal. (Kendall 1945, The treatment of ties in ranking problems.)
std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace gelubench
