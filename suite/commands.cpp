// list, report, eval and explain: the commands that do not measure.

#include "suite/commands.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/regions.hpp"
#include "reports/report.hpp"
#include "suite/array_file.hpp"
#include "suite/atomic_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/results_json.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

float parse_number(const std::string& text) {
  char* end = nullptr;
  const float value = std::strtof(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw UsageError(fmt::format("'{}' is no number", text));
  return value;
}

/// Shortest decimal that reads back; NaN without the sign it may carry.
std::string decimal(float x) { return std::isnan(x) ? "nan" : fmt::format("{}", x); }

/// "-5.5 (-0x1.6p+2, bits 0xc0b00000)"
std::string number_text(float x) { return fmt::format("{} ({}, bits {:#010x})", decimal(x), hex_float(x), bits_of(x)); }

/// Error of `got` against a formula at a finite x, in a few lines.
void print_error(Formula formula, float x, float got) {
  const Real exact = exact_value(formula, static_cast<double>(x), 256);
  const auto want = static_cast<float>(correctly_rounded(formula, static_cast<double>(x)));
  const float inf = std::numeric_limits<float>::infinity();
  fmt::print("against {}\n", to_string(formula));
  fmt::print("  exact       {}\n", exact.to_decimal(40));
  fmt::print("  rounded     {}\n", number_text(want));
  fmt::print("  neighbours  {} and {}\n", hex_float(std::nextafter(want, -inf)), hex_float(std::nextafter(want, inf)));
  if (!std::isfinite(got)) {
    fmt::print("  error       {} for a finite input\n", decimal(got));
    return;
  }
  fmt::print("  error       {:.9g} ULP, {:.4g} absolute\n", ulp_error(binary32, got, exact),
             absolute_error(got, exact));
}

std::string claim_text(const Claim& claim) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (claim.max_ulp != Claim::none) {
    std::string part = fmt::format("{:.6g} ULP", claim.max_ulp);
    if (std::isfinite(claim.ulp_from)) part += fmt::format(" from {:g}", claim.ulp_from);
    add(part);
  }
  if (claim.max_abs != Claim::none) add(fmt::format("{:.3g} absolute", claim.max_abs));
  return text;
}

}  // namespace

int list_command(const std::vector<std::string>& filters, bool json) {
  const Selection selection = select_kernels(filters);
  if (json) {
    auto array = nlohmann::ordered_json::array();
    for (const Kernel* k : selection.kernels) {
      array.push_back({{"id", k->id}, {"formula", to_string(k->formula)}, {"provenance", k->provenance}});
    }
    fmt::print("{}\n", array.dump(1));
    return exit_fine;
  }
  std::size_t width = 0;
  for (const Kernel* k : selection.kernels) width = std::max(width, k->id.size());
  for (const Kernel* k : selection.kernels) {
    fmt::print("{:<{}}  {:<12}  {}\n", k->id, width, to_string(k->formula), claim_text(k->claim));
  }
  for (const SkippedRecord& s : selection.skipped) fmt::print(stderr, "{}: {}\n", s.kernel, s.reason);
  return exit_fine;
}

int report_command(const std::string& results, const std::string& out) {
  const ResultSet set = read_results(results);
  const std::filesystem::path folder = out;
  prepare_folder(folder);
  write_file(folder / "report.md", markdown_report(set));
  fmt::print("{}\n", (folder / "report.md").string());
  return exit_fine;
}

int eval_command(const std::string& id, const std::vector<std::string>& numbers, const std::string& in,
                 const std::string& out) {
  const Kernel& kernel = find_kernel(id);
  if (in.empty() != out.empty()) throw UsageError("--in and --out go together");
  if (in.empty() == numbers.empty()) throw UsageError("give either numbers or --in FILE --out FILE");
  if (!in.empty()) {
    ArrayFile array = read_array(in);
    kernel.forward(array.values.data(), array.values.data(), array.values.size());
    write_array(out, array);
    fmt::print("{}\n", out);
    return exit_fine;
  }
  std::vector<float> x;
  for (const std::string& text : numbers) x.push_back(parse_number(text));
  std::vector<float> y(x.size());
  kernel.forward(x.data(), y.data(), x.size());
  fmt::print("# {}\n", kernel.id);
  for (std::size_t i = 0; i < x.size(); ++i) fmt::print("{}\t{}\t{}\n", decimal(x[i]), decimal(y[i]), hex_float(y[i]));
  return exit_fine;
}

int explain_command(const std::string& id, const std::string& number) {
  const Kernel& kernel = find_kernel(id);
  const float x = parse_number(number);
  float got = 0;
  kernel.forward(&x, &got, 1);
  fmt::print("{}, formula {}\n", kernel.id, to_string(kernel.formula));
  fmt::print("x             {}, region {}\n", number_text(x), to_string(region_of(x)));
  fmt::print("got           {}\n", number_text(got));
  if (const auto rule = special_value(kernel.formula, static_cast<double>(x))) {
    fmt::print("rule          {} gives {}{}: {}\n", decimal(x), decimal(static_cast<float>(rule->want)),
               rule->either_sign ? " of either sign" : "", rule->accepts(got) ? "kept" : "broken");
  }
  if (!std::isfinite(x)) return exit_fine;
  print_error(kernel.formula, x, got);
  if (kernel.formula != Formula::gelu) print_error(Formula::gelu, x, got);
  return exit_fine;
}

}  // namespace gelubench
