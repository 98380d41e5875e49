#include "suite/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

std::regex compile(const std::string& expression) {
  try {
    return std::regex(expression, std::regex::ECMAScript);
  } catch (const std::regex_error&) {
    throw UsageError(fmt::format("--filter '{}' is not a regular expression", expression));
  }
}

/// The expressions of --filter.
class Filter {
 public:
  explicit Filter(const std::vector<std::string>& expressions) {
    for (const std::string& expression : expressions) {
      if (expression.starts_with('-'))
        unwanted_.push_back(compile(expression.substr(1)));
      else
        wanted_.push_back(compile(expression));
    }
  }

  bool lets_through(const std::string& id) const {
    const auto any = [&](const std::vector<std::regex>& list) {
      return std::any_of(list.begin(), list.end(), [&](const std::regex& r) { return std::regex_search(id, r); });
    };
    return (wanted_.empty() || any(wanted_)) && !any(unwanted_);
  }

 private:
  std::vector<std::regex> wanted_;
  std::vector<std::regex> unwanted_;
};

}  // namespace

Selection select_kernels(const std::vector<std::string>& filters) {
  const Filter filter(filters);
  Selection selection;
  for (const Kernel& kernel : registry()) {
    if (!filter.lets_through(kernel.id)) continue;
    if (cpu_supports(kernel.path)) {
      selection.kernels.push_back(&kernel);
    } else {
      selection.skipped.push_back({kernel.id, "all", fmt::format("this CPU has no {}", to_string(kernel.path))});
    }
  }
  for (const Peer& peer : missing_peers()) {
    const std::string name(peer.implementation);
    if (!filter.lets_through(name)) continue;
    selection.skipped.push_back({name, "all", fmt::format("built without it: install {}, build again", peer.package)});
  }
  if (selection.kernels.empty()) {
    throw NothingMatched(
        selection.skipped.empty()
            ? fmt::format("no kernel matches --filter '{}'; run_suite list shows the ids", fmt::join(filters, "' '"))
            : fmt::format("none of what matches can run here: {}: {}", selection.skipped.front().kernel,
                          selection.skipped.front().reason));
  }
  return selection;
}

ResultSet only_matching(ResultSet results, const std::vector<std::string>& filters) {
  if (filters.empty()) return results;
  const Filter filter(filters);
  const auto drop = [&](auto& records, auto id) {
    std::erase_if(records, [&](const auto& record) { return !filter.lets_through(id(record)); });
  };
  const auto kernel = [](const auto& record) -> const std::string& { return record.kernel; };
  drop(results.kernels, [](const KernelRecord& k) { return k.id; });
  drop(results.accuracy, kernel);
  drop(results.graphs, kernel);
  drop(results.special, kernel);
  drop(results.shapes, kernel);
  drop(results.flushed, kernel);
  drop(results.contracts, kernel);
  drop(results.agreements, [](const AgreementRecord& a) { return a.a; });
  drop(results.broken_claims, kernel);
  drop(results.comparisons, kernel);
  drop(results.skipped, kernel);
  std::erase_if(results.timings, [&](const TimingRecord& t) {
    return results.find_kernel(t.kernel) == nullptr && !is_baseline_id(t.kernel);
  });
  return results;
}

const Kernel& find_kernel(const std::string& id) {
  const auto parts = std::count(id.begin(), id.end(), '/') + 1;
  const std::string completed = id + (parts == 2 ? "/f32/forward" : (parts == 3 ? "/forward" : ""));
  const Kernel* widest = nullptr;
  for (const Kernel& kernel : registry()) {
    const bool whole = kernel.id == completed;
    if (!whole && kernel.implementation() != completed) continue;
    if (cpu_supports(kernel.path))
      widest = &kernel;
    else if (whole)
      throw UsageError(fmt::format("this CPU has no {}, which {} needs", to_string(kernel.path), id));
  }
  if (widest == nullptr) throw UsageError(fmt::format("there is no kernel '{}'; run_suite list shows the ids", id));
  return *widest;
}

}  // namespace gelubench
