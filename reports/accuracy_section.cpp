#include <fmt/format.h>

#include <array>
#include <map>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

constexpr std::array regions{"far_negative", "underflow", "deep_tail", "cancellation", "shoulder", "minimum",
                             "near_zero",    "tiny",      "subnormal", "positive",     "identity"};

constexpr std::string_view region_legend =
    "Regions: far_negative x < -14.4, underflow [-14.4, -13.15), deep_tail [-13.15, -6), cancellation [-6, -3), "
    "shoulder "
    "[-3, -1), minimum [-1, -0.5), near_zero 2^-24 ≤ |x| ≤ 0.5, tiny 2^-126 ≤ |x| < 2^-24, subnormal |x| < 2^-126, "
    "positive "
    "(0.5, 6], identity x > 6.\n";

std::string special_cell(const ResultSet& results, const std::string& kernel) {
  for (const SpecialRecord& s : results.special) {
    if (s.kernel != kernel) continue;
    if (s.failures == 0) return "right";
    const SpecialFailureRecord& f = s.examples.front();
    return fmt::format("{} → {}", format_decimal(f.x), format_decimal(f.got));
  }
  return "–";
}

std::string contract_cell(const ResultSet& results, const std::string& kernel) {
  bool checked = false;
  for (const ContractRecord& c : results.contracts) {
    if (c.kernel != kernel) continue;
    checked = true;
    if (!c.passed) return "**" + c.check + "**";
  }
  return checked ? "kept" : "–";
}

std::vector<std::string> summary_row(const ResultSet& results, const KernelRecord& kernel) {
  const AccuracyRecord* own = results.find_accuracy(kernel.id, "own", "all");
  const AccuracyRecord* gelu = error_against_gelu(results, kernel.id);
  if (own == nullptr || gelu == nullptr) return {};
  return {"`" + kernel.id + "`",
          "`" + kernel.formula + "`",
          format_max_ulp(*own),
          format_ulp(own->mean_ulp),
          format_percent(own->correctly_rounded),
          format_max_ulp(*gelu),
          format_abs(gelu->max_abs),
          own->first_zero ? format_decimal(*own->first_zero) : "never",
          special_cell(results, kernel.id),
          contract_cell(results, kernel.id),
          format_coverage(*own)};
}

const std::vector<std::string> summary_columns{
    "kernel",           "formula",        ">max ULP",       ">mean ULP", ">≤ ½ ULP", ">max ULP to GELU",
    ">max abs to GELU", ">zero from x =", "special values", "contract",  "coverage"};

std::string region_table(const ResultSet& results, const std::vector<const KernelRecord*>& kernels, bool against_gelu) {
  std::vector<std::string> columns{"kernel"};
  for (const char* region : regions) columns.push_back(fmt::format(">{}", region));
  MarkdownTable table(columns);
  for (const KernelRecord* kernel : kernels) {
    std::vector<std::string> row{"`" + kernel->id + "`"};
    for (const char* region : regions) {
      const bool own = !against_gelu || kernel->formula == "gelu";
      const AccuracyRecord* r = results.find_accuracy(kernel->id, own ? "own" : "gelu", region);
      row.push_back(r == nullptr ? "–" : (against_gelu ? format_abs(r->max_abs) : format_max_ulp(*r)));
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
      const std::string against = reference == std::string("own") ? "`" + kernel->formula + "`" : "`gelu`";
      const auto row = [&](const WorstInput& w, const std::string& error) {
        table.add({"`" + kernel->id + "`", against, format_decimal(w.x), format_exact(w.x), format_exact(w.got),
                   format_exact(w.want), error});
      };
      if (r->worst && reference == std::string("own")) row(*r->worst, format_ulp(r->worst->ulp) + " ULP");
      if (r->worst_abs) row(*r->worst_abs, format_abs(r->worst_abs->abs) + " absolute");
    }
  }
  return table.text();
}

/// Which paths of an implementation give the same bits: those that agree with the reference path stand together.
std::string agreement_table(const ResultSet& results) {
  MarkdownTable table({"implementation", "compared", "with", ">inputs", ">differing", ">first at x ="});
  for (const AgreementRecord& a : results.agreements) {
    const std::size_t slash = a.a.rfind('/');
    table.add({"`" + a.a.substr(0, slash) + "`", "`" + a.b.substr(a.b.rfind('/') + 1) + "`",
               "`" + a.a.substr(slash + 1) + "`", fmt::format("{} ({})", format_count(a.inputs), a.coverage),
               a.differing == 0 ? "bit-equal" : format_count(a.differing),
               a.first_difference ? format_decimal(*a.first_difference) : ""});
  }
  return table.empty() ? "" : table.text();
}

}  // namespace

std::string accuracy_section(const ResultSet& results) {
  if (results.accuracy.empty()) return "";
  std::vector<const KernelRecord*> spoken;
  MarkdownTable summary(summary_columns);
  MarkdownTable others(summary_columns);
  for (const std::string& implementation : implementations(results)) {
    const KernelRecord* kernel = representative(results, implementation);
    if (kernel == nullptr) continue;
    spoken.push_back(kernel);
    summary.add(summary_row(results, *kernel));
    for (const KernelRecord& other : results.kernels) {
      if (other.implementation() != implementation || &other == kernel) continue;
      if (auto row = summary_row(results, other); !row.empty()) others.add(row);
    }
  }
  std::string text =
      "## Accuracy\n\nErrors of one path of each implementation, its fastest where timed: in ULP against its own "
      "formula "
      "(what the implementation adds) and against true GELU (what the user gets). A correctly rounded result has at "
      "most "
      "0.5 ULP. *+ loss*: besides, some results are zero where the exact one is not; they are left out of maximum and "
      "mean. *Zero from*: the first x ≤ -0.5, going left, with a result of zero. *Exhaustive*: all 4,278,190,078 "
      "finite non-zero inputs, and all NaN, infinities and zeros under *special "
      "values*. A maximum marked *sampled* is a lower bound. Worst inputs are re-computed in MPFR.\n\n";
  text += summary.text();
  text += "\n" + folded("Max ULP against the own formula, by region",
                        std::string(region_legend) + "\n" + region_table(results, spoken, false));
  text += "\n" + folded("Max absolute error against true GELU, by region",
                        std::string(region_legend) + "\n" + region_table(results, spoken, true));
  text += "\n" + folded("Worst inputs", worst_table(results, spoken));
  if (!others.empty()) text += "\n" + folded("The other paths", others.text());
  if (const std::string table = agreement_table(results); !table.empty()) {
    text += "\n" + folded("Do paths give the same bits?", table);
  }
  return text;
}

}  // namespace gelubench
