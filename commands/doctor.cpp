// doctor: what on this machine spoils a measurement, and whether differences are told apart here.

#include "suite/doctor.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>

#include "bench/trials.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

int print_findings() {
  std::size_t spoiling = 0;
  for (const FindingRecord& finding : examine_machine()) {
    fmt::print("{:<8} {:<15} {}\n", finding.verdict, finding.check, finding.detail);
    if (finding.advice) fmt::print("{:<24} -> {}\n", "", *finding.advice);
    if (finding.verdict == "spoils") ++spoiling;
  }
  fmt::print("\n{}\n", spoiling == 0 ? "Nothing found that spoils measurements here."
                                     : fmt::format("{} of these spoil measurements here.", spoiling));
  return exit_fine;
}

int print_trials(int trials, bool quiet) {
  const Kernel kernel = find_kernel("erf/faithful");
  Progress progress("trials", "", quiet);
  const std::atomic<bool>& stop = stop_on_interrupt();
  const TrialCounts counts = run_trials(kernel, trials, stop, [&](int done) {
    progress.update(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(trials));
  });
  if (counts.trials == 0) throw NothingMatched("interrupted before the first trial ended");
  const auto share = [&](int n) {
    return fmt::format("{} of {} ({:.0f} %)", n, counts.trials, 100.0 * n / counts.trials);
  };
  fmt::print("{} in L1 on one thread, {} samples a row and trial (median)\n", kernel.id, counts.samples);
  fmt::print("against itself:        {} not separated\n", share(counts.trials - counts.same_separated));
  fmt::print("against 5 % slower:    {} found slower\n", share(counts.slower_found));
  fmt::print("95 % interval of a median: +- {:.2f} % (median of the trials)\n", 100 * counts.uncertainty);
  return stop ? exit_interrupted : exit_fine;
}

class Doctor final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option(
           "--trials", trials_,
           "Instead: measure a kernel against itself and against itself 5 % slower so often, and count how often "
           "they are told apart")
        ->check(number_above(0));
    add_quiet(app, quiet_);
  }

  int run() override { return trials_ > 0 ? print_trials(trials_, quiet_) : print_findings(); }

 private:
  int trials_ = 0;
  bool quiet_ = false;
};

const RegisteredCommand doctor({.name = "doctor",
                                .group = CommandEntry::Group::machine,
                                .summary = "What on this machine spoils a measurement, and what to do",
                                .examples = "run_suite doctor --trials 40",
                                .make = make_command<Doctor>});

}  // namespace
}  // namespace gelubench
