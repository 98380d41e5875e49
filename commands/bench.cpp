// bench: the times of kernels.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "reports/report.hpp"
#include "results/atomic_file.hpp"
#include "suite/progress.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

class Bench final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_measuring(app, options_);
    add_timing(app, options_);
    add_baselines(app, options_.baselines);
    add_distribution(app, options_.distribution);
    app.add_option("--in", options_.in,
                   "Time on this array of the kernels' type (.npy, or raw little-endian), instead of --sizes and "
                   "--distribution")
        ->type_name("FILE");
    app.add_flag("--brief", options_.brief, "Do not also compare distributions of inputs and numbers of threads");
    app.add_flag("--in-place", options_.in_place, "Also compare in-place with out-of-place use");
    app.add_flag("--costs", options_.costs,
                 "Also what else a time can be: of a call and of a chain of dependent ones, from cold caches; "
                 "instructions executed, and energy where the system tells");
    app.add_option("--out", options_.out, "Write the results there; -: on standard output, instead of the table")
        ->type_name("FILE");
  }

  int run() override {
    Run run(options_);
    if (!options_.out.empty()) check_writable(options_.out);
    const BaselinesOfRun baselines(options_.baselines, run.environment());
    run.contract();
    run.time_everything();
    run.timing();
    if (options_.costs) run.costs();
    const ResultSet& results = run.finish();
    if (!options_.out.empty()) {
      write_measured(options_.out, results);
      print_line("results: " + options_.out);
    }
    if (!is_standard_output(options_.out)) fmt::print("{}{}", timing_section(results), costs_section(results));
    run.print_stages();
    return baselines.finish(results, run.exit_code(), options_.filters, options_.quiet);
  }

 private:
  MeasureOptions options_;
};

const RegisteredCommand bench({.name = "bench",
                               .group = CommandEntry::Group::measure,
                               .summary = "Time kernels",
                               .examples = "run_suite bench --filter avx2 --sizes L1,DRAM --threads 1",
                               .make = make_command<Bench>,
                               .uses_kernels = true});

}  // namespace
}  // namespace gelubench
