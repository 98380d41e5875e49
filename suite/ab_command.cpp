// ab: two programs, measured by turns.

#include <fmt/format.h>

#include "suite/commands.hpp"
#include "suite/exit_codes.hpp"
#include "suite/run.hpp"

namespace gelubench {

int ab_command(const AbCommand& command) {
  check_distribution(command.turns.distribution);
  const Turns turns = measure_by_turns(command.turns);
  if (turns.rows.empty() && turns.interrupted) return exit_interrupted;
  if (turns.rows.empty() && turns.left_out == 0)
    throw NothingMatched("the two programs have no kernel in common that was timed");
  Comparison comparison;
  comparison.only_before = turns.only_before;
  comparison.only_after = turns.only_after;
  comparison.speed = compare_pairs(turns.rows, command.options);
  fmt::print("{}", comparison_text(comparison));
  fmt::print("{} pairs of runs{}; ratios are medians of the pairs' with their sign-test interval\n", turns.pairs,
             turns.left_out == 0
                 ? ""
                 : fmt::format(", {} more left out, because the machine changed within them", turns.left_out));
  if (turns.interrupted) return exit_interrupted;
  if (!comparison.of(SpeedChange::Kind::slower).empty()) return exit_slower;
  const bool unclear = turns.rows.empty() || !comparison.of(SpeedChange::Kind::unclear).empty();
  return unclear && command.inconclusive == "fail" ? exit_inconclusive : exit_fine;
}

}  // namespace gelubench
