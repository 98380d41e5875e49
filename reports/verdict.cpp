#include "reports/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "reports/format.hpp"
#include "reports/timing_facts.hpp"

namespace gelubench {

std::string describe(const Budget& budget) {
  std::vector<std::string> bounds;
  if (budget.max_ulp != no_bound) bounds.push_back(fmt::format("at most {} ULP", format_ulp(budget.max_ulp)));
  if (budget.max_abs != no_bound) bounds.push_back(fmt::format("at most {} absolute", format_abs(budget.max_abs)));
  if (budget.close)
    bounds.push_back(fmt::format("within rtol {:g}, atol {:g}", budget.close->rtol, budget.close->atol));
  return bounds.empty() ? "any error" : fmt::format("{}", fmt::join(bounds, " and "));
}

const std::vector<Budget>& standard_budgets() {
  static const std::vector<Budget> budgets{{.name = "≤ 1 ULP", .max_ulp = 1},
                                           {.name = "≤ 4 ULP", .max_ulp = 4},
                                           {.name = "≤ 1e-6 absolute", .max_abs = 1e-6},
                                           {.name = "≤ 1e-3 absolute", .max_abs = 1e-3}};
  return budgets;
}

std::string KernelGroup::title() const {
  static const std::map<std::string, std::string> names{
      {"f32", "float32"}, {"f64", "float64"}, {"f16", "float16"}, {"bf16", "bfloat16"}};
  const auto name = names.find(dtype);
  return (name == names.end() ? dtype : name->second) + ", " + direction;
}

KernelGroup main_group() { return {"f32", "forward"}; }

std::vector<KernelGroup> groups(const ResultSet& results) {
  std::vector<KernelGroup> list;
  for (const KernelRecord& kernel : results.kernels) {
    if (std::any_of(list.begin(), list.end(), [&](const KernelGroup& g) { return g.holds(kernel); })) continue;
    list.push_back({kernel.dtype, kernel.direction});
  }
  const auto rank = [](const KernelGroup& g) {
    constexpr std::array order{"f32", "f64", "f16", "bf16"};
    return std::pair(std::find(order.begin(), order.end(), g.dtype), g.direction != "forward");
  };
  std::stable_sort(list.begin(), list.end(), [rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return list;
}

const AccuracyRecord* error_against_gelu(const ResultSet& results, const std::string& kernel) {
  const KernelRecord* record = results.find_kernel(kernel);
  const bool own = record != nullptr && record->formula == "gelu";
  return results.find_accuracy(kernel, own ? "own" : "gelu", "all");
}

std::optional<std::string> why_not(const ResultSet& results, const std::string& kernel, const Budget& budget) {
  const AccuracyRecord* errors = error_against_gelu(results, kernel);
  if (errors == nullptr) return "its accuracy was not measured";
  std::vector<std::string> reasons;
  const auto results_that = [&](std::uint64_t count, const char* what) {
    if (count > 0) reasons.push_back(fmt::format("{} result{} {}", format_count(count), count == 1 ? "" : "s", what));
  };
  for (const ContractRecord& c : results.contracts) {
    if (c.kernel == kernel && !c.passed) reasons.push_back(fmt::format("contract broken, {}: {}", c.check, c.detail));
  }
  if (errors->coverage == "partial") reasons.push_back("its accuracy was measured in part only");
  results_that(errors->nan, "NaN for finite inputs");
  results_that(errors->infinite, "infinite for finite inputs");
  if (budget.max_ulp != no_bound) {
    results_that(errors->total_loss, "lost (0 where GELU is not)");
    results_that(errors->wrong_sign, "of wrong sign");
    if (errors->max_ulp > budget.max_ulp) reasons.push_back(format_ulp(errors->max_ulp) + " ULP");
  }
  if (errors->max_abs > budget.max_abs) reasons.push_back(format_abs(errors->max_abs) + " absolute");
  if (budget.close) {
    const auto& close = errors->close;
    if (!close || close->rtol != budget.close->rtol || close->atol != budget.close->atol) {
      reasons.push_back("not tried by this tolerance");
    } else if (close->outside > 0) {
      reasons.push_back(format_close(*close));
    }
  }
  for (const SpecialRecord& s : results.special) {
    if (s.kernel != kernel || s.failures == 0) continue;
    const SpecialFailureRecord* f = s.examples.empty() ? nullptr : &s.examples.front();
    reasons.push_back(f == nullptr ? "special values wrong"
                                   : fmt::format("{} gives {}, not {}", format_decimal(f->x), format_decimal(f->got),
                                                 format_decimal(f->want)));
  }
  if (reasons.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(reasons, "; "));
}

bool meets(const ResultSet& results, const std::string& kernel, const Budget& budget) {
  return !why_not(results, kernel, budget);
}

bool is_judged_and_timed(const ResultSet& results, const KernelGroup& group, const std::string& level, int threads) {
  return std::any_of(results.timings.begin(), results.timings.end(), [&](const TimingRecord& t) {
    const KernelRecord* kernel = t.level == level && t.threads == threads ? results.find_kernel(t.kernel) : nullptr;
    return kernel != nullptr && group.holds(*kernel) && error_against_gelu(results, kernel->id) != nullptr;
  });
}

const TimingRecord* fastest_within(const ResultSet& results, const KernelGroup& group, const Budget& budget,
                                   const std::string& level, int threads) {
  const TimingRecord* best = nullptr;
  for (const TimingRecord& t : results.timings) {
    const KernelRecord* kernel = results.find_kernel(t.kernel);
    if (kernel == nullptr || !group.holds(*kernel) || t.level != level || t.threads != threads) continue;
    if (best != nullptr && t.median_ns >= best->median_ns) continue;
    if (meets(results, t.kernel, budget)) best = &t;
  }
  return best;
}

std::vector<const TimingRecord*> as_fast_within(const ResultSet& results, const KernelGroup& group,
                                                const Budget& budget, const std::string& level, int threads) {
  const TimingRecord* best = fastest_within(results, group, budget, level, threads);
  if (best == nullptr) return {};
  std::vector<const TimingRecord*> others;
  for (const std::string& implementation : implementations(results, group)) {
    const TimingRecord* t = fastest_path(results, implementation, level, threads);
    if (t == nullptr || best->kernel.starts_with(implementation + "/")) continue;
    if (meets(results, t->kernel, budget)) others.push_back(t);
  }
  const std::vector<bool> separated = separated_from(*best, others);
  std::vector<const TimingRecord*> as_fast;
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (!separated[i]) as_fast.push_back(others[i]);
  }
  return as_fast;
}

const TimingRecord* fastest_relu(const ResultSet& results, const KernelGroup& group, const std::string& level,
                                 int threads) {
  return fastest_path(results, "relu/max/" + group.id(), level, threads);
}

const TimingRecord* fastest_path(const ResultSet& results, const std::string& implementation, const std::string& level,
                                 int threads) {
  const TimingRecord* best = nullptr;
  for (const TimingRecord& t : results.timings) {
    if (t.level != level || t.threads != threads || !t.kernel.starts_with(implementation + "/")) continue;
    if (best == nullptr || t.median_ns < best->median_ns) best = &t;
  }
  return best;
}

std::string origin(const KernelRecord& kernel) {
  if (kernel.c_function) return "libgelubench";
  if (kernel.version) return "library";
  if (kernel.provenance.starts_with("emulation")) return "emulation";
  for (const char* library : {"oneDNN", "SLEEF", "libmvec", "MKL", "Eigen", "Boost"}) {
    if (kernel.provenance.find(library) != std::string::npos) return "library";
  }
  return "in this suite";
}

std::string how_to_call(const KernelRecord& kernel) {
  if (kernel.c_function) return fmt::format("{} of libgelubench (gelubench/gelu.h)", *kernel.c_function);
  return fmt::format("not in libgelubench; kernels/{}/{}.cpp: {}", kernel.method, kernel.variant, kernel.provenance);
}

std::vector<std::string> implementations(const ResultSet& results, const KernelGroup& group) {
  std::vector<std::string> names;
  for (const KernelRecord& kernel : results.kernels) {
    if (group.holds(kernel) && std::find(names.begin(), names.end(), kernel.implementation()) == names.end()) {
      names.push_back(kernel.implementation());
    }
  }
  return names;
}

const KernelRecord* representative(const ResultSet& results, const std::string& implementation) {
  const TimingRecord* fastest = fastest_path(results, implementation, "L1", 1);
  const KernelRecord* best = nullptr;
  std::uint64_t most = 0;
  for (const KernelRecord& kernel : results.kernels) {
    if (kernel.implementation() != implementation) continue;
    const AccuracyRecord* errors = results.find_accuracy(kernel.id, "own", "all");
    if (errors == nullptr) continue;
    const bool faster = fastest != nullptr && fastest->kernel == kernel.id;
    if (errors->inputs > most || (errors->inputs == most && faster)) {
      best = &kernel;
      most = errors->inputs;
    }
  }
  return best;
}

}  // namespace gelubench
