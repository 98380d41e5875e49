#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/verdict.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

constexpr std::array regions{"far_negative", "underflow", "deep_tail", "cancellation", "shoulder", "minimum",
                             "near_zero",    "tiny",      "subnormal", "positive",     "identity"};

std::string region_legend(const KernelGroup& group) {
  const bool half = group.dtype == "f16";
  const std::map<std::string, std::array<const char*, 4>> borders{// underflow to, deep tail to, tiny, subnormal
                                                                  {"f32", {"-14.4", "-13.15", "2^-24", "2^-126"}},
                                                                  {"f64", {"-38.59", "-37.62", "2^-53", "2^-1022"}},
                                                                  {"f16", {"-5.73", "-4.18", "2^-11", "2^-14"}},
                                                                  {"bf16", {"-13.57", "-13.15", "2^-8", "2^-126"}}};
  const auto at = borders.find(group.dtype);
  if (at == borders.end()) return "";
  const auto& [zero, subnormal, tiny, smallest] = at->second;
  return fmt::format(
      "Regions: far_negative x < {0}, underflow [{0}, {1}), {2}, shoulder [-3, -1), minimum [-1, -0.5), near_zero {3} "
      "≤ "
      "|x| ≤ 0.5, tiny {4} ≤ |x| < {3}, subnormal |x| < {4}, positive (0.5, 6], identity x > 6.\n",
      zero, subnormal,
      half ? "cancellation [-4.18, -3)" : fmt::format("deep_tail [{}, -6), cancellation [-6, -3)", subnormal), tiny,
      smallest);
}

std::string contract_cell(const ResultSet& results, const std::string& kernel) {
  bool checked = false;
  for (const ContractRecord& c : results.contracts) {
    if (c.kernel != kernel) continue;
    checked = true;
    if (!c.passed) return "**" + c.check + "**";
  }
  return checked ? "kept" : not_measured;
}

/// "`gelu`", or "`gelu'`" where the kernel computes the derivative.
std::string curve_name(const KernelRecord& kernel, const std::string& formula) {
  return "`" + formula + (kernel.direction == "backward" ? "'" : "") + "`";
}

/// Paths whose results are those of this kernel bit for bit.
std::vector<std::string> agreeing_paths(const ResultSet& results, const std::string& kernel) {
  std::vector<std::string> paths;
  for (const AgreementRecord& a : results.agreements) {
    if (a.a == kernel && a.differing == 0) paths.push_back(a.b.substr(a.b.rfind('/') + 1));
  }
  return paths;
}

/// The id of a kernel and the paths that stand with it.
std::string label(const ResultSet& results, const KernelRecord& kernel) {
  const std::vector<std::string> paths = agreeing_paths(results, kernel.id);
  if (paths.empty()) return "`" + kernel.id + "`";
  return fmt::format("`{}` (= {})", kernel.id, fmt::join(paths, ", "));
}

/// Whether another kernel of its implementation stands for it.
bool agrees_with_another(const ResultSet& results, const std::string& kernel) {
  return std::any_of(results.agreements.begin(), results.agreements.end(),
                     [&](const AgreementRecord& a) { return a.b == kernel && a.differing == 0; });
}

std::vector<std::string> summary_row(const ResultSet& results, const KernelRecord& kernel) {
  const AccuracyRecord* own = results.find_accuracy(kernel.id, "own", "all");
  const AccuracyRecord* gelu = error_against_gelu(results, kernel.id);
  if (own == nullptr) return {};
  return {label(results, kernel),
          curve_name(kernel, kernel.formula),
          format_max_ulp(*own),
          format_ulp(own->mean_ulp),
          format_percent(own->correctly_rounded),
          format_percent(own->within_one_ulp),
          gelu == nullptr ? not_measured : format_max_ulp(*gelu),
          gelu == nullptr ? not_measured : format_abs(gelu->max_abs),
          format_first_zero(own),
          format_special(results, kernel.id),
          contract_cell(results, kernel.id),
          format_coverage(*own)};
}

const std::vector<std::string> summary_columns{
    "kernel",           "formula",          ">max ULP",       ">mean ULP",      ">correctly rounded", ">≤ 1 ULP",
    ">max ULP to GELU", ">max abs to GELU", ">zero from x =", "special values", "contract",           "coverage"};

std::string region_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels, bool against_gelu) {
  std::vector<std::string> columns{"kernel"};
  for (const char* region : regions) columns.push_back(fmt::format(">{}", region));
  MarkdownTable table(columns);
  for (const KernelRecord* kernel : kernels) {
    std::vector<std::string> row{"`" + kernel->id + "`"};
    for (const char* region : regions) {
      const bool own = !against_gelu || kernel->formula == "gelu";
      const AccuracyRecord* r = results.find_accuracy(kernel->id, own ? "own" : "gelu", region);
      row.push_back(r == nullptr ? not_measured : (against_gelu ? format_abs(r->max_abs) : format_max_ulp(*r)));
    }
    table.add(row);
  }
  return table.text();
}

std::string worst_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels) {
  MarkdownTable table({"kernel", "against", ">x", ">x", ">got", ">want", ">error"});
  for (const KernelRecord* kernel : kernels) {
    for (const char* reference : {"own", "gelu"}) {
      const AccuracyRecord* r = results.find_accuracy(kernel->id, reference, "all");
      if (r == nullptr) continue;
      const std::string against = curve_name(*kernel, reference == std::string("own") ? kernel->formula : "gelu");
      const auto row = [&](const WorstInput& w, const std::string& error) {
        table.add({"`" + kernel->id + "`", against, format_decimal(w.x), hex_float(w.x), hex_float(w.got),
                   hex_float(w.want), error});
      };
      if (r->worst && reference == std::string("own")) row(*r->worst, format_ulp(r->worst->ulp) + " ULP");
      if (r->worst_abs) row(*r->worst_abs, format_abs(r->worst_abs->abs) + " absolute");
    }
  }
  if (table.empty()) return "";
  const std::string& kernel = kernels.front()->id;
  const AccuracyRecord* r = results.find_accuracy(kernel, "own", "all");
  const std::string x = r != nullptr && r->worst ? hex_float(r->worst->x) : "X";
  if (kernels.front()->method == judged_method) return table.text();
  return fmt::format("`run_suite explain KERNEL X` shows each again, as in `run_suite explain {} {}`.\n\n", kernel, x) +
         table.text();
}

/// Ten worst inputs of distinct binades, by ULP against the own formula.
std::string worst_binades(const std::vector<const KernelRecord*>& kernels, const ResultSet& results) {
  MarkdownTable table({"kernel", ">x", ">x", ">got", ">want", ">ULP"});
  for (const KernelRecord* kernel : kernels) {
    const AccuracyRecord* own = results.find_accuracy(kernel->id, "own", "all");
    if (own == nullptr) continue;
    for (const WorstInput& w : own->worst_inputs) {
      table.add({"`" + kernel->id + "`", format_decimal(w.x), hex_float(w.x), hex_float(w.got), hex_float(w.want),
                 format_ulp(w.ulp)});
    }
  }
  return table.empty() ? "" : table.text();
}

std::string statistics_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels) {
  MarkdownTable table({"kernel", ">max ULP", ">mean", ">signed mean", ">RMS", ">p50 ≤", ">p99 ≤", ">p99.9 ≤",
                       ">max absolute", ">max relative"});
  for (const KernelRecord* kernel : kernels) {
    const AccuracyRecord* own = results.find_accuracy(kernel->id, "own", "all");
    if (own == nullptr) continue;
    table.add({"`" + kernel->id + "`", format_max_ulp(*own), format_ulp(own->mean_ulp),
               fmt::format("{:+.3g}", own->signed_mean_ulp), format_ulp(own->rms_ulp), format_ulp(own->p50_ulp),
               format_ulp(own->p99_ulp), format_ulp(own->p999_ulp), format_abs(own->max_abs),
               format_abs(own->max_rel)});
  }
  return table.text();
}

const ShapeRecord* find_shape(const ResultSet& results, const std::string& kernel) {
  for (const ShapeRecord& s : results.shapes) {
    if (s.kernel == kernel) return &s;
  }
  return nullptr;
}

std::string shape_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels) {
  MarkdownTable table({"kernel", ">wrong steps", ">of", ">largest", ">at x =", ">lowest result", ">below minimum",
                       ">g(x) − g(−x) − x", ">pairs"});
  for (const KernelRecord* kernel : kernels) {
    const ShapeRecord* s = find_shape(results, kernel->id);
    if (s == nullptr) continue;
    table.add({"`" + kernel->id + "`", format_count(s->wrong_steps), format_count(s->steps),
               s->largest_wrong_step ? format_abs(s->largest_wrong_step->value) : "–",
               s->largest_wrong_step ? format_decimal(s->largest_wrong_step->x) : "–",
               s->lowest ? fmt::format("{:.8g}", s->lowest->value) : "0", format_count(s->below_minimum),
               s->asymmetry_ulp ? format_ulp(s->asymmetry_ulp->value) + " ULP" : "–", format_count(s->mirrored)});
  }
  return table.empty() ? "" : table.text();
}

std::string flush_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels) {
  MarkdownTable table({"kernel", ">inputs", ">results that change", ">first at x =", ">max ULP flushed", ">lost"});
  for (const KernelRecord* kernel : kernels) {
    for (const FlushRecord& f : results.flushed) {
      if (f.kernel != kernel->id) continue;
      table.add({"`" + f.kernel + "`", format_count(f.inputs), format_count(f.differing),
                 f.first_difference ? format_decimal(*f.first_difference) : "–", format_ulp(f.max_ulp),
                 format_count(f.total_loss + f.nan)});
    }
  }
  return table.empty() ? "" : table.text();
}

/// Gated kernels with other factors than 1.
std::string products_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels) {
  MarkdownTable table({"kernel", ">inputs", ">max ULP", ">max ULP, u = 1", ">x", ">u", ">got", ">want", ">no numbers"});
  for (const KernelRecord* kernel : kernels) {
    const AccuracyRecord* own = results.find_accuracy(kernel->id, "own", "all");
    if (own == nullptr || !own->products) continue;
    const ProductsRecord& p = *own->products;
    const auto number = [](const std::optional<double>& x) { return x ? fmt::format("{:.8g}", *x) : ""; };
    table.add({"`" + kernel->id + "`", format_count(p.inputs), format_ulp(p.max_ulp), format_ulp(own->max_ulp),
               number(p.x), number(p.u), number(p.got), number(p.want), format_count(p.not_numbers)});
  }
  return table.empty() ? "" : table.text();
}

/// What tests of others would say, and what training sees.
std::string close_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels) {
  MarkdownTable table(
      {"kernel", "assert_close", ">outside", ">worst x", ">got", ">want", ">mean error, N(0,1)", ">RMS error, N(0,1)"});
  std::string bounds;
  for (const KernelRecord* kernel : kernels) {
    const AccuracyRecord* own = results.find_accuracy(kernel->id, "own", "all");
    if (own == nullptr || !own->close) continue;
    const CloseRecord& close = *own->close;
    const auto number = [](const std::optional<double>& x) {
      return !x ? "" : std::isnan(*x) ? "nan" : fmt::format("{:.8g}", *x);
    };
    const double share = static_cast<double>(close.outside) / static_cast<double>(close.inputs);
    table.add({"`" + kernel->id + "`", close.outside == 0 ? "passes" : "fails",
               close.outside == 0 ? "0" : format_percent(share), number(close.x), number(close.got), number(close.want),
               fmt::format("{:.3g}", close.mean_normal), fmt::format("{:.3g}", close.rms_normal)});
    bounds = fmt::format(
        "`assert_close`: whether every result is within {:g} + {:g} × the exact one, the defaults of "
        "PyTorch's tests, of the own formula, on {} inputs: some of every binade, special values, "
        "quantiles of N(0,1).\n\n",
        close.atol, close.rtol, format_count(close.inputs));
  }
  return table.empty() ? "" : bounds + table.text();
}

/// Which paths of an implementation give the same bits.
std::string agreement_table(const ResultSet& results, const KernelGroup& group) {
  MarkdownTable table({"implementation", "compared", "with", ">inputs", ">differing", ">first at x ="});
  std::size_t equal = 0;
  for (const AgreementRecord& a : results.agreements) {
    const KernelRecord* kernel = results.find_kernel(a.a);
    if (kernel == nullptr || !group.holds(*kernel)) continue;
    if (a.differing == 0) {
      ++equal;
      continue;
    }
    const std::size_t slash = a.a.rfind('/');
    table.add({"`" + a.a.substr(0, slash) + "`", "`" + a.b.substr(a.b.rfind('/') + 1) + "`",
               "`" + a.a.substr(slash + 1) + "`", fmt::format("{} ({})", format_count(a.inputs), a.coverage),
               format_count(a.differing), a.first_difference ? format_decimal(*a.first_difference) : ""});
  }
  if (table.empty() && equal == 0) return "";
  return fmt::format("{} pair{} of paths gave the same bits at every input compared (those in brackets above){}\n",
                     equal, equal == 1 ? "" : "s", table.empty() ? "." : "; these did not:\n\n" + table.text());
}

/// All tables of one data type and direction.
std::string group_part(const ResultSet& results, const KernelGroup& group) {
  std::vector<const KernelRecord*> spoken;
  MarkdownTable summary(summary_columns);
  MarkdownTable others(summary_columns);
  for (const std::string& implementation : implementations(results, group)) {
    const KernelRecord* kernel = representative(results, implementation);
    if (kernel == nullptr) continue;
    spoken.push_back(kernel);
    summary.add(summary_row(results, *kernel));
    for (const KernelRecord& other : results.kernels) {
      if (other.implementation() != implementation || &other == kernel) continue;
      if (agrees_with_another(results, other.id)) continue;
      if (auto row = summary_row(results, other); !row.empty()) others.add(row);
    }
  }
  if (summary.empty()) return "";
  std::string text = summary.text();
  const auto fold = [&](const std::string& title, const std::string& body) {
    if (!body.empty()) text += "\n" + folded(title, body);
  };
  const std::string legend = region_legend(group) + "\n";
  fold("Statistics against the own formula", statistics_table(results, spoken));
  fold("Max ULP against the own formula, by region", legend + region_table(results, spoken, false));
  fold("Max absolute error against true GELU, by region", legend + region_table(results, spoken, true));
  fold("Worst inputs", worst_table(results, spoken));
  if (group.id() == main_group().id()) fold("Worst inputs of ten binades", worst_binades(spoken, results));
  fold("Shape: monotone on either side of the minimum, symmetry", shape_table(results, spoken));
  fold("Tolerances of tests, and errors of N(0,1)", close_table(results, spoken));
  fold("Products with drawn factors u, where u g(x) is a normal number", products_table(results, spoken));
  fold("With subnormal numbers flushed to zero (FTZ and DAZ)", flush_table(results, spoken));
  if (!others.empty()) fold("The other paths", others.text());
  fold("Do paths give the same bits?", agreement_table(results, group));
  return text;
}

}  // namespace

std::string accuracy_section(const ResultSet& results) {
  if (results.accuracy.empty()) return "";
  std::string text =
      "## Accuracy\n\nErrors of one path of each implementation, its fastest where timed: in ULP against its own "
      "formula (what the implementation adds) and against true GELU (what the user gets); of backward kernels, with dy "
      "= "
      "1, against the derivatives of both. A correctly rounded result has at most 0.5 ULP. Paths in brackets give the "
      "same bits. *+ loss*: besides, some results are zero where the exact one is not; they are left out of maximum "
      "and "
      "mean. *Zero from*: the first x ≤ -0.5, going left, with a result of zero. *Exhaustive*: all finite non-zero "
      "inputs (4,278,190,078 of float32), and all NaN, infinities and zeros under *special values*. A maximum marked "
      "*sampled*, or *searched* (a sample and a guided search), is a lower bound. Worst inputs are re-computed in "
      "MPFR.\n";
  for (const KernelGroup& group : groups(results)) {
    const std::string part = group_part(results, group);
    if (!part.empty()) text += fmt::format("\n### {}\n\n{}", group.title(), part);
  }
  return text;
}

}  // namespace gelubench
