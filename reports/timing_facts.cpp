#include "reports/timing_facts.hpp"

#include <algorithm>
#include <map>

#include "results/statistics.hpp"

namespace gelubench {

std::vector<bool> separated_from(const TimingRecord& row, const std::vector<const TimingRecord*>& others) {
  std::vector<double> probabilities;
  for (const TimingRecord* other : others) {
    probabilities.push_back(rank_sum_probability(row.samples_ns, other->samples_ns));
  }
  return significant(probabilities);
}

const ComparisonRecord* find_comparison(const ResultSet& results, const std::string& kernel, const std::string& of) {
  const auto at = std::find_if(results.comparisons.begin(), results.comparisons.end(),
                               [&](const ComparisonRecord& c) { return c.kernel == kernel && c.of == of; });
  return at == results.comparisons.end() ? nullptr : &*at;
}

std::optional<Cliff> cliff(const ResultSet& results, const std::string& kernel) {
  const ComparisonRecord* comparison = find_comparison(results, kernel, "distribution");
  if (comparison == nullptr || comparison->rows.size() < 2) return std::nullopt;
  const TimingRecord& first = comparison->rows.front();
  const auto slowest =
      std::max_element(comparison->rows.begin() + 1, comparison->rows.end(),
                       [](const TimingRecord& a, const TimingRecord& b) { return a.median_ns < b.median_ns; });
  return Cliff{slowest->median_ns / first.median_ns, slowest->distribution};
}

std::optional<Crossover> crossover(const ComparisonRecord& of_threads) {
  std::map<std::uint64_t, std::pair<const TimingRecord*, const TimingRecord*>> by_size;
  for (const TimingRecord& row : of_threads.rows) {
    (row.threads == 1 ? by_size[row.elements].first : by_size[row.elements].second) = &row;
  }
  std::vector<double> probabilities;
  for (const auto& [size, rows] : by_size) {
    if (rows.first == nullptr || rows.second == nullptr) return std::nullopt;
    probabilities.push_back(rank_sum_probability(rows.first->samples_ns, rows.second->samples_ns));
  }
  if (by_size.empty()) return std::nullopt;
  const std::vector<bool> differ = significant(probabilities);
  Crossover found{std::nullopt, by_size.rbegin()->first};
  std::size_t i = 0;
  for (const auto& [size, rows] : by_size) {
    const bool faster = differ[i++] && rows.second->median_ns < rows.first->median_ns;
    if (!faster)
      found.from.reset();
    else if (!found.from)
      found.from = size;
  }
  return found;
}

std::optional<double> multiply_adds(const ResultSet& results, const TimingRecord& t) {
  const KernelRecord* kernel = results.find_kernel(t.kernel);
  if (kernel == nullptr) return std::nullopt;
  const CeilingRecord* at = nullptr;
  for (const CeilingRecord& c : results.ceilings) {
    // Libraries that choose by themselves are taken to choose the widest.
    if (c.path == kernel->path || kernel->path == "native") at = &c;
  }
  if (at == nullptr) return std::nullopt;
  const double lanes = kernel->dtype == "f64" ? std::max(1.0, at->lanes / 2.0) : at->lanes;
  return t.median_ns * t.threads * lanes / at->multiply_add_ns;
}

std::optional<ClockRange> clock_range(const ResultSet& results) {
  std::vector<double> all;
  for (const TimingRecord& t : results.timings) all.insert(all.end(), t.cycle_ns.begin(), t.cycle_ns.end());
  if (all.empty()) return std::nullopt;
  const auto [least, most] = std::minmax_element(all.begin(), all.end());
  return ClockRange{median(all), *least, *most, all.size()};
}

}  // namespace gelubench
