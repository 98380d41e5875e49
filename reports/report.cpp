#include "reports/report.hpp"

#include <fmt/format.h>

#include <set>

#include "reports/format.hpp"
#include "reports/markdown.hpp"

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
  return table.empty() ? "" : "\n" + folded("The implementations, and where they come from", table.text());
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
  add("CPU", e.cpu_model);
  add("paths", fmt::format("{}", fmt::join(e.paths, ", ")));
  std::string caches;
  for (const CacheInfo& cache : e.caches) {
    caches += fmt::format("{}L{} {} {}", caches.empty() ? "" : ", ", cache.level, cache.type,
                          format_bytes(static_cast<std::uint64_t>(cache.bytes)));
  }
  add("caches", caches);
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

std::string markdown_report(const ResultSet& results) {
  const Environment& e = results.environment;
  std::string text = "# ReLU or GELU, which GELU, and what does it cost?\n\n";
  std::set<std::string> implementations;
  for (const KernelRecord& kernel : results.kernels) implementations.insert(kernel.method + "/" + kernel.variant);
  text += fmt::format("{} implementations as {} kernels (data types, directions and paths) on {}, {}.\n",
                      implementations.size(), results.kernels.size(), escape_markdown(e.cpu_model), e.utc);
  text += implementations_text(results);
  if (results.interrupted) {
    text += "\n> **This run was interrupted.** What follows was measured before; the rest is missing.\n";
  }
  if (!results.broken_claims.empty()) {
    text += "\n> **Broken claims**\n>\n";
    for (const BrokenClaim& broken : results.broken_claims) text += "> - " + escape_markdown(broken.message) + "\n";
  }
  for (const auto section : {verdict_section, accuracy_section, timing_section, environment_section, skipped_section}) {
    const std::string body = section(results);
    if (!body.empty()) text += "\n" + body;
  }
  return text;
}

}  // namespace gelubench
