// What else a time can be: latency, cold caches, instructions, energy.

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/report.hpp"

namespace gelubench {

std::string costs_section(const ResultSet& results) {
  if (!results.costs || results.costs->empty()) return "";
  MarkdownTable table(
      {"kernel", ">warm, ns", ">cold, ns", ">cold / warm", ">one call, ns", ">in a chain, ns", ">instructions", ">nJ"});
  for (const CostRecord& c : *results.costs) {
    table.add({"`" + c.kernel + "`", format_ns(c.warm_ns), format_ns(c.cold_ns), format_ratio(c.cold_ns / c.warm_ns),
               format_ns(c.call_ns), format_ns(c.chain_ns),
               c.instructions ? fmt::format("{:.2f}", *c.instructions) : not_measured,
               c.nanojoules ? format_ns(*c.nanojoules) : not_measured});
  }
  std::string text =
      "## What else a time can be\n\nPer element of arrays that fit half of L1, one thread, N(0,1) inputs: *warm*, "
      "calls "
      "that follow each other; *cold*, one call after all caches were filled with other data; *instructions* executed, "
      "counted, which nothing disturbs; *nJ*, energy of the CPU's packages. *One call* is of one element, *in a chain* "
      "its input waits for the result of the call before.\n\n" +
      table.text();
  for (const SkippedRecord& s : results.skipped)
    if (s.kernel == "all" && (s.stage == "energy" || s.stage == "instructions"))
      text += fmt::format("\nNo {}: {}.\n", s.stage, escape_markdown(s.reason));
  return text;
}

}  // namespace gelubench
