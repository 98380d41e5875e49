#include "reports/html.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/charts.hpp"
#include "reports/format.hpp"
#include "reports/prediction_facts.hpp"
#include "reports/timing_facts.hpp"
#include "reports/vega.hpp"
#include "reports/verdict.hpp"
#include "results/hex_float.hpp"
#include "results/machine.hpp"

namespace gelubench {
namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinity.
Json number(double value, int digits = 6) {
  if (!std::isfinite(value)) return {};
  return std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
}

/// Why a kernel is out of the question whatever the budget.
std::string fault(const ResultSet& results, const std::string& kernel) {
  return why_not(results, kernel, Budget{}).value_or("");
}

Json times_of(const ResultSet& results, const std::string& kernel) {
  Json times = Json::object();
  for (const TimingRecord& t : results.timings) {
    if (t.kernel != kernel || t.in_place) continue;
    times[fmt::format("{}|{}", t.level, t.threads)] = {
        {"ns", number(t.median_ns)}, {"low", number(t.low_ns)}, {"high", number(t.high_ns)}};
  }
  return times;
}

/// Predicted cycles by CPU.
Json predictions_of(const ResultSet& results, const std::string& kernel) {
  Json cycles = Json::object();
  if (!results.predictions) return cycles;
  for (const PredictionRecord& p : results.predictions->cycles)
    if (p.kernel == kernel) cycles[p.cpu] = number(p.cycles, 4);
  return cycles;
}

/// A kernel; `judged` is the one whose errors it has, itself or another path of its implementation.
Json kernel_row(const ResultSet& results, const KernelRecord& kernel, const KernelRecord& judged) {
  Json row{{"id", kernel.id},
           {"name", kernel.method + "/" + kernel.variant},
           {"implementation", kernel.implementation()},
           {"method", kernel.method},
           {"dtype", kernel.dtype},
           {"direction", kernel.direction},
           {"path", kernel.path},
           {"formula", kernel.formula},
           {"origin", origin(kernel)},
           {"call", how_to_call(kernel)},
           {"times", times_of(results, kernel.id)},
           {"fault", fault(results, judged.id)}};
  if (results.predictions) {
    row["cycles"] = predictions_of(results, kernel.id);
    const LoopRecord* loops = find_loops(*results.predictions, kernel.id);
    row["gathers"] = loops != nullptr && loops->gathers;
  }
  const AccuracyRecord* errors = error_against_gelu(results, judged.id);
  row["max_ulp"] = errors == nullptr ? Json() : number(std::min(errors->max_ulp, 1e300));
  row["max_abs"] = errors == nullptr ? Json() : number(std::min(errors->max_abs, 1e300));
  row["absolute"] = errors == nullptr ? not_measured : format_abs(errors->max_abs);
  row["lost"] = errors == nullptr ? 0 : errors->counted_apart();
  row["errors"] = errors == nullptr ? not_measured : format_max_ulp(*errors);
  row["coverage"] = errors == nullptr ? not_measured : format_coverage(*errors);
  if (kernel.id != judged.id) {
    row["elsewhere"] = true;  // a path that only other CPUs have
    row["coverage"] = fmt::format("of {}", judged.path);
  }
  if (errors != nullptr && errors->worst) {
    row["worst"] = {{"x", hex_float(errors->worst->x)},
                    {"got", hex_float(errors->worst->got)},
                    {"want", hex_float(errors->worst->want)}};
  }
  const AccuracyRecord* own = results.find_accuracy(judged.id, "own", "all");
  row["own_ulp"] = own == nullptr ? Json() : number(own->max_ulp);
  row["own_errors"] = own == nullptr ? "–" : format_max_ulp(*own);
  if (const auto steepest = cliff(results, kernel.id)) {
    row["cliff"] = {{"ratio", number(steepest->ratio, 4)}, {"on", steepest->distribution}};
  }
  return row;
}

/// Place and error by turns, of every kernel with a curve.
Json curves(const ResultSet& results) {
  Json json = Json::object();
  for (const KernelRecord& kernel : results.kernels) {
    const AccuracyRecord* errors = error_against_gelu(results, kernel.id);
    if (errors == nullptr || errors->curve.empty() || errors->coverage == "partial") continue;
    const double end = ordinal(kernel.dtype, kernel.dtype == "f64" ? 0x1.fffffffffffffp+1023 : 3e38);
    Json& flat = json[kernel.id] = Json::array();
    for (const Point& p : error_line(kernel.dtype, *errors, -end, end)) {
      flat.push_back(number(p.x, 6));
      flat.push_back(number(p.y, 3));
    }
  }
  return json;
}

Json formats() {
  return {{"f32", {{"bias", 127}, {"digits", "float32"}}},
          {"f64", {{"bias", 1023}, {"digits", "float64"}}},
          {"f16", {{"bias", 15}, {"digits", "float16"}}},
          {"bf16", {{"bias", 127}, {"digits", "bfloat16"}}}};
}

/// JSON that can stand inside a script element.
std::string inside_script(const Json& json) {
  std::string text;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

std::string filled(std::string text, const std::string& name, const std::string& with) {
  const std::string mark = "@" + name + "@";
  const std::size_t at = text.find(mark);
  return text.replace(at, mark.size(), with);
}

}  // namespace

std::string html_report(const ResultSet& results, const std::vector<Chart>& charts) {
  const Environment& e = results.environment;
  Json data{{"about", fmt::format("{} kernels on {}, {}, commit {}, profile {}.", results.kernels.size(), cpu_name(e),
                                  e.utc, e.revision(12), e.profile)}};
  std::string warning;
  if (results.interrupted) warning = "This run was interrupted: what is missing was not measured. ";
  if (!results.broken_claims.empty())
    warning += fmt::format("{} claims are broken: see report.md.", results.broken_claims.size());
  data["warning"] = warning;
  data["lost_ulp"] = lost_ulp;
  data["most_ulp"] = most_ulp;
  data["colours"] = chart_colours();
  data["formats"] = formats();
  data["kernels"] = Json::array();
  for (const KernelRecord& kernel : results.kernels) data["kernels"].push_back(kernel_row(results, kernel, kernel));
  if (results.predictions) {
    data["cpus"] = predicted_cpus(*results.predictions);
    for (const KernelRecord& kernel : predicted_elsewhere(results))
      data["kernels"].push_back(kernel_row(results, kernel, *judged_as(results, kernel.id)));
  }
  data["curves"] = curves(results);
  data["charts"] = Json::array();
  for (const Chart& chart : charts) {
    // The page has pictures of its own for these, which follow what is chosen.
    if (chart.id == "frontier" || chart.id.find("error") != std::string::npos) continue;
    data["charts"].push_back({{"title", chart.title}, {"caption", chart.caption}, {"specs", vega_lite(chart)}});
  }
  std::string page = page_file("page.html");
  page = filled(std::move(page), "style", page_file("page.css"));
  page = filled(std::move(page), "data", inside_script(data));
  page = filled(std::move(page), "vega", page_file("vega.min.js"));
  page = filled(std::move(page), "vega_lite", page_file("vega-lite.min.js"));
  page = filled(std::move(page), "vega_embed", page_file("vega-embed.min.js"));
  return filled(std::move(page), "script", page_file("page.js"));
}

}  // namespace gelubench
