// accuracy: the errors of kernels.

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "suite/accuracy_run.hpp"
#include "suite/external.hpp"

namespace gelubench {
namespace {

class Accuracy final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_measuring(app, options_);
    add_known(app, options_, "none");
    add_baselines(app, options_.baselines);
    app.add_option("--out", options_.out, "Write the results there; -: on standard output, instead of the table")
        ->type_name("FILE");
    app.add_flag("--check-claims", options_.check_claims, "One line per kernel: whether its claim holds");
    add_tolerance(app, options_.tolerance, "Exit code 3 unless all results tried are");
    app.add_option("--shard", options_.shard,
                   "Sweep only part I of N (from 1) and write it to --out, for run_suite merge")
        ->type_name("I/N");
    add_journal(app, options_.journal_seconds, options_.resume);
    app.add_flag("--mpi", options_.mpi, "Share the sweeps among the processes that mpirun started");
  }

  int run() override {
    if (options_.filters.empty()) options_.filters = filters_of_external();
    return run_accuracy(options_);
  }

 private:
  AccuracyOptions options_;
};

const RegisteredCommand accuracy({.name = "accuracy",
                                  .group = CommandEntry::Group::measure,
                                  .summary = "Errors of kernels over all inputs, or as many as can be tried",
                                  .examples = "run_suite accuracy --filter '^tanh/' --profile quick",
                                  .make = make_command<Accuracy>,
                                  .uses_kernels = true});

}  // namespace
}  // namespace gelubench
