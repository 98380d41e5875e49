#include "results/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

namespace gelubench {
namespace {

/// Probability that Mann and Whitney's U of samples of n and m numbers without ties is at most u.
double exact_rank_sum(std::size_t n, std::size_t m, std::size_t u) {
  // ways[i][s]: subsets of i of the ranks seen so far whose ranks sum to s + 1 + 2 + ... + i.
  std::vector<std::vector<double>> ways(n + 1, std::vector<double>(n * m + 1, 0));
  ways[0][0] = 1;
  for (std::size_t rank = 1; rank <= n + m; ++rank) {
    for (std::size_t i = std::min(rank, n); i > 0; --i) {
      const std::size_t above = rank - i;  // of the other sample, below this rank
      if (above > m) continue;
      for (std::size_t s = n * m + 1; s-- > above;) ways[i][s] += ways[i - 1][s - above];
    }
  }
  const auto& all = ways[n];
  const double total = std::accumulate(all.begin(), all.end(), 0.0);
  return std::accumulate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(u) + 1, 0.0) / total;
}

}  // namespace

double median(std::vector<double> sample) { return boost::math::statistics::median(sample); }

double median_absolute_deviation(const std::vector<double>& sample) {
  const double center = median(sample);
  std::vector<double> deviations;
  deviations.reserve(sample.size());
  for (const double s : sample) deviations.push_back(std::fabs(s - center));
  return median(std::move(deviations));
}

Interval median_interval(std::vector<double> sample) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  // As many numbers below the median as heads of that many coins.
  const boost::math::binomial_distribution<double> coins(static_cast<double>(sample.size()), 0.5);
  std::size_t outside = 0;
  while (2 * outside < sample.size() && boost::math::cdf(coins, static_cast<double>(outside)) <= 0.025) ++outside;
  if (outside == 0) return {-inf, inf};
  std::sort(sample.begin(), sample.end());
  return {sample[outside - 1], sample[sample.size() - outside]};
}

double relative_uncertainty(const std::vector<double>& sample) {
  const Interval interval = median_interval(sample);
  return (interval.high - interval.low) / 2 / median(sample);
}

double rank_sum_probability(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.empty() || b.empty()) return 1;
  std::vector<std::pair<double, bool>> all;
  for (const double x : a) all.emplace_back(x, true);
  for (const double x : b) all.emplace_back(x, false);
  std::sort(all.begin(), all.end());
  double ranks_of_a = 0;
  double ties = 0;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin;
    while (end < all.size() && all[end].first == all[begin].first) ++end;
    const double equal = static_cast<double>(end - begin);
    ties += equal * equal * equal - equal;
    const double rank = (static_cast<double>(begin + end) + 1) / 2;
    for (std::size_t i = begin; i < end; ++i) {
      if (all[i].second) ranks_of_a += rank;
    }
    begin = end;
  }
  const double n = static_cast<double>(a.size());
  const double m = static_cast<double>(b.size());
  const double u = ranks_of_a - n * (n + 1) / 2;
  const double lesser = std::min(u, n * m - u);
  if (ties == 0 && n <= 20 && m <= 20) {
    return std::min(1.0, 2 * exact_rank_sum(a.size(), b.size(), static_cast<std::size_t>(std::lround(lesser))));
  }
  const double variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  if (variance <= 0) return 1;
  const double z = std::max(0.0, n * m / 2 - lesser - 0.5) / std::sqrt(variance);
  return std::min(1.0, 2 * boost::math::cdf(boost::math::complement(boost::math::normal_distribution<double>(), z)));
}

double sign_test_probability(const std::vector<double>& sample) {
  const auto above = std::count_if(sample.begin(), sample.end(), [](double x) { return x > 0; });
  const auto below = std::count_if(sample.begin(), sample.end(), [](double x) { return x < 0; });
  if (above + below == 0) return 1;
  const boost::math::binomial_distribution<double> coins(static_cast<double>(above + below), 0.5);
  return std::min(1.0, 2 * boost::math::cdf(coins, static_cast<double>(std::min(above, below))));
}

std::vector<bool> significant(const std::vector<double>& probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return probabilities[i] < probabilities[j]; });
  std::vector<bool> found(probabilities.size(), false);
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (probabilities[order[k]] > 0.01 / static_cast<double>(order.size() - k)) break;
    found[order[k]] = true;
  }
  return found;
}

double scatter(const std::vector<double>& series) {
  std::vector<double> differences;
  for (std::size_t i = 1; i < series.size(); ++i) differences.push_back(std::fabs(series[i] - series[i - 1]));
  // 1.4826 makes the median deviation of a normal distribution its standard deviation.
  return differences.size() < 2 ? 0 : 1.4826 * median(std::move(differences)) / std::sqrt(2.0);
}

namespace {

/// A series cut into stretches of one level each.
class Stretches {
 public:
  Stretches(const std::vector<double>& series, double deviation) : series_(series), deviation_(deviation) {
    // The best way to cut the first k numbers ends with a stretch that begins at begin[k].
    const std::size_t n = series.size();
    const double penalty = 3 * std::log(static_cast<double>(n));
    std::vector<double> cost(n + 1, std::numeric_limits<double>::max());
    std::vector<std::size_t> begin(n + 1, 0);
    cost[0] = 0;
    for (std::size_t k = 1; k <= n; ++k) {
      for (std::size_t from = 0; from < k; ++from) {
        if (k - from < 2 && k < n) continue;  // one number is a stretch at the end only
        if (cost[from] == std::numeric_limits<double>::max()) continue;
        const double all = cost[from] + spread(from, k) + penalty;
        if (all < cost[k]) {
          cost[k] = all;
          begin[k] = from;
        }
      }
    }
    for (std::size_t k = n; begin[k] > 0; k = begin[k]) cuts_.insert(cuts_.begin(), begin[k]);
  }

  /// Takes away the least clear cut, as long as there is one below the threshold.
  void keep_clear(double least, double threshold) {
    while (!cuts_.empty()) {
      std::size_t weakest = 0;
      double weakest_clear = std::numeric_limits<double>::max();
      for (std::size_t i = 0; i < cuts_.size(); ++i) {
        const double before = static_cast<double>(cuts_[i] - start(i));
        const double after = static_cast<double>(end(i) - cuts_[i]);
        const double clear =
            std::min(shift(i) / least, shift(i) / (threshold * deviation_ * std::sqrt(1 / before + 1 / after)));
        if (clear < weakest_clear) {
          weakest = i;
          weakest_clear = clear;
        }
      }
      if (weakest_clear >= 1) return;
      cuts_.erase(cuts_.begin() + static_cast<std::ptrdiff_t>(weakest));
    }
  }

  std::vector<LevelShift> shifts() const {
    std::vector<LevelShift> list;
    for (std::size_t i = 0; i < cuts_.size(); ++i) {
      list.push_back({cuts_[i], level(start(i), cuts_[i]), level(cuts_[i], end(i)), cuts_[i] + 1 == series_.size()});
    }
    return list;
  }

 private:
  std::size_t start(std::size_t cut) const { return cut == 0 ? 0 : cuts_[cut - 1]; }
  std::size_t end(std::size_t cut) const { return cut + 1 == cuts_.size() ? series_.size() : cuts_[cut + 1]; }
  double level(std::size_t from, std::size_t to) const {
    return median(
        {series_.begin() + static_cast<std::ptrdiff_t>(from), series_.begin() + static_cast<std::ptrdiff_t>(to)});
  }
  double shift(std::size_t cut) const { return std::fabs(level(cuts_[cut], end(cut)) - level(start(cut), cuts_[cut])); }
  /// Absolute deviations from the median, in those of a normal distribution.
  double spread(std::size_t from, std::size_t to) const {
    const double middle = level(from, to);
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += std::fabs(series_[i] - middle);
    return sum / (0.798 * deviation_);
  }

  const std::vector<double>& series_;
  double deviation_;
  std::vector<std::size_t> cuts_;
};

}  // namespace

std::vector<LevelShift> level_shifts(const std::vector<double>& series, double least, double scatter_floor,
                                     std::size_t tests) {
  if (series.size() < 4) return {};
  const double deviation = std::max({scatter(series), scatter_floor, least / 1000});
  const double positions = static_cast<double>(series.size() * tests);
  // The standard error of a median is 1.2533 times that of a mean.
  const double threshold =
      1.2533 * boost::math::quantile(boost::math::complement(boost::math::normal(), 0.005 / positions));
  Stretches stretches(series, deviation);
  stretches.keep_clear(least, threshold);
  return stretches.shifts();
}

std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto sign = [](double x, double y) { return (x > y) - (x < y); };
  double together = 0;
  double untied_a = 0;
  double untied_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const int order_a = sign(a[i], a[j]);
      const int order_b = sign(b[i], b[j]);
      together += order_a * order_b;
      untied_a += order_a != 0;
      untied_b += order_b != 0;
    }
  }
  if (untied_a == 0 || untied_b == 0) return std::nullopt;
  return together / std::sqrt(untied_a * untied_b);
}

}  // namespace gelubench
