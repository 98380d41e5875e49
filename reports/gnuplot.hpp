// Charts as SVG, drawn by gnuplot.

#pragma once

#include <optional>
#include <string>

#include "reports/chart.hpp"

namespace gelubench {

/// The commands that draw a chart on gnuplot's SVG terminal, to its standard output.
std::string gnuplot_script(const Chart& chart);

/// What gnuplot printed, without what depends on its version or is empty, and with colours for dark backgrounds.
std::string tidy_svg(const std::string& printed, const std::string& title);

/// The chart as SVG; nothing where there is no gnuplot, or it fails: `problem` says why, in a sentence.
std::optional<std::string> draw_svg(const Chart& chart, std::string& problem);

}  // namespace gelubench
