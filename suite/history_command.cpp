// history: the saved baselines of a machine.

#include <fmt/format.h>

#include <filesystem>

#include "reports/history.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/report_files.hpp"
#include "suite/selection.hpp"

namespace gelubench {

int history_command(const HistoryCommand& command) {
  const Baselines baselines(command.folder);
  const std::string machine = command.machine.empty() ? machine_fingerprint(detect_environment()) : command.machine;
  std::vector<NamedResults> runs = baselines.all(machine);
  if (runs.empty()) {
    const std::vector<std::string> others = baselines.machines();
    throw NothingMatched(fmt::format(
        "no baseline of the machine {} in {}{}; --save-baseline NAME makes one", machine, baselines.folder().string(),
        others.empty() ? "" : fmt::format(", there are some of {}", fmt::join(others, ", "))));
  }
  for (NamedResults& run : runs) run.results = only_matching(std::move(run.results), command.filters);
  const History history = history_of(runs, command.options);
  if (history.rows.empty() && history.accuracy.empty()) {
    throw NothingMatched(command.filters.empty() ? "the baselines have no times"
                                                 : fmt::format("no times in the baselines match --filter '{}'",
                                                               fmt::join(command.filters, "' '")));
  }
  fmt::print("{}", history_text(history));
  if (!command.out.empty()) fmt::print("{}\n", write_history(history, command.out).string());
  return exit_fine;
}

}  // namespace gelubench
