// The page: one self-contained file to explore results with, without a network.

#pragma once

#include <string>
#include <vector>

#include "reports/chart.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// report.html of the results; the charts are drawn by Vega-Lite.
std::string html_report(const ResultSet& results, const std::vector<Chart>& charts);

/// A file of reports/page/ or reports/vendor/, as it was compiled in: "page.css", "vega.min.js".
const std::string& page_file(const std::string& name);

}  // namespace gelubench
