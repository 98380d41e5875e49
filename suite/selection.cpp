#include "suite/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <regex>
#include <string_view>
#include <utility>

#include "kernels/cpu/cpu.hpp"
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

std::string no_match(const std::vector<std::string>& filters) {
  return fmt::format("no kernel matches --filter '{}'; run_suite list shows the ids", fmt::join(filters, "' '"));
}

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
    throw NothingMatched(selection.skipped.empty()
                             ? no_match(filters)
                             : fmt::format("none of what matches can run here: {}: {}",
                                           selection.skipped.front().kernel, selection.skipped.front().reason));
  }
  return selection;
}

std::function<bool(const std::string&)> id_filter(const std::vector<std::string>& filters) {
  return [filter = Filter(filters)](const std::string& id) { return filter.lets_through(id); };
}

std::vector<std::string> describe_skipped(const std::vector<SkippedRecord>& skipped) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (const SkippedRecord& s : skipped) {
    const auto same =
        std::find_if(by_reason.begin(), by_reason.end(), [&](const auto& r) { return r.first == s.reason; });
    if (same == by_reason.end())
      by_reason.push_back({s.reason, {s.kernel}});
    else
      same->second.push_back(s.kernel);
  }
  std::vector<std::string> lines;
  for (const auto& [reason, kernels] : by_reason) {
    lines.push_back(kernels.size() == 1 ? fmt::format("{} left out: {}", kernels.front(), reason)
                                        : fmt::format("{} kernels left out: {}", kernels.size(), reason));
  }
  return lines;
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
  if (results.costs) drop(*results.costs, kernel);
  if (results.predictions) {
    drop(results.predictions->loops, kernel);
    drop(results.predictions->cycles, kernel);
    drop(results.predictions->without, kernel);
  }
  drop(results.skipped, kernel);
  std::erase_if(results.timings, [&](const TimingRecord& t) {
    return results.find_kernel(t.kernel) == nullptr && !is_baseline_id(t.kernel);
  });
  return results;
}

namespace {

/// Insertions, deletions and replacements of a character that make one text the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string> split_id(const std::string& id) {
  std::vector<std::string> parts{""};
  for (const char c : id) {
    if (c == '/')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// Whether the parts of `given` stand in `id` in their order: "erf/libm/backward" in "erf/libm/f32/backward".
bool has_parts_of(const std::string& id, const std::string& given) {
  const std::vector<std::string> parts = split_id(id);
  auto from = parts.begin();
  for (const std::string& part : split_id(given)) {
    from = std::find(from, parts.end(), part);
    if (from == parts.end()) return false;
    ++from;
  }
  return true;
}

/// The implementations (ids without a path) for which `fits`, and "... and N more" where there are many.
template <class Fits>
std::string implementations(const Fits& fits) {
  constexpr std::size_t most = 8;
  std::vector<std::string> list;
  for (const Kernel& kernel : registry()) {
    const std::string id = kernel.implementation();
    if (fits(kernel) && (list.empty() || list.back() != id)) list.push_back(id);
  }
  const std::size_t left_out = list.size() > most ? list.size() - most : 0;
  list.resize(list.size() - left_out);
  return fmt::format("{}{}", fmt::join(list, ", "), left_out == 0 ? "" : fmt::format(" and {} more", left_out));
}

[[noreturn]] void refuse_id(const std::string& id) {
  const std::string fitting = implementations([&](const Kernel& k) { return has_parts_of(k.id, id); });
  if (!fitting.empty()) {
    throw UsageError(fmt::format(
        "'{}' leaves open which kernel: an id is METHOD/VARIANT/TYPE/DIRECTION[/PATH]; there are {}", id, fitting));
  }
  const auto named = [](const Kernel& k) { return k.method + "/" + k.variant; };
  const std::vector<std::string> parts = split_id(id);
  const std::string name = parts.size() > 1 ? parts[0] + "/" + parts[1] : id;
  const std::string of_name = implementations([&](const Kernel& k) { return named(k) == name; });
  if (!of_name.empty()) throw UsageError(fmt::format("there is no kernel '{}'; of {} there are {}", id, name, of_name));
  const auto nearest = std::min_element(registry().begin(), registry().end(), [&](const Kernel& a, const Kernel& b) {
    return edit_distance(named(a), name) < edit_distance(named(b), name);
  });
  constexpr std::size_t most_mistyped = 3;  // characters
  const bool is_near = edit_distance(named(*nearest), name) <= most_mistyped;
  throw UsageError(fmt::format("there is no kernel '{}'{}; run_suite list shows the ids", id,
                               is_near ? ", the nearest is " + named(*nearest) : ""));
}

}  // namespace

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
  if (widest == nullptr) refuse_id(id);
  return *widest;
}

}  // namespace gelubench
