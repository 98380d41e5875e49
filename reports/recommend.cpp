#include "reports/recommend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "reports/format.hpp"
#include "reports/timing_facts.hpp"
#include "results/hex_float.hpp"
#include "results/machine.hpp"

namespace gelubench {
namespace {

constexpr const char* usual_distribution = "N(0,1)";

double octaves(double a, double b) { return std::fabs(std::log2(a / b)); }

/// The measured conditions nearest to those of the need: threads first, then size.
std::optional<Conditions> nearest_conditions(const ResultSet& results, const Need& need) {
  const std::string distribution = need.distribution.empty() ? usual_distribution : need.distribution;
  const auto distance = [&](const TimingRecord& t) {
    const double other_size = need.level.empty()
                                  ? octaves(static_cast<double>(t.elements), static_cast<double>(need.elements))
                                  : (t.level == need.level ? 0 : 1);
    return std::tuple(t.distribution != distribution, octaves(t.threads, need.threads), other_size);
  };
  const TimingRecord* nearest = nullptr;
  for (const TimingRecord& t : results.timings) {
    const KernelRecord* kernel = results.find_kernel(t.kernel);
    if (kernel == nullptr || !need.group.holds(*kernel) || t.in_place || t.elements == 0) continue;
    if (nearest == nullptr || distance(t) < distance(*nearest)) nearest = &t;
  }
  if (nearest == nullptr) return std::nullopt;
  const bool known = std::any_of(results.comparisons.begin(), results.comparisons.end(), [&](const auto& c) {
    return c.of == "distribution" && std::any_of(c.rows.begin(), c.rows.end(), [&](const TimingRecord& row) {
             return row.distribution == distribution;
           });
  });
  const bool scaled = nearest->distribution != distribution && known;
  return Conditions{nearest->level, nearest->elements, nearest->threads, scaled ? distribution : nearest->distribution,
                    scaled};
}

/// What the distribution costs a kernel against N(0,1); nothing where that was not measured.
std::optional<double> slowdown(const ResultSet& results, const std::string& kernel, const std::string& distribution) {
  const ComparisonRecord* comparison = find_comparison(results, kernel, "distribution");
  if (comparison == nullptr) return std::nullopt;
  for (const TimingRecord& row : comparison->rows) {
    if (row.distribution == distribution) return row.median_ns / comparison->rows.front().median_ns;
  }
  return std::nullopt;
}

/// The fastest path of every implementation under the conditions.
std::vector<Candidate> candidates(const ResultSet& results, const KernelGroup& group, const Conditions& conditions) {
  std::vector<Candidate> list;
  for (const TimingRecord& t : results.timings) {
    const KernelRecord* kernel = results.find_kernel(t.kernel);
    if (kernel == nullptr || !group.holds(*kernel) || t.in_place || t.level != conditions.level) continue;
    if (t.threads != conditions.threads || (t.distribution != conditions.distribution && !conditions.scaled)) continue;
    const auto factor = conditions.scaled ? slowdown(results, t.kernel, conditions.distribution) : 1.0;
    if (!factor) continue;
    const Candidate candidate{kernel, error_against_gelu(results, kernel->id), &t, t.median_ns * *factor};
    const auto same = std::find_if(list.begin(), list.end(), [&](const Candidate& c) {
      return c.kernel->implementation() == kernel->implementation();
    });
    if (same == list.end())
      list.push_back(candidate);
    else if (candidate.ns < same->ns)
      *same = candidate;
  }
  return list;
}

/// Whether a is nearer to the budget than b, which neither meets.
bool nearer(const Budget& budget, const Candidate& a, const Candidate& b) {
  const auto rank = [&](const Candidate& c) {
    const AccuracyRecord& e = *c.errors;
    const bool by_ulp = budget.max_ulp != no_bound;
    return std::tuple(e.nan + e.infinite > 0, by_ulp && e.counted_apart() > 0, by_ulp ? e.max_ulp : e.max_abs, c.ns);
  };
  return rank(a) < rank(b);
}

void mark_separated(std::vector<Candidate>& within) {
  if (within.size() < 2) return;
  std::vector<const TimingRecord*> others;
  for (auto c = within.begin() + 1; c != within.end(); ++c) others.push_back(c->timing);
  const std::vector<bool> separated = separated_from(*within.front().timing, others);
  for (std::size_t i = 0; i < others.size(); ++i) within[i + 1].separated = separated[i];
}

std::string errors_text(const AccuracyRecord& errors) {
  return fmt::format("max {} ULP, {} absolute, {}", format_max_ulp(errors), format_abs(errors.max_abs),
                     format_coverage(errors));
}

std::string size_text(const Conditions& c) {
  return fmt::format("{} elements{}, {} thread{}, {} inputs{}", format_count(c.elements),
                     std::isdigit(static_cast<unsigned char>(c.level.front())) ? "" : " (" + c.level + ")", c.threads,
                     c.threads == 1 ? "" : "s", c.distribution,
                     c.scaled ? " (times of N(0,1), scaled by what these inputs cost in L1 on one thread)" : "");
}

std::string candidate_text(const ResultSet& results, const Candidate& c, const Recommendation& r) {
  std::string text = fmt::format("{}\n  {} ns per element", c.kernel->id, format_ns(c.ns));
  if (r.relu_ns) text += fmt::format(", {}x ReLU", format_ratio(c.ns / *r.relu_ns));
  text += fmt::format("\n  {}\n", errors_text(*c.errors));
  if (c.errors->worst) text += fmt::format("  worst at x = {}\n", hex_float(c.errors->worst->x));
  const bool claimed = c.kernel->claim.max_ulp != no_bound && c.errors->coverage != "exhaustive" &&
                       error_against_gelu(results, c.kernel->id)->reference == "own";
  if (claimed) text += fmt::format("  the suite's tests hold it to {} ULP\n", format_ulp(c.kernel->claim.max_ulp));
  return text + fmt::format("  call: {}\n", how_to_call(*c.kernel));
}

}  // namespace

std::optional<Recommendation> recommend(const ResultSet& results, const Need& need) {
  const auto conditions = nearest_conditions(results, need);
  if (!conditions) return std::nullopt;
  Recommendation r;
  r.conditions = *conditions;
  for (const Candidate& candidate : candidates(results, need.group, r.conditions)) {
    if (candidate.kernel->formula == "relu" && (!r.relu_ns || candidate.ns < *r.relu_ns)) r.relu_ns = candidate.ns;
    r.any_judged = r.any_judged || candidate.errors != nullptr;
    const auto miss = why_not(results, candidate.kernel->id, need.budget);
    if (!miss) {
      r.within.push_back(candidate);
      continue;
    }
    r.ruled_out.push_back({candidate.kernel->implementation(), *miss});
    if (candidate.errors != nullptr && (!r.nearest || nearer(need.budget, candidate, *r.nearest))) {
      r.nearest = candidate;
    }
  }
  std::stable_sort(r.within.begin(), r.within.end(), [](const auto& a, const auto& b) { return a.ns < b.ns; });
  if (!r.within.empty()) r.nearest.reset();
  mark_separated(r.within);
  return r;
}

std::string recommendation_text(const ResultSet& results, const Need& need, const Recommendation& r) {
  std::string text = fmt::format("{}, {}, on {}\nmeasured at {}\n", need.group.title(), describe(need.budget),
                                 cpu_name(results.environment), size_text(r.conditions));
  const bool is_other_size =
      need.level.empty() ? octaves(static_cast<double>(r.conditions.elements), static_cast<double>(need.elements)) > 2
                         : r.conditions.level != need.level;
  if (r.conditions.threads != need.threads || is_other_size) {
    text += fmt::format("asked for {} on {} thread{}: this is the nearest that was measured\n",
                        need.level.empty() ? format_count(need.elements) + " elements" : need.level, need.threads,
                        need.threads == 1 ? "" : "s");
  }
  if (!need.distribution.empty() && r.conditions.distribution != need.distribution) {
    text += fmt::format("asked for {} inputs, which were not measured\n", need.distribution);
  }
  if (r.within.empty()) {
    text += r.any_judged ? "\nnothing measured here meets this budget\n"
                         : "\naccuracy was not measured: nothing can be said of a budget\n";
    if (r.nearest) text += "\nnearest: " + candidate_text(results, *r.nearest, r);
  } else {
    text += "\ntake: " + candidate_text(results, r.within[0], r);
    if (r.within.size() > 1) {
      text += fmt::format("\nrunner-up, {}: {}",
                          r.within[1].separated
                              ? fmt::format("slower by {}x", format_ratio(r.within[1].ns / r.within[0].ns))
                              : "as fast as far as the samples tell (not separated)",
                          candidate_text(results, r.within[1], r));
    }
    if (r.within.size() > 2) text += "\nalso within the budget:\n";
    for (std::size_t i = 2; i < r.within.size(); ++i) {
      text += fmt::format("  {}  {}x{}\n", r.within[i].kernel->id, format_ratio(r.within[i].ns / r.within[0].ns),
                          r.within[i].separated ? "" : ", not separated");
    }
  }
  if (!r.ruled_out.empty()) text += "\nruled out:\n";
  for (const RuledOut& out : r.ruled_out) text += fmt::format("  {}: {}\n", out.implementation, out.reason);
  return text;
}

std::string recommendation_json(const ResultSet& results, const Need& need, const Recommendation& r) {
  using Json = nlohmann::ordered_json;
  const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
  const auto candidate = [&](const Candidate& c) {
    Json json{{"kernel", c.kernel->id},
              {"ns_per_element", c.ns},
              {"relu_ratio", r.relu_ns ? Json(c.ns / *r.relu_ns) : Json()},
              {"separated", c.separated},
              {"max_ulp", finite(c.errors->max_ulp)},
              {"counted_apart", c.errors->counted_apart()},
              {"max_abs", finite(c.errors->max_abs)},
              {"coverage", c.errors->coverage},
              {"inputs", c.errors->inputs},
              {"c_function", c.kernel->c_function ? Json(*c.kernel->c_function) : Json()},
              {"call", how_to_call(*c.kernel)}};
    if (c.errors->worst) json["worst_x"] = hex_float(c.errors->worst->x);
    return json;
  };
  Json json{{"cpu", cpu_name(results.environment)},
            {"dtype", need.group.dtype},
            {"direction", need.group.direction},
            {"max_ulp", finite(need.budget.max_ulp)},
            {"max_abs", finite(need.budget.max_abs)},
            {"rtol", need.budget.close ? Json(need.budget.close->rtol) : Json()},
            {"atol", need.budget.close ? Json(need.budget.close->atol) : Json()},
            {"measured_at",
             {{"level", r.conditions.level},
              {"elements", r.conditions.elements},
              {"threads", r.conditions.threads},
              {"distribution", r.conditions.distribution},
              {"scaled", r.conditions.scaled}}},
            {"met", r.any_judged ? Json(!r.within.empty()) : Json()}};
  json["within"] = Json::array();
  for (const Candidate& c : r.within) json["within"].push_back(candidate(c));
  json["nearest"] = r.nearest ? candidate(*r.nearest) : Json();
  json["ruled_out"] = Json::array();
  for (const RuledOut& out : r.ruled_out) {
    json["ruled_out"].push_back({{"implementation", out.implementation}, {"reason", out.reason}});
  }
  return json.dump(2) + "\n";
}

}  // namespace gelubench
