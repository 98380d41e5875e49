// explain: what a kernel makes of one number, what it should, and how far off it is.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>

#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/regions.hpp"
#include "accuracy/ulp.hpp"
#include "commands/command.hpp"
#include "commands/number_text.hpp"
#include "results/hex_float.hpp"
#include "suite/exit_codes.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

/// Of an error that is not negative. Below 1e-300 a double tells nothing of it any more.
std::string error_text(double error, bool is_rounded, int digits) {
  constexpr double least_told = 1e-300;
  if (error >= least_told || error == 0) return fmt::format("{:.{}g}", error, digits);
  return is_rounded ? "0" : "< 1e-300";
}

/// Error of `got` against a curve at a finite x, in a few lines.
void print_error(Curve curve, DType dtype, double x, double got) {
  const Format format = format_of(dtype);
  constexpr int shown_digits = 40;
  constexpr mpfr_prec_t shown_bits = 256;  // 40 digits are 133 bits: all of them are right
  const Real exact = exact_value(curve, x, shown_bits);
  const double want = correctly_rounded(curve, x, format);
  fmt::print("against {}\n", to_string(curve));
  fmt::print("  exact       {}\n", exact.to_decimal(shown_digits));
  fmt::print("  rounded     {}\n", number_text(want, dtype));
  if (std::isfinite(want)) {
    fmt::print("  neighbours  {} and {}\n", hex_float(next_number(format, want, false)),
               hex_float(next_number(format, want, true)));
  }
  if (!is_scored(format, got, exact)) {
    fmt::print("  error       {} for a finite input\n", decimal(got, dtype));
    return;
  }
  const bool is_rounded = got == want;
  fmt::print("  error       {} ULP, {} absolute\n", error_text(ulp_error(format, got, exact), is_rounded, 9),
             error_text(absolute_error(format, got, exact), is_rounded, 4));
}

/// What the result is multiplied by.
std::string_view factor_text(Direction direction) {
  if (!has_factor(direction)) return "";
  return direction == Direction::gated ? ", u = 1" : ", dy = 1";
}

class Explain final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("kernel", kernel_, "Id; without a path, the widest this CPU has")->required()->type_name("KERNEL");
    app.add_option("x", number_, "A decimal or hexadecimal number, inf, nan")->required()->type_name("X");
  }

  int run() override {
    const Kernel& kernel = find_kernel(kernel_);
    const DType dtype = kernel.dtype;
    const double x = parse_number(number_, dtype);
    const double got = evaluate(kernel, x);
    fmt::print("{}, {} {}{}\n", kernel.id, kernel.curve().is_derivative() ? "derivative" : "formula",
               to_string(kernel.curve()), factor_text(kernel.direction));
    fmt::print("x             {}, region {}\n", number_text(x, dtype), to_string(region_of(dtype, x)));
    fmt::print("got           {}\n", number_text(got, dtype));
    if (const auto rule = special_value(kernel.curve(), x)) {
      fmt::print("rule          {} gives {}{}: {}\n", decimal(x, dtype), decimal(rule->want, dtype),
                 rule->either_sign ? " of either sign" : "", rule->accepts(got) ? "kept" : "broken");
    }
    if (!std::isfinite(x)) return exit_fine;
    print_error(kernel.curve(), dtype, x, got);
    const bool is_other_gelu = kernel.formula != Formula::gelu && !is_ingredient(kernel.formula);
    if (is_other_gelu) print_error(curve_of(Formula::gelu, kernel.direction), dtype, x, got);
    return exit_fine;
  }

 private:
  std::string kernel_;
  std::string number_;
};

const RegisteredCommand explain({.name = "explain",
                                 .group = CommandEntry::Group::one_kernel,
                                 .summary = "What a kernel makes of one number, and what it should",
                                 .examples = "run_suite explain erf/libm -5.5",
                                 .make = make_command<Explain>,
                                 .uses_kernels = true});

}  // namespace
}  // namespace gelubench
