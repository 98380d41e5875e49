// recommend: the cheapest kernel within an error budget.

#include "reports/recommend.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <optional>

#include "bench/distribution.hpp"
#include "bench/working_set.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "reports/recommend_elsewhere.hpp"
#include "results/result_json.hpp"
#include "suite/exit_codes.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

/// Adds the size that --size asks for to what is needed.
void add_size(Need& need, const std::string& size) {
  const auto& levels = working_set_levels();
  if (std::find(levels.begin(), levels.end(), size) != levels.end()) {
    need.level = size;
    return;
  }
  constexpr std::uint64_t most = std::uint64_t{1} << 33;
  const auto set = working_set(size, 1);
  const DType dtype = *std::find_if(all_dtypes().begin(), all_dtypes().end(),
                                    [&](DType d) { return to_string(d) == need.group.dtype; });
  const std::uint64_t elements = set ? set->elements(1, size_of(dtype), 1) : 0;
  if (elements == 0 || elements > most) {
    throw UsageError(fmt::format("--size '{}' is none of {}", size, working_set_words()));
  }
  need.elements = elements;
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

class Recommend final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("results", results_,
                   "results.json of an earlier run; without it, what is needed is measured (a minute)")
        ->type_name("FILE");
    app.add_option("--max-ulp", max_ulp_, "Largest error in ULP of true GELU, over all inputs")->check(number_from(0));
    app.add_option("--max-abs", max_abs_, "Largest absolute error, over all inputs")->check(number_from(0));
    add_tolerance(app, tolerance_, "All results tried are");
    app.add_option("--dtype", dtype_, "Data type")
        ->check(CLI::IsMember({"f32", "f64", "f16", "bf16"}))
        ->capture_default_str();
    app.add_option("--direction", direction_, "forward, backward for the derivative, or gated: times another array")
        ->check(CLI::IsMember({"forward", "backward", "gated"}))
        ->capture_default_str();
    app.add_option("--size", size_,
                   "Working set: L1, L2, LLC, DRAM, elements (4096), rows x columns (32x4096), bytes of inputs (16MiB)")
        ->type_name(size_choice(false))
        ->capture_default_str();
    app.add_option("--threads", threads_, "Threads")->type_name("N|max")->capture_default_str();
    add_distribution(app, distribution_);
    app.add_option("--cpu", cpu_,
                   "On this CPU, by LLVM's name, instead of the one measured: predicted cycles of the results file, "
                   "which run_suite predict --add-to puts there, and the errors measured")
        ->type_name("CPU");
    app.add_flag("--json", json_, "As JSON");
    add_quiet(app, quiet_);
  }

  int run() override {
    check_distribution(distribution_);
    if (!max_ulp_ && !max_abs_ && !tolerance_.is_asked()) {
      throw UsageError("say what error is acceptable: --max-ulp U, --max-abs A, --assert-close, --rtol R, --atol A");
    }
    if (!cpu_.empty() && results_.empty()) throw UsageError("--cpu needs a results file with predictions");
    std::optional<ResultSet> results;
    if (!results_.empty()) results = read_results(results_);
    Need need;
    need.budget.max_ulp = max_ulp_.value_or(no_bound);
    need.budget.max_abs = max_abs_.value_or(no_bound);
    if (tolerance_.is_asked()) {
      const Tolerance t = tolerance_.of(parse_dtype(dtype_));
      need.budget.close = CloseBudget{t.rtol, t.atol};
    }
    need.group = {dtype_, direction_};
    add_size(need, size_);
    need.threads = parse_thread_count(threads_, results ? &*results : nullptr);
    need.distribution = find_distribution(distribution_)->description;
    if (!results) {
      MeasureOptions measure;
      measure.filters = {"/" + need.group.id() + "/"};
      measure.profile = "quick";
      measure.sizes = {size_};
      measure.threads = {std::to_string(need.threads)};
      measure.distribution = distribution_;
      measure.brief = true;
      measure.tolerance = tolerance_;
      measure.quiet = quiet_;
      Run run(measure);
      run.contract();
      run.time_everything();
      run.timing();
      run.accuracy();
      results = run.finish();
      if (results->interrupted) return run.exit_code();
    }
    if (!cpu_.empty()) return on_other_cpu(*results, need);
    const auto recommendation = recommend(*results, need);
    if (!recommendation) {
      throw NothingMatched(fmt::format("{} has no timing of {}: make one with run_suite --report",
                                       results_.empty() ? "this run" : results_, need.group.title()));
    }
    fmt::print("{}", json_ ? recommendation_json(*results, need, *recommendation)
                           : recommendation_text(*results, need, *recommendation));
    return recommendation->within.empty() ? exit_nothing_matched : exit_fine;
  }

 private:
  int on_other_cpu(const ResultSet& results, const Need& need) const {
    const auto r = recommend_on(results, need, cpu_);
    if (!r) {
      const std::vector<std::string> cpus =
          results.predictions ? predicted_cpus(*results.predictions) : std::vector<std::string>();
      throw NothingMatched(fmt::format(
          "{} has no prediction of {} for '{}'{}: run_suite predict --cpu {} --add-to {}", results_, need.group.title(),
          cpu_, cpus.empty() ? "" : fmt::format(", only for {}", fmt::join(cpus, ", ")), cpu_, results_));
    }
    fmt::print("{}", json_ ? predicted_json(results, need, *r) : predicted_text(results, need, *r));
    return r->within.empty() ? exit_nothing_matched : exit_fine;
  }

  std::string results_;  // a file; where empty, what is needed is measured
  std::optional<double> max_ulp_;
  std::optional<double> max_abs_;
  ToleranceAsked tolerance_;
  std::string dtype_ = "f32";
  std::string direction_ = "forward";
  std::string size_ = "4096";
  std::string threads_ = "1";
  std::string distribution_ = "normal";
  std::string cpu_;
  bool json_ = false;
  bool quiet_ = false;
};

const RegisteredCommand recommend_command(
    {.name = "recommend",
     .group = CommandEntry::Group::results,
     .summary = "The cheapest kernel that meets an error budget",
     .examples = "run_suite recommend gelubench-results/results.json --max-ulp 1 --size 4096\n"
                 "run_suite recommend gelubench-results/results.json --max-ulp 1 --cpu znver4",
     .make = make_command<Recommend>});

}  // namespace
}  // namespace gelubench
