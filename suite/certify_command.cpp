// certify: is the fast reference what it says?

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "accuracy/certify.hpp"
#include "accuracy/float_bits.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

std::vector<Curve> parse_curves(const std::vector<std::string>& names) {
  if (names.empty()) return {all_curves().begin(), all_curves().end()};
  std::vector<Curve> curves;
  for (const std::string& name : names) {
    const auto at =
        std::find_if(all_curves().begin(), all_curves().end(), [&](Curve c) { return to_string(c) == name; });
    if (at == all_curves().end()) {
      std::vector<std::string> known;
      for (const Curve c : all_curves()) known.push_back(to_string(c));
      throw UsageError(fmt::format("--formula \"{}\" is none of {}", name, fmt::join(known, ", ")));
    }
    curves.push_back(*at);
  }
  return curves;
}

DType parse_dtype(const std::string& name) {
  if (name == "f32") return DType::f32;
  if (name == "f64") return DType::f64;
  throw UsageError(fmt::format("--dtype '{}' is neither f32 (whose reference 16-bit types share) nor f64", name));
}

/// "A,B" with A <= B.
CertifyRange parse_range(const std::string& text) {
  char* end = nullptr;
  CertifyRange range{};
  range.from = std::strtod(text.c_str(), &end);
  bool good = end != text.c_str() && *end == ',';
  if (good) {
    const char* second = end + 1;
    range.to = std::strtod(second, &end);
    good = end != second && *end == '\0' && range.from <= range.to;
  }
  if (!good) throw UsageError(fmt::format("--range '{}' is not two numbers A,B with A <= B", text));
  return range;
}

}  // namespace

int certify_command(const CertifyCommand& command) {
  if (command.points == 0) throw UsageError("--points 0 certifies nothing");
  const std::vector<Curve> curves = parse_curves(command.curves);
  const DType dtype = parse_dtype(command.dtype);
  const std::atomic<bool>& stop = stop_on_interrupt();
  CertifyOptions options{.points = command.points, .seed = command.seed, .threads = available_cores(), .stop = &stop};
  if (!command.range.empty()) options.range = parse_range(command.range);
  MarkdownTable table({"curve", ">points", ">largest deviation", ">at x =", ">bound", "verdict"});
  bool all_hold = true;
  for (const Curve curve : curves) {
    if (stop) break;
    Progress progress(fmt::format("certifying {}", to_string(curve)), "", command.quiet);
    options.progress = [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); };
    const Certificate c = certify(curve, dtype, options);
    all_hold = all_hold && c.holds();
    table.add({fmt::format("`{}`", to_string(curve)), format_count(c.points),
               c.largest > 0 ? fmt::format("2^{:.2f}", std::log2(c.largest)) : "0", hex_float(c.at),
               fmt::format("2^{:.0f}", std::log2(c.bound)),
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
