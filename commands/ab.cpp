// ab: two programs, measured by turns.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "suite/exit_codes.hpp"
#include "suite/run.hpp"
#include "suite/turns.hpp"

namespace gelubench {
namespace {

class Ab final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("old", turns_.before, "run_suite of the first commit")->required()->type_name("PROGRAM");
    app.add_option("new", turns_.after, "run_suite of the second")->required()->type_name("PROGRAM");
    add_filter(app, turns_.filters);
    add_effects(app, options_);
    app.add_option("--sizes", turns_.sizes, "As of bench")
        ->type_name(size_choice(true))
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--threads", turns_.threads, "As of bench")
        ->type_name("N|max|all")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--distribution", turns_.distribution, "As of bench")
        ->type_name(distribution_choice())
        ->capture_default_str();
    app.add_option("--rounds", turns_.rounds, "Pairs of runs")->check(number_between(6, 1000))->capture_default_str();
    add_inconclusive(app, inconclusive_);
    add_quiet(app, turns_.quiet);
  }

  int run() override {
    check_distribution(turns_.distribution);
    const Turns turns = measure_by_turns(turns_);
    if (turns.rows.empty() && turns.interrupted) return exit_interrupted;
    if (turns.rows.empty() && turns.left_out == 0)
      throw NothingMatched("the two programs have no kernel in common that was timed");
    Comparison comparison;
    comparison.only_before = turns.only_before;
    comparison.only_after = turns.only_after;
    comparison.speed = compare_pairs(turns.rows, options_);
    fmt::print("{}", comparison_text(comparison));
    fmt::print("{} pairs of runs{}; ratios are medians of the pairs' with their sign-test interval\n", turns.pairs,
               turns.left_out == 0
                   ? ""
                   : fmt::format(", {} more left out, because the machine changed within them", turns.left_out));
    if (turns.interrupted) return exit_interrupted;
    if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
    const bool unclear = turns.rows.empty() || !comparison.of(SpeedChange::Kind::unclear).empty();
    return unclear && inconclusive_ == "fail" ? exit_inconclusive : exit_fine;
  }

 private:
  TurnsOptions turns_;
  CompareOptions options_;
  std::string inconclusive_ = "fail";
};

const RegisteredCommand ab({.name = "ab",
                            .group = CommandEntry::Group::measure,
                            .summary = "Time two programs of two commits by turns, for noisy machines",
                            .examples = "run_suite ab main/run_suite mine/run_suite --filter 'faithful/f32'",
                            .make = make_command<Ab>});

}  // namespace
}  // namespace gelubench
