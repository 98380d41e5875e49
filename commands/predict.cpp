// predict: cycles per element on CPUs one may not have.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "reports/prediction_text.hpp"
#include "results/atomic_file.hpp"
#include "results/machine.hpp"
#include "results/result_json.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/prediction.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

class Predict final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_filter(app, request_.filters);
    app.add_option("--cpu", request_.cpus,
                   "CPUs, by LLVM's names, 'native', or 'all' of the program's architecture: " + target_cpu_names())
        ->delimiter(',')
        ->type_name("CPU,...");
    app.add_option("--binary", request_.binary,
                   "Read the machine code of this run_suite, of x86-64 or aarch64, instead of one's own")
        ->type_name("PROGRAM");
    app.add_option("--llvm-mca", llvm_mca_, "The analyser; otherwise the newest that PATH has")->type_name("PROGRAM");
    app.add_option("--add-to", add_to_, "Add the predictions to this results file, for its report")->type_name("FILE");
    app.add_option(
           "--measured-on", measured_on_,
           "The CPU that the results file was measured on, by LLVM's name, where that is not this one: its report "
           "compares predictions for it with its times")
        ->type_name("CPU");
    app.add_flag("--list", list_, "The CPUs it knows, and nothing else");
    app.add_flag("--json", json_, "As JSON");
    add_quiet(app, quiet_);
  }

  int run() override {
    if (list_) {
      for (const TargetCpu& cpu : all_target_cpus())
        fmt::print("{:<15}  {:<8}  {:<7}  {}\n", cpu.name, to_string(cpu.architecture), cpu.widest_path, cpu.title);
      return exit_fine;
    }
    if (!measured_on_.empty() && add_to_.empty()) throw UsageError("--measured-on is of the results file of --add-to");
    if (!measured_on_.empty() && find_target_cpu(measured_on_) == nullptr)
      throw UsageError(fmt::format("--measured-on '{}' is none of {}", measured_on_, target_cpu_names()));
    request_.tools = find_llvm_tools(llvm_mca_);
    std::optional<ResultSet> results;
    if (!add_to_.empty()) {
      results = read_results(add_to_);
      check_writable(add_to_);
    }
    PredictionSet set = predict(request_, [&](const std::string& what) {
      if (!quiet_) print_line("predict: " + what);
    });
    if (set.cycles.empty()) {
      throw NothingMatched(set.without.empty() ? "no CPU asked for runs a kernel that matches"
                                               : fmt::format("no prediction: {}: {}", set.without.front().kernel,
                                                             set.without.front().reason));
    }
    if (results) {
      if (!machine_differences(results->environment, detect_environment()).empty()) set.host.reset();
      if (!measured_on_.empty()) set.host = measured_on_;
      add_predictions(*results, set);
      write_file(add_to_, to_json(*results));
    }
    fmt::print("{}", json_ ? to_json(set) : prediction_table(set, checked(set, results)));
    if (!json_ && !quiet_)
      for (const std::string& line : prediction_notes(set)) print_line(line);
    return exit_fine;
  }

 private:
  /// Those of the CPU that the results were measured on, where it is the one predicted.
  static std::vector<CheckedPrediction> checked(const PredictionSet& set, const std::optional<ResultSet>& results) {
    if (!results || !set.host || predicted_cpus(set) != std::vector<std::string>{*set.host}) return {};
    return checked_predictions(*results);
  }

  PredictionRequest request_;
  std::string llvm_mca_;
  std::string add_to_;
  std::string measured_on_;
  bool list_ = false;
  bool json_ = false;
  bool quiet_ = false;
};

const RegisteredCommand predict_command(
    {.name = "predict",
     .group = CommandEntry::Group::machine,
     .summary = "Cycles per element on CPUs one may not have, by LLVM's machine-code analyser",
     .examples = "run_suite predict --cpu znver4,sapphirerapids --filter /f32/forward/\n"
                 "run_suite predict --list\n"
                 "run_suite predict --binary build/aarch64/run_suite --cpu neoverse-v2",
     .make = make_command<Predict>});

}  // namespace
}  // namespace gelubench
