// What a picture shows, whoever draws it: gnuplot for report.md, Vega-Lite for report.html.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gelubench {

/// A labelled place on an axis.
struct Tick {
  double at = 0;
  std::string label;
};

struct Axis {
  std::string title;  ///< with the unit
  bool log = false;
  double from = 0;
  double to = 1;
  std::vector<Tick> ticks;  ///< empty: the renderer's choice
};

struct Point {
  double x = 0;
  double y = 0;
  std::string note;   ///< what a pointer over it shows; may be empty
  std::string label;  ///< written beside it; may be empty
};

enum class Mark { line, dashed, disc, ring, triangle };

/// Points of one name and colour. Colours are numbered from 0; a faint series is grey and has no label.
struct Series {
  std::string name;
  Mark mark = Mark::line;
  int colour = 0;
  bool faint = false;
  std::vector<Point> points;
};

/// A line across a panel.
struct Border {
  bool vertical = true;
  double at = 0;
  std::string label;
};

/// One pair of axes.
struct Panel {
  std::string title;
  Axis x;
  Axis y;
  std::vector<Series> series;
  std::vector<Border> borders;
};

/// Ratios by row and column, 1 being the best.
struct Heatmap {
  std::string title;  ///< of the ratios
  std::vector<std::string> columns;
  std::vector<std::string> rows;
  std::vector<std::vector<std::optional<double>>> cells;  ///< of each row
};

/// A picture: panels in a grid, or a heatmap.
struct Chart {
  std::string id;  ///< file name without extension
  std::string title;
  std::string caption;  ///< what is shown and what to see, Markdown without line breaks
  int columns = 1;      ///< of panels
  std::vector<Panel> panels;
  std::optional<Heatmap> heatmap;
};

/// Colours of series, "#rrggbb": told apart by people with colour-blindness, on white and on black.
const std::vector<std::string>& chart_colours();

}  // namespace gelubench
