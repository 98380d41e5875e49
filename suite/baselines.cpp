#include "suite/baselines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "reports/compare.hpp"
#include "results/atomic_file.hpp"
#include "results/machine.hpp"
#include "results/result_json.hpp"
#include "suite/compare_runs.hpp"
#include "suite/data_folder.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".json";

fs::path default_folder() {
  const fs::path folder = data_folder("GELUBENCH_BASELINES", "baselines");
  if (folder.empty()) throw UsageError("say where baselines are kept: --baselines DIR");
  return folder;
}

void check_name(const std::string& name) {
  const bool fits =
      !name.empty() && name.size() <= 100 && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
      });
  if (!fits) {
    throw UsageError(fmt::format(
        "a baseline's name has letters, digits, '.', '-' and '_', and begins with no '.'; '{}' does not fit", name));
  }
}

}  // namespace

Baselines::Baselines(const std::string& folder) : folder_(folder.empty() ? default_folder() : fs::path(folder)) {}

fs::path Baselines::file(const std::string& machine, const std::string& name) const {
  return folder_ / machine / (name + suffix);
}

std::vector<std::string> Baselines::names(const std::string& machine) const {
  std::vector<std::string> list;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder_ / machine, none)) {
    if (entry.path().extension() == suffix && entry.is_regular_file(none)) {
      list.push_back(entry.path().stem().string());
    }
  }
  std::sort(list.begin(), list.end());
  return list;
}

std::vector<std::string> Baselines::machines() const {
  std::vector<std::string> list;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder_, none)) {
    const std::string machine = entry.path().filename().string();
    if (!names(machine).empty()) list.push_back(machine);
  }
  std::sort(list.begin(), list.end());
  return list;
}

void Baselines::check(const Environment& machine, const std::string& name) const {
  check_name(name);
  const fs::path path = file(machine_fingerprint(machine), name);
  prepare_folder(path.parent_path());
  check_writable(path);
}

fs::path Baselines::save(const std::string& name, const ResultSet& results) const {
  check(results.environment, name);
  const std::string machine = machine_fingerprint(results.environment);
  const fs::path path = file(machine, name);
  if (fs::exists(path)) {
    std::string utc = "unreadable";
    try {
      utc = read_results(path).environment.utc;
    } catch (const UnreadableResults&) {
      // is kept all the same
    }
    fs::path earlier = file(machine, name + "@" + utc);
    for (int i = 2; fs::exists(earlier); ++i) earlier = file(machine, fmt::format("{}@{}-{}", name, utc, i));
    std::error_code failed;
    fs::copy_file(path, earlier, failed);
    if (failed) throw CannotWrite(fmt::format("cannot write {}: {}", earlier.string(), failed.message()));
  }
  write_file(path, to_json(results));
  return path;
}

ResultSet Baselines::read(const Environment& machine, const std::string& name) const {
  if (name.find('/') != std::string::npos) check_name(name);
  const std::string here = machine_fingerprint(machine);
  for (const std::string& own : machine_fingerprints(machine)) {
    if (fs::exists(file(own, name))) return read_results(file(own, name));
  }
  for (const std::string& other : machines()) {
    if (fs::exists(file(other, name))) {
      throw Incomparable(fmt::format("the baseline '{}' in {} is of the machine {}, the results are of {}", name,
                                     folder_.string(), other, here));
    }
  }
  const std::vector<std::string> known = names(here);
  throw UsageError(fmt::format("there is no baseline '{}' in {}{}", name, folder_.string(),
                               known.empty() ? "" : fmt::format("; there are {}", fmt::join(known, ", "))));
}

std::vector<NamedResults> Baselines::all(const std::vector<std::string>& fingerprints) const {
  std::vector<NamedResults> list;
  for (const std::string& machine : fingerprints) {
    for (const std::string& name : names(machine)) {
      try {
        list.push_back({name, read_results(file(machine, name))});
      } catch (const UnreadableResults& error) {  // of an older program: the others still tell
        print_line(fmt::format("left out: {}", error.what()));
      }
    }
  }
  // Of runs within a second, those that were replaced come first.
  const auto moment = [](const NamedResults& run) {
    return std::pair(std::string_view(run.results.environment.utc), run.name.find('@') == std::string::npos);
  };
  std::stable_sort(list.begin(), list.end(),
                   [&](const NamedResults& a, const NamedResults& b) { return moment(a) < moment(b); });
  return list;
}

BaselinesOfRun::BaselinesOfRun(const BaselineOptions& options, const Environment& environment) : options_(options) {
  if (!options.save.empty()) Baselines(options.folder).check(environment, options.save);
  if (options.against.empty()) return;
  against_ = Baselines(options.folder).read(environment, options.against);
  const std::vector<std::string> differences = differing_conditions(against_->environment, environment);
  if (differences.empty()) return;
  throw Incomparable(fmt::format("the baseline '{}' cannot be compared with this run, they differ in {}",
                                 options.against, fmt::join(differences, "; ")));
}

int BaselinesOfRun::finish(const ResultSet& results, int code, const std::vector<std::string>& filters,
                           bool quiet) const {
  const bool whole = code == exit_fine || code == exit_claim_broken;
  if (!options_.save.empty() && whole) {
    print_line("baseline: " + Baselines(options_.folder).save(options_.save, results).string());
  } else if (!options_.save.empty()) {
    print_line(fmt::format("the baseline '{}' is not saved: the run did not end", options_.save));
  }
  if (!against_ || !whole) return code;
  CompareRunsOptions compare;
  compare.quiet = quiet;
  const int compared = compare_runs(only_matching(*against_, filters), results, compare);
  return code == exit_fine ? compared : code;
}

}  // namespace gelubench
