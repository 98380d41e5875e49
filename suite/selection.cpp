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

}  // namespace

Selection select_kernels(const std::vector<std::string>& filters) {
  std::vector<std::regex> wanted;
  std::vector<std::regex> unwanted;
  for (const std::string& filter : filters) {
    if (filter.starts_with('-'))
      unwanted.push_back(compile(filter.substr(1)));
    else
      wanted.push_back(compile(filter));
  }
  const auto any = [](const std::vector<std::regex>& list, const std::string& id) {
    return std::any_of(list.begin(), list.end(), [&](const std::regex& r) { return std::regex_search(id, r); });
  };
  Selection selection;
  for (const Kernel& kernel : registry()) {
    if ((!wanted.empty() && !any(wanted, kernel.id)) || any(unwanted, kernel.id)) continue;
    if (cpu_supports(kernel.path)) {
      selection.kernels.push_back(&kernel);
    } else {
      selection.skipped.push_back({kernel.id, "all", fmt::format("this CPU has no {}", to_string(kernel.path))});
    }
  }
  for (const Peer& peer : missing_peers()) {
    const std::string name(peer.implementation);
    if ((!wanted.empty() && !any(wanted, name)) || any(unwanted, name)) continue;
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
