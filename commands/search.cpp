// search: how large can the errors of a binary64 kernel be found to be?

#include "accuracy/search.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <mutex>

#include "accuracy/claims.hpp"
#include "accuracy/screen.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "kernels/first_exception.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "results/atomic_file.hpp"
#include "results/hex_float.hpp"
#include "suite/corpus_folder.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

class Search final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_filter(app, filters_);
    app.add_option("--seconds", seconds_, "Per kernel")->check(number_above(0))->capture_default_str();
    app.add_option("--seed", seed_, "Seed of the inputs")->capture_default_str();
    app.add_option("--corpus", corpus_, "Add the worst inputs to the files of this folder")->type_name("DIR");
    add_quiet(app, quiet_);
  }

  int run() override {
    std::vector<const Kernel*> kernels = select_kernels(filters_).kernels;
    std::erase_if(kernels, [](const Kernel* k) { return k->dtype != DType::f64; });
    if (kernels.empty()) throw NothingMatched("no binary64 kernel matches; the others are swept exhaustively");
    if (!corpus_.empty()) prepare_folder(corpus_);
    const std::atomic<bool>& stop = stop_on_interrupt();

    for (const Kernel* kernel : kernels) {
      // Fitted outside the time of any kernel.
      for (const bool negative : {false, true}) (void)screen_of<double>(kernel->curve()).segments(negative);
    }
    SearchOptions options;
    options.seed = seed_;
    options.seeds = 4;
    options.evaluations = 1u << 31;  // the time is the limit
    options.seconds = seconds_;
    options.stop = &stop;
    // Several seeds share the time.
    std::vector<SearchResult> found(kernels.size());
    Progress progress(fmt::format("searching ({} kernels)", kernels.size()), "", quiet_);
    std::uint64_t done = 0;
    std::mutex reporting;
    FirstException failure;
    const auto search_kernel = [&](std::size_t k) {
      for (int seed = 0; seed < options.seeds; ++seed) {
        SearchOptions one = options;
        one.seed = options.seed + static_cast<std::uint64_t>(seed);
        one.seeds = 1;
        one.seconds = options.seconds / options.seeds;
        const SearchResult part = search_large_errors(*kernels[k], one);
        found[k].evaluations += part.evaluations;
        found[k].inputs.insert(found[k].inputs.end(), part.inputs.begin(), part.inputs.end());
      }
      const std::lock_guard lock(reporting);
      progress.update(++done, kernels.size());
    };
#pragma omp parallel for schedule(dynamic) num_threads(available_cores())
    for (std::size_t k = 0; k < kernels.size(); ++k) failure.guard([&] { search_kernel(k); });
    failure.rethrow();

    MarkdownTable table({"kernel", ">results", ">largest error found, ULP", ">at x ="});
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      std::vector<JudgedError> judged;
      for (const double x : found[k].inputs) judged.push_back(judge(*kernels[k], kernels[k]->curve(), x));
      std::sort(judged.begin(), judged.end(), [](const auto& a, const auto& b) { return a.ulp > b.ulp; });
      if (judged.empty()) continue;
      table.add({"`" + kernels[k]->id + "`", format_count(found[k].evaluations), format_ulp(judged.front().ulp),
                 hex_float(judged.front().x)});
      if (corpus_.empty()) continue;
      // The largest of three binades.
      std::vector<double> worst;
      for (const JudgedError& error : judged) {
        const auto same_binade = [&](double x) { return std::ilogb(x) == std::ilogb(error.x) && x * error.x > 0; };
        if (worst.size() == 3 || error.ulp <= 0.5) break;
        if (std::none_of(worst.begin(), worst.end(), same_binade)) worst.push_back(error.x);
      }
      add_to_corpus(corpus_, kernels[k]->curve(), worst);
    }
    fmt::print("{}", table.text());
    if (!stop) return exit_fine;
    print_line("interrupted; the table is of what was tried");
    return exit_interrupted;
  }

 private:
  std::vector<std::string> filters_;
  double seconds_ = 10;  // per kernel
  std::uint64_t seed_ = 1;
  std::string corpus_;  // folder whose files take up what is found; may be empty
  bool quiet_ = false;
};

const RegisteredCommand search(
    {.name = "search",
     .group = CommandEntry::Group::machine,
     .summary = "Search for large errors of float64 kernels",
     .examples = "run_suite search --filter 'erf/.*f64' --seconds 60 --corpus accuracy/corpus",
     .make = make_command<Search>,
     .uses_kernels = true});

}  // namespace
}  // namespace gelubench
