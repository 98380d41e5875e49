// The report: Markdown made from a results file alone. The same results give the same bytes.

#pragma once

#include <string>
#include <vector>

#include "reports/chart.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// The pictures that lie beside the report, as <id>.svg.
struct Pictures {
  std::vector<Chart> charts;
  std::string problem;  ///< why there are none; empty where none is missing
};

struct Page {
  std::string name;  ///< of its file: "report.md"
  std::string text;
};

/// The report: report.md first, about everything and about float32 (or the first type there is) in detail, then a page
/// for each other data type, so that each stays below what code hosts show (most_page_bytes).
std::vector<Page> markdown_report(const ResultSet& results, const Pictures& pictures = {});

/// GitHub shows no Markdown file beyond 512 kB.
inline constexpr std::size_t most_page_bytes = 500'000;

// Its sections, each with its heading; empty where the results have nothing for it.
std::string verdict_section(const ResultSet& results);
std::string choice_section(const ResultSet& results);
std::string accuracy_section(const ResultSet& results);
std::string timing_section(const ResultSet& results);
std::string costs_section(const ResultSet& results);
std::string prediction_section(const ResultSet& results);
std::string environment_section(const ResultSet& results);
std::string skipped_section(const ResultSet& results);

}  // namespace gelubench
