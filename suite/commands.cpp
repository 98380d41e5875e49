// list, report and eval: the commands that do not measure.

#include "suite/commands.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

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
  for (std::size_t i = 0; i < x.size(); ++i) fmt::print("{}\t{}\t{:a}\n", x[i], y[i], y[i]);
  return exit_fine;
}

}  // namespace gelubench
