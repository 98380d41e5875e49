#include "reports/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/summary.hpp"
#include "reports/verdict.hpp"
#include "results/machine.hpp"

namespace gelubench {

namespace {

/// What `run_suite doctor` found on the machine.
std::string findings_text(const ResultSet& results) {
  MarkdownTable table({"check", "verdict", "what is the case", "what to do"});
  for (const FindingRecord& f : results.findings) {
    table.add({escape_markdown(f.check), f.verdict == "spoils" ? "**spoils**" : f.verdict, escape_markdown(f.detail),
               f.advice ? "`" + escape_markdown(*f.advice) + "`" : ""});
  }
  if (table.empty()) return "";
  return "\nWhat spoils measurements on this machine (`run_suite doctor`):\n\n" + table.text();
}

/// What each implementation is, and where it comes from.
std::string implementations_text(const ResultSet& results) {
  MarkdownTable table({"implementation", "formula", "where from"});
  std::set<std::string> seen;
  for (const KernelRecord& kernel : results.kernels) {
    const std::string name = kernel.method + "/" + kernel.variant;
    if (!seen.insert(name).second) continue;
    table.add({"`" + name + "`", "`" + kernel.formula + "`", escape_markdown(kernel.provenance)});
  }
  return table.empty() ? "" : folded("The implementations, and where they come from", table.text());
}

}  // namespace

std::string environment_section(const ResultSet& results) {
  const Environment& e = results.environment;
  MarkdownTable table({"what", "value"});
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) table.add({name, escape_markdown(value)});
  };
  add("date", e.utc);
  add("profile", fmt::format("{}, seed {}", e.profile, e.seed));
  add("commit", e.commit + (e.dirty ? " with uncommitted changes" : ""));
  add("CPU", cpu_name(e));
  add("paths", fmt::format("{}", fmt::join(e.paths, ", ")));
  add("caches", caches_text(e));
  add("cores", fmt::format("{}{}", e.cores, e.virtualised ? ", virtualised: expect noise from other guests" : ""));
  add("frequency governor", e.governor);
  add("system", e.os);
  add("compiler", fmt::format("{}, {}", e.compiler, e.flags));
  std::string libraries;
  for (const Library& library : e.libraries) {
    libraries += fmt::format("{}{} {}", libraries.empty() ? "" : ", ", library.name, library.version);
  }
  add("libraries", libraries);
  for (const StageRecord& stage : results.stages) {
    std::string cost = format_seconds(stage.seconds);
    if (stage.inputs > 0 && stage.seconds > 0) {
      cost += fmt::format(", {} results judged, {:.0f} million/s", format_count(stage.inputs),
                          static_cast<double>(stage.inputs) / stage.seconds / 1e6);
    }
    double all = 0;
    for (const StagePart& part : stage.parts) all += part.seconds;
    for (const StagePart& part : stage.parts) {
      cost += fmt::format("{}{} {:.0f} %", &part == &stage.parts.front() ? "; CPU time: " : ", ", part.part,
                          100 * part.seconds / all);
    }
    add(stage.stage + " stage", cost);
  }
  return "## Environment\n\n" + table.text() + findings_text(results);
}

std::string skipped_section(const ResultSet& results) {
  std::string text = "## Skipped\n\n";
  if (results.skipped.empty()) return text + "Nothing.\n";
  MarkdownTable table({"kernel", "stage", "reason"});
  for (const SkippedRecord& s : results.skipped) {
    table.add({"`" + s.kernel + "`", escape_markdown(s.stage), escape_markdown(s.reason)});
  }
  return text + table.text();
}

namespace {

/// The pictures of these ids under a heading; empty where there are none of them.
std::string pictures_text(const Pictures& pictures, const std::string& heading, const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) {
    const auto chart = std::find_if(pictures.charts.begin(), pictures.charts.end(),
                                    [&](const Chart& candidate) { return candidate.id == id; });
    if (chart == pictures.charts.end()) continue;
    text += fmt::format("\n**{0}.** {1}\n\n![{0}]({2}.svg)\n", escape_markdown(chart->title), chart->caption, id);
  }
  return text.empty() || heading.empty() ? text : "\n## " + heading + "\n" + text;
}

/// Wide tables without the spaces that align them, which nobody could read anyway and which are a third of the text.
std::string without_padding(const std::string& text) {
  constexpr std::size_t wide = 140;
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    begin = end;
    if (!line.starts_with('|') || line.size() < wide) {
      out += line;
      continue;
    }
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == ' ' && i > 0 && line[i - 1] == ' ') continue;
      if (line[i] == '-' && i > 2 && line.compare(i - 3, 3, "---") == 0) continue;
      out += line[i];
    }
  }
  return out;
}

}  // namespace

namespace {

/// Data types, the one of main_group() first where it is there.
std::vector<std::string> dtypes_of(const ResultSet& results) {
  std::vector<std::string> list;
  for (const KernelGroup& group : groups(results)) {
    if (std::find(list.begin(), list.end(), group.dtype) == list.end()) list.push_back(group.dtype);
  }
  return list;
}

/// What there is of the kernels of a data type.
ResultSet of_dtype(const ResultSet& results, const std::string& dtype) {
  ResultSet some = results;
  const auto is_other = [&](const std::string& id) { return id.find("/" + dtype + "/") == std::string::npos; };
  std::erase_if(some.kernels, [&](const KernelRecord& r) { return r.dtype != dtype; });
  std::erase_if(some.accuracy, [&](const AccuracyRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.graphs, [&](const GraphRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.special, [&](const SpecialRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.shapes, [&](const ShapeRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.flushed, [&](const FlushRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.contracts, [&](const ContractRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.agreements, [&](const AgreementRecord& r) { return is_other(r.a); });
  std::erase_if(some.timings, [&](const TimingRecord& r) { return is_other(r.kernel); });
  std::erase_if(some.comparisons, [&](const ComparisonRecord& r) { return is_other(r.kernel); });
  return some;
}

std::string page_name(const std::string& dtype) { return dtype + ".md"; }

std::string type_title(const std::string& dtype) {
  const std::string title = KernelGroup{dtype, "forward"}.title();
  return title.substr(0, title.find(','));
}

/// The accuracy and the times of a data type that is not the report's main one.
Page page_of(const ResultSet& results, const std::string& dtype) {
  const ResultSet some = of_dtype(results, dtype);
  std::string text =
      fmt::format("# {}: errors and times\n\nPart of [the report](report.md) of {}, {}.\n", type_title(dtype),
                  escape_markdown(cpu_name(results.environment)), results.environment.utc);
  for (const std::string& section : {accuracy_section(some), timing_section(some)}) {
    if (!section.empty()) text += "\n" + section;
  }
  return {page_name(dtype), without_padding(text)};
}

std::string links_text(const std::vector<std::string>& dtypes) {
  if (dtypes.size() < 2) return "";
  std::string list;
  for (std::size_t i = 1; i < dtypes.size(); ++i) {
    list += fmt::format("{}[{}]({})", list.empty() ? "" : ", ", type_title(dtypes[i]), page_name(dtypes[i]));
  }
  return fmt::format("## Other data types\n\nErrors and times on pages of their own: {}.\n", list);
}

/// Kernels of plug-ins and engines in one table; empty where there are none.
std::string others_section(const ResultSet& results) {
  const std::string table = engines_table(results);
  if (table.empty()) return "";
  return "## What others ship, beside ours\n\nFloat32, forward, of this run: every kernel of a plug-in or an engine, "
         "and "
         "those of libgelubench that compute the same formula. *max ULP* and *max absolute* are against that formula; "
         "*assert_close* is what torch.testing.assert_close says with its defaults, on inputs of every binade, N(0,1) "
         "and special values; *contract* names the checks that a "
         "kernel fails; *× ours* is its time in DRAM, where the cost of a call does not count, over that of the "
         "fastest one of libgelubench.\n\n" +
         table;
}

/// report.md of the data types, the first of which it shows in detail.
std::string main_page(const ResultSet& results, const Pictures& pictures, const std::vector<std::string>& dtypes) {
  const Environment& e = results.environment;
  const ResultSet shown = dtypes.empty() ? results : of_dtype(results, dtypes.front());
  std::string text = "# ReLU or GELU, which GELU, and what does it cost?\n\n";
  std::set<std::string> implementations;
  for (const KernelRecord& kernel : results.kernels) implementations.insert(kernel.method + "/" + kernel.variant);
  text += fmt::format("{} implementation{} as {} kernel{} (data types, directions and paths) on {}, {}.\n",
                      implementations.size(), implementations.size() == 1 ? "" : "s", results.kernels.size(),
                      results.kernels.size() == 1 ? "" : "s", escape_markdown(cpu_name(e)), e.utc);
  if (results.interrupted) {
    text += "\n> **This run was interrupted.** What follows was measured before; the rest is missing.\n";
  }
  if (!results.broken_claims.empty()) {
    text += "\n> **Broken claims**\n>\n";
    for (const BrokenClaim& broken : results.broken_claims) text += "> - " + escape_markdown(broken.message) + "\n";
  }
  if (!pictures.problem.empty()) {
    text += fmt::format(
        "\n> This report has no pictures: {}. Install gnuplot (`apt-get install gnuplot-nox`) and make it again from "
        "results.json: `run_suite report results.json --out .`\n",
        escape_markdown(pictures.problem));
  }
  const auto add = [&](const std::string& section) {
    if (!section.empty()) text += "\n" + section;
  };
  add(verdict_section(results));
  text += pictures_text(pictures, "", {"frontier"});
  add(others_section(results));
  add(choice_section(results));
  text += pictures_text(pictures, "", {"functions"});
  text += pictures_text(pictures, "Where they go wrong", {"error", "error-line", "gradient-error"});
  add(accuracy_section(shown));
  text += pictures_text(pictures, "What makes them slow", {"cliffs", "working-sets", "threads"});
  add(timing_section(shown));
  add(costs_section(results));
  add(prediction_section(results));
  text += pictures_text(pictures, "", {"predicted"});
  add(links_text(dtypes));
  add(environment_section(results));
  add(skipped_section(results));
  add(implementations_text(results));
  return without_padding(text);
}

}  // namespace

std::vector<Page> markdown_report(const ResultSet& results, const Pictures& pictures) {
  const std::vector<std::string> dtypes = dtypes_of(results);
  std::vector<Page> pages{{"report.md", main_page(results, pictures, dtypes)}};
  for (std::size_t i = 1; i < dtypes.size(); ++i) pages.push_back(page_of(results, dtypes[i]));
  return pages;
}

}  // namespace gelubench
