// --report, bench and recommend: the commands that time.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

#include "bench/distribution.hpp"
#include "reports/recommend.hpp"
#include "reports/report.hpp"
#include "suite/atomic_file.hpp"
#include "suite/commands.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"
#include "suite/report_files.hpp"
#include "suite/results_json.hpp"
#include "suite/run.hpp"

namespace gelubench {

int report_run_command(const MeasureOptions& options) {
  Run run(options);
  const std::filesystem::path folder = options.out.empty() ? "results" : options.out;
  prepare_folder(folder);
  const BaselinesOfRun baselines(options.baselines, run.environment());
  run.contract();
  run.timing();
  run.accuracy();
  const ResultSet& results = run.finish();
  write_measured(folder / "results.json", results);
  const auto files = write_report(results, folder, {"md", "html"});
  run.print_stages();
  const int code = run.exit_code();
  fmt::print("{}\n", (folder / "results.json").string());
  for (const auto& file : files) fmt::print("{}\n", file.string());
  return baselines.finish(results, code, options.filters, options.quiet);
}

namespace {

/// Elements, or bytes of inputs of a data type with a unit: "4096", "16MiB".
std::uint64_t parse_elements(const std::string& text, const std::string& dtype) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(end, text.data() + text.size());
  const std::array units{std::pair("KiB", 10), std::pair("MiB", 20), std::pair("GiB", 30)};
  const auto known = std::find_if(units.begin(), units.end(), [&](const auto& u) { return u.first == unit; });
  const bool fits = error == std::errc() && number > 0 && number < std::uint64_t{1} << 33;
  if (!fits || (known == units.end() && !unit.empty())) {
    throw UsageError(fmt::format("--size '{}' is neither a number of elements nor bytes such as 64KiB or 16MiB", text));
  }
  if (unit.empty()) return number;
  const std::uint64_t bytes_of_one = dtype == "f32" ? 4 : (dtype == "f64" ? 8 : 2);
  return (number << known->second) / bytes_of_one;
}

/// "max": the most threads the results, if there are any, or else this machine have.
int parse_thread_count(const std::string& text, const ResultSet* results) {
  if (text != "max" || results == nullptr) {
    if (text == "all") throw UsageError("--threads 'all' is neither a positive number nor 'max'");
    int n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool is_number = error == std::errc() && end == text.data() + text.size() && n > 0;
    return results != nullptr && is_number ? n : parse_threads({text}).front();
  }
  int most = 1;
  for (const TimingRecord& t : results->timings) most = std::max(most, t.threads);
  return most;
}

}  // namespace

int recommend_command(const RecommendOptions& options) {
  check_distribution(options.distribution);
  if (!options.max_ulp && !options.max_abs) {
    throw UsageError("say what error is acceptable: --max-ulp U, --max-abs A or both");
  }
  std::optional<ResultSet> results;
  if (!options.results.empty()) results = read_results(options.results);
  Need need;
  need.budget.max_ulp = options.max_ulp.value_or(no_bound);
  need.budget.max_abs = options.max_abs.value_or(no_bound);
  need.group = {options.dtype, options.direction};
  need.elements = parse_elements(options.size, options.dtype);
  need.threads = parse_thread_count(options.threads, results ? &*results : nullptr);
  need.distribution = find_distribution(options.distribution)->description;
  if (!results) {
    MeasureOptions measure;
    measure.filters = {"/" + need.group.id() + "/"};
    measure.profile = "quick";
    measure.sizes = {std::to_string(need.elements)};
    measure.threads = {std::to_string(need.threads)};
    measure.distribution = options.distribution;
    measure.brief = true;
    measure.quiet = options.quiet;
    Run run(measure);
    run.contract();
    run.time_everything();
    run.timing();
    run.accuracy();
    results = run.finish();
    if (results->interrupted) return run.exit_code();
  }
  const auto recommendation = recommend(*results, need);
  if (!recommendation) {
    throw NothingMatched(fmt::format("{} has no timing of {}: make one with run_suite --report",
                                     options.results.empty() ? "this run" : options.results, need.group.title()));
  }
  fmt::print("{}", options.json ? recommendation_json(*results, need, *recommendation)
                                : recommendation_text(*results, need, *recommendation));
  return recommendation->within.empty() ? exit_nothing_matched : exit_fine;
}

int bench_command(const MeasureOptions& options) {
  Run run(options);
  if (!options.out.empty()) check_writable(options.out);
  const BaselinesOfRun baselines(options.baselines, run.environment());
  run.contract();
  run.time_everything();
  run.timing();
  const ResultSet& results = run.finish();
  if (!options.out.empty()) {
    write_measured(options.out, results);
    print_line("results: " + options.out);
  }
  fmt::print("{}", timing_section(results));
  run.print_stages();
  return baselines.finish(results, run.exit_code(), options.filters, options.quiet);
}

}  // namespace gelubench
