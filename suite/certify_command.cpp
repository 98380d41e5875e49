// certify: is the fast reference what it says?

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "accuracy/certify.hpp"
#include "accuracy/float_bits.hpp"
#include "accuracy/screen.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

std::vector<Formula> parse_formulas(const std::vector<std::string>& names) {
  if (names.empty()) return {all_formulas().begin(), all_formulas().end()};
  std::vector<Formula> formulas;
  for (const std::string& name : names) {
    const auto at =
        std::find_if(all_formulas().begin(), all_formulas().end(), [&](Formula f) { return to_string(f) == name; });
    if (at == all_formulas().end()) {
      std::vector<std::string_view> known;
      for (const Formula f : all_formulas()) known.push_back(to_string(f));
      throw UsageError(fmt::format("--formula '{}' is none of {}", name, fmt::join(known, ", ")));
    }
    formulas.push_back(*at);
  }
  return formulas;
}

}  // namespace

int certify_command(const std::vector<std::string>& names, std::uint64_t points, std::uint64_t seed, bool quiet) {
  if (points == 0) throw UsageError("--points 0 certifies nothing");
  const std::vector<Formula> formulas = parse_formulas(names);
  const std::atomic<bool>& stop = stop_on_interrupt();
  MarkdownTable table({"formula", ">points", ">largest deviation", ">at x =", ">bound", "verdict"});
  bool all_hold = true;
  for (const Formula formula : formulas) {
    if (stop) break;
    Progress progress(fmt::format("certifying {}", to_string(formula)), "", quiet);
    CertifyOptions options{.points = points, .seed = seed, .threads = available_cores(), .stop = &stop};
    options.progress = [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); };
    const Certificate c = certify(formula, options);
    all_hold = all_hold && c.holds();
    table.add({fmt::format("`{}`", to_string(formula)), format_count(c.points),
               c.largest > 0 ? fmt::format("2^{:.2f}", std::log2(c.largest)) : "0", hex_float(c.at),
               fmt::format("2^{:.0f}", std::log2(Screen::relative_error)),
               c.holds() ? "holds" : (c.misfits > 0 ? fmt::format("{} misfits", c.misfits) : "**broken**")});
  }
  fmt::print("{}", table.text());
  if (stop) {
    print_line("interrupted; the table is of the points tried");
    return exit_interrupted;
  }
  return all_hold ? exit_fine : exit_claim_broken;
}

}  // namespace gelubench
