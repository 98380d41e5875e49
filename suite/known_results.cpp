#include "suite/known_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "results/atomic_file.hpp"
#include "results/machine.hpp"
#include "results/result_json.hpp"
#include "suite/data_folder.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;

/// What a results file is called: its folder's name where it is one of several results.json, or its own.
std::string run_name(const fs::path& file) {
  const std::string folder = fs::absolute(file).parent_path().filename().string();
  return file.filename() == "results.json" && !folder.empty() ? folder : file.stem().string();
}

bool is_exhaustive(const AccuracyRecord* record) { return record != nullptr && record->coverage == "exhaustive"; }

/// Whether everything was judged of a binary32 kernel.
bool is_whole(const ResultSet& results, const KernelRecord& kernel) {
  const AccuracyRecord* own = results.find_accuracy(kernel.id, "own", "all");
  return kernel.dtype == "f32" && is_exhaustive(own) && !own->digest.empty();
}

/// What two sweeps of the same results say differently, in words; empty where they agree. The last digits of sums
/// depend on the CPU.
std::string disagreement(const KnownSweep& a, const KnownSweep& b) {
  // Next to a zero of the reference a ULP is as uncertain as the screen of this CPU or that, by a binade: where results
  // are of another formula, a few such inputs make up the mean.
  constexpr double last_digits = 1e-6;
  constexpr double of_means = 1e-3;
  const auto differ = [](double x, double y, double share) { return std::fabs(x - y) > share * std::fabs(x); };
  for (const AccuracyRecord& one : a.results->accuracy) {
    if (one.kernel != a.kernel) continue;
    const AccuracyRecord* two = b.results->find_accuracy(b.kernel, one.reference, one.region);
    if (two == nullptr) continue;
    const std::pair<const char*, std::pair<double, double>> fields[] = {
        {"max ULP", {one.max_ulp, two->max_ulp}},
        {"mean ULP", {one.mean_ulp, two->mean_ulp}},
        {"max absolute error", {one.max_abs, two->max_abs}},
        {"share correctly rounded", {one.correctly_rounded, two->correctly_rounded}},
        {"NaN", {static_cast<double>(one.nan), static_cast<double>(two->nan)}},
        {"infinities", {static_cast<double>(one.infinite), static_cast<double>(two->infinite)}},
        {"lost results", {static_cast<double>(one.total_loss), static_cast<double>(two->total_loss)}},
        {"wrong signs", {static_cast<double>(one.wrong_sign), static_cast<double>(two->wrong_sign)}}};
    for (const auto& [name, values] : fields) {
      if (!differ(values.first, values.second, name == std::string_view("mean ULP") ? of_means : last_digits)) continue;
      return fmt::format("{} {} and {}, reference {}, region {}", name, values.first, values.second, one.reference,
                         one.region);
    }
  }
  return "";
}

/// Where runs on this machine keep what they judged; empty where there is no such place.
fs::path kept_folder() { return data_folder("GELUBENCH_KNOWN", "known"); }

/// reports/published in the program's source: build/release/run_suite lies two folders below that.
fs::path published_folder() {
  std::error_code failed;
  fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
  constexpr int most_folders_up = 3;
  for (int i = 0; i < most_folders_up && !failed; ++i) {
    folder = folder.parent_path();
    if (fs::is_directory(folder / "reports/published", failed)) return folder / "reports/published";
    failed.clear();
  }
  return {};
}

/// The results files below a folder, at most one folder deep.
std::vector<fs::path> results_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  if (folder.empty() || !fs::is_directory(folder, failed)) return files;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const fs::path inside = entry.path() / "results.json";
    if (entry.path().extension() == ".json") files.push_back(entry.path());
    if (entry.is_directory(failed) && fs::is_regular_file(inside, failed)) files.push_back(inside);
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

KnownResults::KnownResults(const std::vector<fs::path>& files) {
  for (const fs::path& file : files) add(file);
}

void KnownResults::add(const fs::path& file) {
  runs_.push_back({run_name(file), read_results(file, Part::binary32_accuracy)});
  std::stable_sort(runs_.begin(), runs_.end(), [](const NamedResults& a, const NamedResults& b) {
    return a.results.environment.utc > b.results.environment.utc;
  });
}

std::vector<KnownSweep> KnownResults::sweeps_of(const Kernel& kernel) const {
  std::vector<KnownSweep> sweeps;
  for (const NamedResults& run : runs_) {
    const Environment& e = run.results.environment;
    for (const KernelRecord& record : run.results.kernels) {
      if (record.implementation() != kernel.implementation() || record.formula != to_string(kernel.formula)) continue;
      if (!is_whole(run.results, record)) continue;
      KnownSweep sweep{&run.results, record.id, {run.name, e.revision(), e.utc}};
      if (sweep.own().same_bits_as) sweep.source = *sweep.own().same_bits_as;
      sweeps.push_back(std::move(sweep));
    }
  }
  return sweeps;
}

std::optional<KnownSweep> KnownResults::latest(const Kernel& kernel) const {
  const std::vector<KnownSweep> sweeps = sweeps_of(kernel);
  return sweeps.empty() ? std::nullopt : std::optional(sweeps.front());
}

std::optional<KnownSweep> KnownResults::find(const Kernel& kernel, const std::string& digest) const {
  std::optional<KnownSweep> found;
  for (KnownSweep& sweep : sweeps_of(kernel)) {
    if (sweep.own().digest != digest) continue;
    if (!found) {
      found = std::move(sweep);
      continue;
    }
    if (const std::string what = disagreement(*found, sweep); !what.empty()) {
      print_line(fmt::format("{}: the runs {} and {} contradict each other about the same results ({}): judged anew",
                             kernel.id, found->source.run, sweep.source.run, what));
      return std::nullopt;
    }
  }
  return found;
}

std::optional<KnownSweep> KnownResults::of_same_path(const Kernel& kernel) const {
  for (KnownSweep& sweep : sweeps_of(kernel)) {
    if (sweep.kernel == kernel.id) return std::move(sweep);
  }
  return std::nullopt;
}

KnownResults default_known_results() {
  KnownResults known;
  for (const fs::path& folder : {published_folder(), kept_folder()}) {
    for (const fs::path& file : results_files(folder)) {
      try {
        known.add(file);
      } catch (const UnreadableResults& error) {  // of an older program, or cut short
        print_line(fmt::format("left out: {}", error.what()));
      }
    }
  }
  return known;
}

void check_not_known(const fs::path& target, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    std::error_code missing;
    if (!fs::equivalent(target, file, missing)) continue;
    throw UsageError(fmt::format("{} would be overwritten, which --known names: write elsewhere", file));
  }
}

void keep_known_results(const ResultSet& results) {
  const fs::path folder = kept_folder();
  if (folder.empty() || results.environment.dirty) return;
  ResultSet kept;
  kept.environment = results.environment;
  const auto add = [&kept](const ResultSet& from, const std::string& id, const SourceRecord& source) {
    if (kept.find_kernel(id) != nullptr) return;  // a later one is there
    kept.kernels.push_back(*from.find_kernel(id));
    for (AccuracyRecord record : from.accuracy) {
      if (record.kernel != id) continue;
      if (!record.same_bits_as) record.same_bits_as = source;
      kept.accuracy.push_back(std::move(record));
    }
    for (const ShapeRecord& shape : from.shapes) {
      if (shape.kernel == id) kept.shapes.push_back(shape);
    }
  };
  const Environment& e = results.environment;
  for (const KernelRecord& kernel : results.kernels) {
    if (!is_whole(results, kernel) || results.find_accuracy(kernel.id, "own", "all")->same_bits_as) continue;
    add(results, kernel.id, {"this machine", e.revision(), e.utc});
  }
  if (kept.kernels.empty()) return;
  prepare_folder(folder);
  const fs::path file = folder / (machine_fingerprint(results.environment) + ".json");
  try {
    const ResultSet before = read_results(file);
    for (const KernelRecord& kernel : before.kernels) {
      if (is_whole(before, kernel)) add(before, kernel.id, {});
    }
  } catch (const UnreadableResults&) {
    // There is none yet, or it is of an older program.
  }
  write_file(file, to_json(kept));
}

}  // namespace gelubench
