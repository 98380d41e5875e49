#include "commands/measure_all.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "results/atomic_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/known_results.hpp"
#include "suite/progress.hpp"
#include "suite/report_files.hpp"
#include "suite/run.hpp"

namespace gelubench {

namespace {

/// For later runs, which do without where it cannot be kept.
void keep(const ResultSet& results) {
  try {
    keep_known_results(results);
  } catch (const CannotWrite& error) {
    print_line(fmt::format("what was judged is not kept for later runs: {}", error.what()));
  }
}

}  // namespace

int measure_all(const MeasureOptions& options) {
  Run run(options);
  const std::filesystem::path folder = options.out.empty() ? default_report_folder : options.out;
  check_not_known(folder / "results.json", options.known);
  prepare_folder(folder);
  const BaselinesOfRun baselines(options.baselines, run.environment());
  run.contract();
  run.forecast(true);
  run.timing();
  run.accuracy();
  run.prediction();
  const ResultSet& results = run.finish();
  write_measured(folder / "results.json", results);
  const auto files = write_report(results, folder, {"md", "html"});
  run.print_stages();
  const int code = run.exit_code();
  if (code == exit_fine) keep(results);
  fmt::print("{}\n", (folder / "results.json").string());
  for (const auto& file : files) fmt::print("{}\n", file.string());
  return baselines.finish(results, code, options.filters, options.quiet);
}

}  // namespace gelubench
