// Charts as Vega-Lite specifications.

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "reports/chart.hpp"

namespace gelubench {

/// A specification for each panel, without configuration: colours of text and background are the page's.
nlohmann::ordered_json vega_lite(const Chart& chart);

}  // namespace gelubench
