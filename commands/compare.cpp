// compare: whether a second run is less accurate or slower than a first.

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "results/result_json.hpp"
#include "suite/compare_runs.hpp"
#include "suite/exit_codes.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// Of two results files, or of one and a baseline.
class Compare final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("results", results_, "results.json of the first run (left out with --baseline) and of the second")
        ->required()
        ->type_name("[BASE.json] NEW.json");
    add_baselines(app, baselines_);
    add_effects(app, options_.options);
    app.add_flag("--cross-machine", options_.options.cross_machine, "Also where CPU, compiler, flags or inputs differ");
    add_inconclusive(app, options_.inconclusive);
    app.add_option("--digests", options_.digests, "fail: exit 3 where any result differs in any bit; list: say so")
        ->check(CLI::IsMember({"list", "fail"}))
        ->capture_default_str();
    app.add_option("--base-program", options_.base_program,
                   "The run_suite of the first run, this one being that of the second: where results differ, exit 3 if "
                   "one is worse, whatever the others are; what may be slower is timed again by turns")
        ->type_name("FILE");
    app.add_option(
           "--predicted", options_.predicted,
           "fail: exit 1 where the machine code of a loop changed and LLVM's analyser predicts it slower by the "
           "least effect on one of three CPUs, which no noise disturbs; list: say so. Of predictions in both "
           "files, or of --base-program and this program")
        ->check(CLI::IsMember({"list", "fail"}))
        ->capture_default_str();
    app.add_flag("!--no-rerun", options_.rerun,
                 "Do not measure again what may be slower (done where this program is the one of the second run)");
    app.add_option("--junit", options_.junit, "Also write JUnit XML there")->type_name("FILE");
    app.add_option("--github", options_.github,
                   "Also write a step summary there and print annotations, for GitHub Actions")
        ->type_name("FILE");
    add_quiet(app, options_.quiet);
  }

  int run() override {
    if (baselines_.against.empty() && results_.size() != 2) {
      throw UsageError("give the results files of two runs, or one and --baseline NAME");
    }
    if (!baselines_.against.empty() && results_.size() != 1) {
      throw UsageError("--baseline stands for the first results file: give only the second");
    }
    try {
      const ResultSet after = read_results(results_.back());
      const ResultSet before = baselines_.against.empty()
                                   ? read_results(results_.front())
                                   : Baselines(baselines_.folder).read(after.environment, baselines_.against);
      const int code = compare_runs(before, after, options_);
      if (!baselines_.save.empty()) {
        print_line("baseline: " + Baselines(baselines_.folder).save(baselines_.save, after).string());
      }
      return code;
    } catch (const OtherSchema& error) {
      throw Incomparable(error.what());
    }
  }

 private:
  std::vector<std::string> results_;
  BaselineOptions baselines_;
  CompareRunsOptions options_;
};

const RegisteredCommand compare_command({.name = "compare",
                                         .group = CommandEntry::Group::results,
                                         .summary = "Whether a second run is less accurate or slower than a first",
                                         .examples = "run_suite compare main.json mine.json --min-effect 0.03",
                                         .make = make_command<Compare>});

}  // namespace
}  // namespace gelubench
