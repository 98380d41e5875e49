#include "accuracy/search.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "accuracy/screen.hpp"
#include "accuracy/sweep_result.hpp"
#include "accuracy/ulp.hpp"

namespace gelubench {
namespace {

using Bits = std::uint64_t;
/// Random inputs that score an interval: few enough for many intervals, enough for their largest error to mean much.
constexpr std::size_t points_per_interval = 32;
/// Inputs that are returned, as many as a sweep lists.
constexpr std::size_t most_found = most_worst;
/// The search begins with these binades: below, curves are linear; beyond, all are saturated, gelu_sigmoid from -440
/// on.
constexpr int least_exponent = -30;
constexpr int beyond_exponent = 10;
/// Every so many steps the widest interval is split, whatever its score, so that no part of the line stays unseen.
constexpr std::uint64_t steps_per_widest = 4;
constexpr int fraction_bits = binary64.fraction_bits();

/// Consecutive bit patterns of one sign, [first, last].
struct Interval {
  double score;
  Bits first;
  Bits last;

  Bits width() const { return last - first; }
};

struct HigherScore {
  bool operator()(const Interval& a, const Interval& b) const {
    return a.score > b.score || (a.score == b.score && a.first < b.first);
  }
};

struct Wider {
  bool operator()(const Interval& a, const Interval& b) const {
    return a.width() > b.width() || (a.width() == b.width() && a.first < b.first);
  }
};

class Search {
 public:
  Search(const Kernel& kernel, const Screen<double>& screen, std::uint64_t seed, std::map<Bits, Extreme>& found)
      : kernel_(kernel), screen_(screen), random_(seed), found_(found) {}

  void start() {
    for (const double sign : {1.0, -1.0}) {
      for (int exponent = least_exponent; exponent < beyond_exponent; ++exponent) {
        const double first = sign * std::ldexp(1.0, exponent);
        const Bits bits = std::bit_cast<Bits>(first);
        add(bits, bits + (Bits{1} << fraction_bits) - 1);
      }
    }
  }

  /// Splits one interval; false when none is left.
  bool step() {
    if (by_score_.empty()) return false;
    const Interval chosen = ++steps_ % steps_per_widest == 0 ? *by_width_.begin() : *by_score_.begin();
    by_score_.erase(chosen);
    by_width_.erase(chosen);
    if (chosen.width() < points_per_interval) {
      std::vector<Bits> all;
      for (Bits b = chosen.first;; ++b) {
        all.push_back(b);
        if (b == chosen.last) break;
      }
      try_inputs(all);
      return true;
    }
    const Bits middle = chosen.first + chosen.width() / 2;
    add(chosen.first, middle);
    add(middle + 1, chosen.last);
    return true;
  }

  std::uint64_t evaluations() const { return evaluations_; }

 private:
  void add(Bits first, Bits last) {
    std::vector<Bits> patterns;
    for (std::size_t i = 0; i < points_per_interval; ++i) patterns.push_back(first + random_() % (last - first + 1));
    std::sort(patterns.begin(), patterns.end());
    const Interval interval{try_inputs(patterns), first, last};
    by_score_.insert(interval);
    by_width_.insert(interval);
  }

  /// The largest error of these inputs, which ascend.
  double try_inputs(const std::vector<Bits>& patterns) {
    const std::size_t n = patterns.size();
    x_.resize(n);
    ones_.assign(n, 1.0);
    got_.resize(n);
    exact_.resize(n);
    for (std::size_t i = 0; i < n; ++i) x_[i] = std::bit_cast<double>(patterns[i]);
    kernel_.function(x_.data(), ones_.data(), got_.data(), n);
    screen_.evaluate(x_, exact_);
    evaluations_ += n;
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Quad exact = exact_[i];
      const bool overflows = quad_abs(exact) >= quad_power_of_two(binary64.emax() + 1);
      if (!std::isfinite(got_[i]) || overflows || exact == 0 || got_[i] == 0 || (got_[i] < 0) != (exact < 0)) continue;
      const int exponent = ulp_exponent(binary64, quad_exponent(quad_abs(exact)));
      const auto ulp = static_cast<double>(quad_abs(got_[i] - exact) * quad_power_of_two(-exponent));
      found_[patterns[i] >> fraction_bits].offer(ulp, patterns[i]);
      largest = std::max(largest, ulp);
    }
    return largest;
  }

  const Kernel& kernel_;
  const Screen<double>& screen_;
  std::mt19937_64 random_;
  std::map<Bits, Extreme>& found_;
  std::set<Interval, HigherScore> by_score_;
  std::set<Interval, Wider> by_width_;
  std::uint64_t steps_ = 0;
  std::uint64_t evaluations_ = 0;
  std::vector<double> x_;
  std::vector<double> ones_;
  std::vector<double> got_;
  std::vector<Quad> exact_;
};

}  // namespace

SearchResult search_large_errors(const Kernel& kernel, const SearchOptions& options) {
  const Screen<double>& screen = screen_of<double>(kernel.curve());
  const auto start = std::chrono::steady_clock::now();
  const auto out_of_time = [&] {
    const bool stopped = options.stop != nullptr && *options.stop;
    return stopped || std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() > options.seconds;
  };
  std::map<Bits, Extreme> found;  // by binade
  SearchResult result;
  for (int i = 0; i < options.seeds && !out_of_time(); ++i) {
    Search search(kernel, screen, options.seed + static_cast<std::uint64_t>(i), found);
    search.start();
    while (search.evaluations() < options.evaluations && !out_of_time() && search.step()) {
    }
    result.evaluations += search.evaluations();
  }
  std::vector<Extreme> largest;
  for (const auto& [binade, extreme] : found) largest.push_back(extreme);
  std::sort(largest.begin(), largest.end(), [](const Extreme& a, const Extreme& b) { return a.value > b.value; });
  for (const Extreme& extreme : largest) {
    if (result.inputs.size() < most_found) result.inputs.push_back(std::bit_cast<double>(extreme.at));
  }
  return result;
}

}  // namespace gelubench
