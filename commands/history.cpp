// history: the saved baselines of a machine.

#include "reports/history.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "results/machine.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/report_files.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

/// The saved baselines of a machine in the order they were measured.
class ShowHistory final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_filter(app, filters_);
    add_effects(app, options_);
    app.add_option("--baselines", folder_, "As of --report")->type_name("DIR");
    app.add_option("--machine", machine_, "Fingerprint of another machine; default: this one");
    app.add_option("--out", out_, "Also write history.md with pictures there")->type_name("DIR");
  }

  int run() override {
    const Baselines baselines(folder_);
    const std::vector<std::string> machine =
        machine_.empty() ? machine_fingerprints(detect_environment()) : std::vector{machine_};
    std::vector<NamedResults> runs = baselines.all(machine);
    if (runs.empty()) {
      const std::vector<std::string> others = baselines.machines();
      throw NothingMatched(
          fmt::format("no baseline of the machine {} in {}{}; --save-baseline NAME makes one", machine.front(),
                      baselines.folder().string(),
                      others.empty() ? "" : fmt::format(", there are some of {}", fmt::join(others, ", "))));
    }
    for (NamedResults& run : runs) run.results = only_matching(std::move(run.results), filters_);
    const History history = history_of(runs, options_);
    if (history.rows.empty() && history.accuracy.empty()) {
      throw NothingMatched(
          filters_.empty() ? "the baselines have no times"
                           : fmt::format("no times in the baselines match --filter '{}'", fmt::join(filters_, "' '")));
    }
    fmt::print("{}", history_text(history));
    if (!out_.empty()) fmt::print("{}\n", write_history(history, out_).string());
    return exit_fine;
  }

 private:
  std::vector<std::string> filters_;
  CompareOptions options_;
  std::string folder_;
  std::string machine_;
  std::string out_;
};

const RegisteredCommand history({.name = "history",
                                 .group = CommandEntry::Group::results,
                                 .summary = "Times of kernels over the saved baselines, and where they changed",
                                 .examples = "run_suite history --filter erf/faithful --out history",
                                 .make = make_command<ShowHistory>});

}  // namespace
}  // namespace gelubench
