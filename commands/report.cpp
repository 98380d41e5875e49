// report: what people read, made from a results file.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "results/result_json.hpp"
#include "suite/exit_codes.hpp"
#include "suite/report_files.hpp"

namespace gelubench {
namespace {

/// Beyond, tables and page are of no use to anybody.
constexpr std::size_t most_kernels = 5000;

ResultSet read_for_report(const std::string& file) {
  ResultSet results = read_results(file);
  if (results.kernels.size() > most_kernels) {
    throw UsageError(fmt::format("{} holds {} kernels; a report shows at most {}: measure fewer with --filter", file,
                                 results.kernels.size(), most_kernels));
  }
  return results;
}

class Report final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("results", results_, "results.json of an earlier run; several: side by side in one report.md")
        ->required()
        ->type_name("FILE");
    app.add_option("--out", out_, "Folder for the report")->required()->type_name("DIR");
    app.add_option("--format", formats_,
                   "md: report.md and pictures; html: report.html, to explore; summary: one table; frontier: the same "
                   "in twelve rows; engines: kernels of others beside ours; bmf, github-action-benchmark, "
                   "google-benchmark, junit, github: for other tools")
        ->delimiter(',')
        ->check(CLI::IsMember(report_formats()))
        ->capture_default_str();
  }

  int run() override {
    std::vector<ResultSet> machines;
    for (const std::string& file : results_) machines.push_back(read_for_report(file));
    if (machines.size() > 1) {
      fmt::print("{}\n", write_machines(machines, out_).string());
      return exit_fine;
    }
    for (const auto& file : write_report(machines.front(), out_, formats_)) fmt::print("{}\n", file.string());
    return exit_fine;
  }

 private:
  std::vector<std::string> results_;
  std::string out_;
  std::vector<std::string> formats_{"md", "html"};
};

const RegisteredCommand report({.name = "report",
                                .group = CommandEntry::Group::results,
                                .summary = "Make the report from a results file, or one of several machines",
                                .examples = "run_suite report gelubench-results/results.json --out elsewhere",
                                .make = make_command<Report>});

}  // namespace
}  // namespace gelubench
