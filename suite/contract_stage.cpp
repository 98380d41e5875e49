// The first stage: which kernels keep their contract, and their claims on a small sample.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "accuracy/claims.hpp"
#include "accuracy/contract.hpp"
#include "accuracy/identify.hpp"
#include "kernels/first_exception.hpp"
#include "suite/progress.hpp"
#include "suite/stage_kernels.hpp"
#include "suite/stages.hpp"
#include "suite/sweeper.hpp"

namespace gelubench {
namespace {

/// The forward kernel of a backward one.
const Kernel* forward_of(const Kernel& backward) {
  const std::string id =
      kernel_id(backward.method, backward.variant, backward.dtype, Direction::forward, backward.path);
  for (const Kernel& kernel : registry()) {
    if (kernel.id == id) return &kernel;
  }
  return nullptr;
}

/// Whether a kernel of others computes what it was asked for.
ContractCheck check_formula(const Kernel& kernel) {
  ContractCheck check{.name = "formula"};
  const std::vector<FormulaDistance> nearest = identify(kernel);
  check.passed = !is_clear(nearest) || nearest.front().curve == kernel.curve();
  if (!check.passed) {
    check.detail = fmt::format("asked for {}, but {}", to_string(kernel.curve()), describe(nearest));
  }
  return check;
}

std::vector<ContractCheck> all_checks(const Kernel& kernel) {
  std::vector<ContractCheck> checks = check_contract(kernel);
  const bool has_failed =
      std::any_of(checks.begin(), checks.end(), [](const ContractCheck& c) { return c.kernel_failed; });
  if (kernel.direction == Direction::backward && !has_failed) {
    try {
      if (const Kernel* forward = forward_of(kernel)) checks.push_back(check_gradient(*forward, kernel));
    } catch (const KernelFailed& failed) {
      checks.push_back({.name = "gradient", .passed = false, .detail = failed.detail, .kernel_failed = true});
    }
  }
  if (kernel.is_remote() && !has_failed) {
    try {
      checks.push_back(check_formula(kernel));
    } catch (const KernelFailed& failed) {
      checks.push_back({.name = "formula", .passed = false, .detail = failed.detail, .kernel_failed = true});
    }
  }
  return checks;
}

/// The checks of kernels, in threads where they are of this process. Not OpenMP's: a check has kernels run on those.
std::vector<std::vector<ContractCheck>> checks_of(const std::vector<const Kernel*>& kernels, int threads, bool quiet) {
  std::vector<std::vector<ContractCheck>> checks(kernels.size());
  Progress progress(fmt::format("contract ({} kernels)", kernels.size()), "", quiet);
  std::atomic<std::size_t> next = 0;
  std::mutex counting;
  std::uint64_t done = 0;
  FirstException failure;
  const auto check = [&](std::size_t k) {
    checks[k] = all_checks(*kernels[k]);
    const std::lock_guard lock(counting);
    progress.update(++done, kernels.size());
  };
  const auto check_ours = [&] {
    for (std::size_t k = next++; k < kernels.size(); k = next++) {
      if (!kernels[k]->is_remote()) failure.guard([&] { check(k); });
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int t = 1; t < threads; ++t) workers.emplace_back(check_ours);
    check_ours();
  }
  failure.rethrow();
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    if (kernels[k]->is_remote()) check(k);
  }
  return checks;
}

/// Whether a kernel of another process has crashed more than once, or does not answer: it is left out of everything.
bool is_beyond_use(const std::vector<ContractCheck>& checks) {
  const auto failures =
      std::count_if(checks.begin(), checks.end(), [](const ContractCheck& c) { return c.kernel_failed; });
  return failures > 1 || checks.back().kernel_hung;
}

}  // namespace

std::vector<const Kernel*> without_beyond_use(std::vector<const Kernel*> kernels, const ResultSet& results) {
  std::erase_if(kernels, [&](const Kernel* kernel) {
    return std::any_of(results.skipped.begin(), results.skipped.end(),
                       [&](const SkippedRecord& s) { return s.kernel == kernel->id && s.stage == beyond_use; });
  });
  return kernels;
}

std::vector<const Kernel*> contract_stage(const std::vector<const Kernel*>& kernels, const StageOptions& options,
                                          ResultSet& results) {
  StageClock clock;
  std::map<std::string, std::string> failed;
  const auto all = checks_of(kernels, options.accuracy_threads, options.quiet);
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    const Kernel* kernel = kernels[k];
    const std::vector<ContractCheck>& checks = all[k];
    if (is_beyond_use(checks)) results.skipped.push_back({kernel->id, beyond_use, checks.back().detail});
    for (const ContractCheck& check : checks) {
      results.contracts.push_back({kernel->id, check.name, check.passed, check.detail, check.digest});
      // What others run is timed though its results depend on more than they should.
      if (!check.passed && (!kernel->is_remote() || check.kernel_failed))
        failed.try_emplace(kernel->id, fmt::format("contract broken: {}: {}", check.name, check.detail));
    }
  }
  StageOptions quiet = options;
  quiet.quiet = true;
  quiet.sharing = {};
  Sweeper sweeper(quiet, clock);
  for (const DType dtype : all_dtypes()) {
    std::vector<const Kernel*> some = of_dtype(kernels, dtype);
    std::erase_if(some, [](const Kernel* k) { return k->is_remote(); });  // which claim nothing
    if (some.empty()) continue;
    // Enough to find a kernel that is not worth timing; the accuracy stage judges.
    const int log2_per_binade = dtype == DType::f64 ? 2 : 6;
    const SweepResult sample = sweeper.run({"sample", some, stratified_inputs(dtype, log2_per_binade)});
    for (const KernelErrors& errors : sample.kernels) {
      const auto broken = broken_claims(errors, check_special_values(*errors.kernel, false));
      if (!broken.empty() && !claimed_elsewhere(*errors.kernel))
        failed.try_emplace(errors.kernel->id, "claim broken: " + broken.front());
    }
  }
  results.stages.push_back(clock.record("contract"));
  std::vector<const Kernel*> passed;
  for (const Kernel* kernel : kernels) {
    const auto failure = failed.find(kernel->id);
    if (failure == failed.end())
      passed.push_back(kernel);
    else if (without_beyond_use({kernel}, results).size() == 1)
      results.skipped.push_back({kernel->id, "timing", failure->second});
  }
  return passed;
}

}  // namespace gelubench
