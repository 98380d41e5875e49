// list: what kernels there are.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "accuracy/reference.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "suite/exit_codes.hpp"
#include "suite/prediction.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

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

void print_json(const std::vector<const Kernel*>& kernels) {
  auto array = nlohmann::ordered_json::array();
  for (const Kernel* k : kernels) {
    array.push_back({{"id", k->id}, {"formula", to_string(k->curve())}, {"provenance", k->provenance}});
    if (!k->c_function.empty()) array.back()["c_function"] = k->c_function;
  }
  fmt::print("{}\n", array.dump(1));
}

void print_addresses(const std::vector<std::string>& filters) {
  auto array = nlohmann::ordered_json::array();
  const auto is_wanted = id_filter(filters);
  for (const KernelCode& k : own_kernel_code())
    if (is_wanted(k.id)) array.push_back({{"id", k.id}, {"address", k.address}, {"library", k.library}});
  fmt::print("{}\n", array.dump(1));
}

void print_table(const std::vector<const Kernel*>& kernels) {
  std::size_t width = 0;
  for (const Kernel* k : kernels) width = std::max(width, k->id.size());
  for (const Kernel* k : kernels) {
    const std::string function = k->c_function.empty() ? "" : "  " + k->c_function + "()";
    fmt::print("{:<{}}  {:<13}  {}{}\n", k->id, width, to_string(k->curve()), claim_text(k->claim), function);
  }
}

void print_formulas(bool as_json) {
  auto array = nlohmann::ordered_json::array();
  for (const Formula formula : all_formulas()) {
    const bool has_derivative = !is_ingredient(formula);
    if (as_json) {
      array.push_back(
          {{"formula", to_string(formula)}, {"definition", definition(formula)}, {"derivative", has_derivative}});
    } else {
      fmt::print("{:<12}  {:<15}  {}\n", to_string(formula), has_derivative ? "with derivative" : "forward only",
                 definition(formula));
    }
  }
  if (as_json) fmt::print("{}\n", array.dump(1));
}

class List final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_filter(app, filters_);
    app.add_flag("--formulas", formulas_, "The formulas that kernels may have, instead of the kernels");
    app.add_flag("--json", json_, "As JSON");
    app.add_flag("--addresses", addresses_,
                 "Where the function of each kernel begins in the program's file, as JSON; also of those that this CPU "
                 "cannot run");
  }

  int run() override {
    if (formulas_) {
      print_formulas(json_);
      return exit_fine;
    }
    if (addresses_) {
      print_addresses(filters_);
      return exit_fine;
    }
    const Selection selection = select_kernels(filters_);
    if (json_) {
      print_json(selection.kernels);
      return exit_fine;
    }
    print_table(selection.kernels);
    for (const std::string& line : describe_skipped(selection.skipped)) fmt::print(stderr, "{}\n", line);
    return exit_fine;
  }

 private:
  std::vector<std::string> filters_;
  bool formulas_ = false;
  bool json_ = false;
  bool addresses_ = false;
};

const RegisteredCommand list({.name = "list",
                              .group = CommandEntry::Group::one_kernel,
                              .summary = "Ids, formulas and claims of the kernels",
                              .examples = "run_suite list --filter '^erf/'\nrun_suite list --formulas",
                              .make = make_command<List>,
                              .uses_kernels = true});

}  // namespace
}  // namespace gelubench
