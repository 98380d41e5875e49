#include "reports/gnuplot.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/format.hpp"

namespace gelubench {
namespace {

constexpr const char* ink = "#1f2328";
constexpr const char* faint_ink = "#8c959f";

/// What is written in the colours of series, and in faint ink after them: those that have 4.5 times the luminance of a
/// white background, or of a dark one, which WCAG 2 asks of text. Marks need 3 times, which all have but the lightest.
struct TextColour {
  const char* on_white;
  const char* on_dark;
};
constexpr std::array<TextColour, 9> text_colours{{{"#0072b2", "#0098ed"},
                                                  {"#c15500", "#ef6900"},
                                                  {"#008460", "#00a679"},
                                                  {"#bb4d8a", "#cc79a7"},
                                                  {"#9c6c00", "#e69f00"},
                                                  {"#0b7c9b", "#56b4e9"},
                                                  {"#8f60ba", "#a883c9"},
                                                  {"#757575", "#929292"},
                                                  {"#6b7580", "#8c959f"}}};
constexpr const char* grid = "#d0d7de";
constexpr const char* background = "#ffffff";

constexpr double width = 900;
constexpr double letter = 6.4;  // of the labels, about
constexpr double line_height = 14;

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// A gnuplot string.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "''";
    else
      out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + "'";
}

/// The label of a tick, which gnuplot takes for a format.
std::string quoted_tick(const std::string& text) { return replaced(quoted(text), "%", "%%"); }

/// In pixels, from the upper left corner.
struct Box {
  double left, top, right, bottom;

  bool overlaps(const Box& o) const { return left < o.right && o.left < right && top < o.bottom && o.top < bottom; }
};

double share_of(const Axis& axis, double value) {
  if (!axis.log) return (value - axis.from) / (axis.to - axis.from);
  return std::log(value / axis.from) / std::log(axis.to / axis.from);
}

/// Of the smallest print.
constexpr double small_letter = 5.2;

/// The length of a text in letters.
double letters(const std::string& text) {
  return static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

const std::string& colour_of(const Series& series) {
  static const std::string grey = faint_ink;
  const auto& colours = chart_colours();
  return series.faint ? grey : colours[static_cast<std::size_t>(series.colour) % colours.size()];
}

const char* text_colour_of(const Series& series) {
  const std::size_t colours = chart_colours().size();
  return text_colours[series.faint ? colours : static_cast<std::size_t>(series.colour) % colours].on_white;
}

/// Places the labels of points where they hide neither points nor each other, or not at all.
class Labels {
 public:
  Labels(const Panel& panel, Box plot, double height) : panel_(panel), plot_(plot), height_(height) {
    for (const Series& series : panel.series) {
      if (is_line(series)) continue;
      for (const Point& p : series.points) {
        const auto [x, y] = place(p);
        taken_.push_back({x - 5, y - 5, x + 5, y + 5});
      }
    }
    for (const Border& border : panel.borders) {
      const double x = plot.left + share_of(panel.x, border.at) * (plot.right - plot.left);
      if (border.vertical)
        taken_.push_back({x - 14, plot.top, x, plot.top + 10 + letters(border.label) * small_letter});
    }
  }

  static bool is_line(const Series& series) { return series.mark == Mark::line || series.mark == Mark::dashed; }

  std::string commands() {
    std::string text;
    for (const Series& series : panel_.series) {
      for (const Point& p : series.points) {
        if (!p.label.empty()) text += label_series(series, p);
      }
    }
    return text;
  }

 private:
  std::pair<double, double> place(const Point& p) const {
    return {plot_.left + share_of(panel_.x, p.x) * (plot_.right - plot_.left),
            plot_.bottom - share_of(panel_.y, p.y) * (plot_.bottom - plot_.top)};
  }

  /// A line may be named at another of its points.
  std::string label_series(const Series& series, Point p) {
    std::string text = label(p, text_colour_of(series), is_line(series));
    if (!is_line(series)) return text;
    for (std::size_t i = series.points.size(); text.empty() && i-- > 0;) {
      p.x = series.points[i].x;
      p.y = series.points[i].y;
      text = label(p, text_colour_of(series), true);
    }
    return text;
  }

  std::string label(const Point& p, const char* colour, bool of_line) {
    const auto [x, y] = place(p);
    const double wide = letters(p.label) * letter;
    const double half = line_height / 2;
    const std::array offsets{std::pair(8.0, 0.0),           std::pair(-8.0 - wide, 0.0), std::pair(-wide / 2, -13.0),
                             std::pair(-wide / 2, 13.0),    std::pair(6.0, -11.0),       std::pair(6.0, 11.0),
                             std::pair(-6.0 - wide, -11.0), std::pair(-6.0 - wide, 11.0)};
    for (const auto& [dx, dy] : offsets) {
      if (of_line && dy == 0) continue;  // it would lie on the line
      const Box box{x + dx, y + dy - half, x + dx + wide, y + dy + half};
      const bool outside =
          box.left < plot_.left || box.right > plot_.right || box.top < plot_.top || box.bottom > plot_.bottom;
      if (outside || std::any_of(taken_.begin(), taken_.end(), [&](const Box& t) { return box.overlaps(t); })) continue;
      taken_.push_back(box);
      return fmt::format("set label {} at screen {:.4f},{:.4f} left tc rgb '{}' font ',11' front\n", quoted(p.label),
                         box.left / width, 1 - (y + dy) / height_, colour);
    }
    return "";
  }

  const Panel& panel_;
  Box plot_;
  double height_;
  std::vector<Box> taken_;
};

/// The names of lines beside their right ends, moved apart where they would overlap.
std::string names_at_the_right(const Panel& panel, const Box& plot, double height) {
  struct Name {
    double y;
    const Series* series;
  };
  std::vector<Name> names;
  for (const Series& series : panel.series) {
    if (series.faint || series.points.empty()) continue;
    const double share = share_of(panel.y, series.points.back().y);
    const double up = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.5;
    names.push_back({plot.bottom - up * (plot.bottom - plot.top), &series});
  }
  std::stable_sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.y < b.y; });
  for (std::size_t i = 1; i < names.size(); ++i) names[i].y = std::max(names[i].y, names[i - 1].y + line_height);
  double lowest = plot.bottom;
  for (std::size_t i = names.size(); i-- > 0; lowest = names[i].y - line_height)
    names[i].y = std::min(names[i].y, lowest);
  std::string text;
  for (const Name& name : names) {
    text += fmt::format("set label {} at screen {:.4f},{:.4f} left tc rgb '{}' font ',11' front\n",
                        quoted(name.series->name), (plot.right + 8) / width, 1 - name.y / height,
                        text_colour_of(*name.series));
  }
  return text;
}

std::string axis_commands(const char* name, const Axis& axis) {
  std::string text = fmt::format("set {0}range [{1:.9g}:{2:.9g}]\nset {0}label {3} tc rgb '{4}'\n", name, axis.from,
                                 axis.to, quoted(axis.title), ink);
  text += axis.log ? fmt::format("set logscale {}\n", name) : fmt::format("unset logscale {}\n", name);
  text +=
      fmt::format("set {}tics {} nomirror textcolor rgb '{}' ", name, axis.log ? "scale 0.6,0.3" : "scale 0.6", ink);
  if (axis.ticks.empty()) return text + "autofreq\n";
  std::string ticks;
  for (const Tick& tick : axis.ticks) {
    ticks += fmt::format("{}{} {:.9g}", ticks.empty() ? "" : ", ", quoted_tick(tick.label), tick.at);
  }
  return text + fmt::format("({})\n", ticks);
}

std::string border_commands(const Panel& panel) {
  std::string text;
  for (const Border& border : panel.borders) {
    const Axis& axis = border.vertical ? panel.x : panel.y;
    const double at = share_of(axis, border.at);
    if (!(at >= 0 && at <= 1)) continue;
    const auto place = [&](double along) {
      return border.vertical ? fmt::format("graph {:.4f},{:.4f}", at, along)
                             : fmt::format("graph {:.4f},{:.4f}", along, at);
    };
    text += fmt::format("set arrow from {} to {} nohead lc rgb '{}' lw 1 back\n", place(0), place(1), faint_ink);
    text += fmt::format(
        "set label {} at {} {} tc rgb '{}' font ',9'\n", quoted(border.label), place(border.vertical ? 0.98 : 0.01),
        border.vertical ? "right rotate by 90 offset -0.7,0" : "offset 0,0.5", text_colours.back().on_white);
  }
  return text;
}

std::string style_of(const Series& series) {
  const std::string& colour = colour_of(series);
  switch (series.mark) {
    case Mark::line:
      return fmt::format("with lines lc rgb '{}' lw {}", colour, series.faint ? "0.6" : "1.8");
    case Mark::dashed:
      return fmt::format("with lines lc rgb '{}' lw 1.5 dt (6,4)", colour);
    case Mark::disc:
      return fmt::format("with points pt 7 ps 0.7 lc rgb '{}'", colour);
    case Mark::ring:
      return fmt::format("with points pt 6 ps 0.7 lw 1.5 lc rgb '{}'", colour);
    case Mark::triangle:
      return fmt::format("with points pt 9 ps 0.7 lc rgb '{}'", colour);
  }
  return "";
}

bool marked(const Panel& panel) {
  return std::any_of(panel.series.begin(), panel.series.end(), [](const Series& s) { return !Labels::is_line(s); });
}

std::string panel_commands(const Panel& panel, const Box& plot, double height) {
  const bool has_labels = std::any_of(panel.series.begin(), panel.series.end(), [](const Series& s) {
    return std::any_of(s.points.begin(), s.points.end(), [](const Point& p) { return !p.label.empty(); });
  });
  std::string text = fmt::format(
      "unset label\nunset arrow\nset lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\nset tmargin at screen "
      "{:.4f}\nset bmargin at screen {:.4f}\nset title {} tc rgb '{}' font ',13' offset 0,-0.4\n",
      plot.left / width, plot.right / width, 1 - plot.top / height, 1 - plot.bottom / height, quoted(panel.title), ink);
  text += axis_commands("x", panel.x) + axis_commands("y", panel.y) + border_commands(panel);
  text += has_labels ? Labels(panel, plot, height).commands() : names_at_the_right(panel, plot, height);
  text += "unset key\n";
  std::string plots;
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& series = panel.series[i];
    text += fmt::format("$d{} << EOD\n", i);
    for (const Point& p : series.points) {
      text += std::isfinite(p.x) && std::isfinite(p.y) ? fmt::format("{:.6g} {:.6g}\n", p.x, p.y) : "\n";
    }
    text += "EOD\n";
    plots += fmt::format("{}$d{} {} {}", plots.empty() ? "plot " : ", \\\n     ", i, style_of(series), "notitle");
  }
  return text + plots + "\n";
}

/// What the marks of a panel mean, along the top of the figure.
std::string legend_commands(const Panel& panel, double height) {
  std::string text;
  double x = 90;
  const double y = 1 - 12 / height;
  for (const Series& series : panel.series) {
    const std::string& colour = colour_of(series);
    std::string mark;
    if (Labels::is_line(series)) {
      text += fmt::format(
          "set arrow from screen {:.4f},{:.4f} to screen {:.4f},{:.4f} nohead lc rgb '{}' lw 1.5 dt (6,4)\n",
          (x - 18) / width, y, (x + 6) / width, y, colour);
    } else {
      const int type = series.mark == Mark::disc ? 7 : (series.mark == Mark::ring ? 6 : 9);
      mark = fmt::format("point pt {} ps 0.7 lc rgb '{}' offset 0.8,0", type, colour);
    }
    text += fmt::format("set label {} at screen {:.4f},{:.4f} left tc rgb '{}' font ',11' {}\n", quoted(series.name),
                        (Labels::is_line(series) ? x + 10 : x) / width, y, ink, mark);
    x += 50 + letters(series.name) * letter;
  }
  return text;
}

std::string header(double height) {
  return fmt::format(
      "set encoding utf8\nset terminal svg noenhanced size {:.0f},{:.0f} font 'sans-serif,12' background '{}'\n"
      "set border 3 lc rgb '{}' lw 0.8\nset grid lc rgb '{}' lw 0.6 lt 1\n",
      width, height, background, ink, grid);
}

std::string panels_script(const Chart& chart) {
  const auto columns = static_cast<std::size_t>(std::max(chart.columns, 1));
  const std::size_t rows = (chart.panels.size() + columns - 1) / columns;
  const bool names = columns == 1;  // at the right
  constexpr double left = 75;
  constexpr double top = 28;
  constexpr double bottom = 62;
  const double right = names ? 150 : 26;
  const double panel_height = names ? 310 : 370;
  const double legend = !chart.panels.empty() && marked(chart.panels.front()) ? 26 : 0;
  const double height = panel_height * static_cast<double>(rows) + legend;
  std::string text = header(height) + "set multiplot\n";
  for (std::size_t i = 0; i < chart.panels.size(); ++i) {
    const double wide = width / static_cast<double>(columns);
    const double x = wide * static_cast<double>(i % columns);
    const double y = panel_height * static_cast<double>(i / columns) + legend;
    std::string panel =
        panel_commands(chart.panels[i], {x + left, y + top, x + wide - right, y + panel_height - bottom}, height);
    // Labels belong to the plot that follows them.
    if (i == 0 && legend > 0) panel.insert(panel.find("unset key\n"), legend_commands(chart.panels[i], height));
    text += panel;
  }
  return text + "unset multiplot\n";
}

/// From nearly white at 1 to dark at 30 and above.
struct Shade {
  int rgb;
  bool dark;
};

Shade shade(double ratio) {
  const double t = std::clamp(std::log(ratio) / std::log(30.0), 0.0, 1.0);
  const auto mix = [t](double light, double dark) { return static_cast<int>(std::lround(light + (dark - light) * t)); };
  return {mix(253, 127) << 16 | mix(246, 32) << 8 | mix(236, 4), t > 0.55};
}

/// A label of a tick in lines of about so many letters. Only the line breaks stand in double quotes, where gnuplot
/// would run what stands in backquotes.
std::string wrapped_tick(const std::string& text, std::size_t letters_per_line) {
  std::vector<std::string> lines{""};
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && lines.back().size() + word.size() > letters_per_line) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  std::string label;
  for (const std::string& line : lines) label += (label.empty() ? "" : ".\"\\n\".") + quoted_tick(line);
  return label;
}

std::string heatmap_script(const Heatmap& map) {
  constexpr double row_height = 18;
  constexpr double left = 190;
  constexpr double top = 70;
  const double height = top + row_height * static_cast<double>(map.rows.size()) + 12;
  std::string text = header(height);
  text += fmt::format(
      "unset grid\nunset border\nunset key\nset lmargin at screen {:.4f}\nset rmargin at screen 0.99\nset tmargin at "
      "screen {:.4f}\nset bmargin at screen {:.4f}\nset xrange [0:{}]\nset yrange [{}:0]\nset x2range [0:{}]\n",
      left / width, 1 - top / height, 12 / height, map.columns.size(), map.rows.size(), map.columns.size());
  const auto ticks = [](const std::vector<std::string>& names, std::size_t letters_per_line) {
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i) {
      list += fmt::format("{}{} {}.5", i > 0 ? ", " : "", wrapped_tick(names[i], letters_per_line), i);
    }
    return list;
  };
  text +=
      fmt::format("unset xtics\nset x2tics scale 0 textcolor rgb '{}' font ',10' ({})\n", ink, ticks(map.columns, 16));
  text += fmt::format("set ytics scale 0 textcolor rgb '{}' font ',11' ({})\n", ink, ticks(map.rows, 40));
  std::string boxes;
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    for (std::size_t c = 0; c < map.columns.size() && c < map.cells[r].size(); ++c) {
      const auto& ratio = map.cells[r][c];
      if (!ratio || !std::isfinite(*ratio)) continue;
      const Shade colour = shade(*ratio);
      boxes += fmt::format("{}.5 {}.5 {} {} {} {} {}\n", c, r, c, c + 1, r, r + 1, colour.rgb);
      text += fmt::format("set label {} at {}.5,{}.5 center tc rgb '{}' font ',10' front\n",
                          quoted(format_ratio(*ratio)), c, r, colour.dark ? "#ffffff" : "#000000");
    }
  }
  return text + "$cells << EOD\n" + boxes +
         "EOD\nplot $cells using 1:2:3:4:5:6:7 with boxxyerror fs solid 1.0 noborder fc rgb variable\n";
}

std::string read_all(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

std::string gnuplot_script(const Chart& chart) {
  return chart.heatmap ? heatmap_script(*chart.heatmap) : panels_script(chart);
}

std::string tidy_svg(const std::string& printed, const std::string& title) {
  std::istringstream lines(printed);
  std::vector<std::string> kept;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_not_of(" \t");
    line = begin == std::string::npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
    if (line.empty() || line.starts_with("<desc>") || line.starts_with("<title>")) continue;
    line = replaced(std::move(line), " stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", "");  // as it is anyway
    // A group that draws nothing.
    if (line == "</g>" && !kept.empty() && kept.back().starts_with("<g ") && kept.back().ends_with(">")) {
      kept.pop_back();
      continue;
    }
    kept.push_back(std::move(line));
  }
  std::string text;
  for (const std::string& line : kept) text += line + "\n";
  text = replaced(text, "Gnuplot", "");
  const std::string canvas = "<g id=\"gnuplot_canvas\">";
  std::string name;
  for (const char c : title) name += c == '<' ? "&lt;" : (c == '&' ? "&amp;" : std::string(1, c));
  std::string written;
  for (const TextColour& colour : text_colours) {
    const auto rgb = static_cast<unsigned>(std::stoul(colour.on_white + 1, nullptr, 16));
    written +=
        fmt::format("[fill=\"rgb({},{},{})\"] {{ fill: {} }} ", rgb >> 16, rgb >> 8 & 255, rgb & 255, colour.on_dark);
  }
  const std::string style = fmt::format(
      "<title>{}</title>\n<style>@media (prefers-color-scheme: dark) {{ rect[fill=\"#ffffff\"] {{ fill: #0d1117 }} "
      "[fill=\"rgb(31,35,40)\"] {{ fill: #e6edf3 }} [stroke=\"rgb( 31,  35,  40)\"] {{ stroke: #e6edf3 }} "
      "[stroke=\"rgb(208, 215, 222)\"] {{ stroke: #30363d }} {}}}</style>\n",
      name, written);
  if (const std::size_t at = text.find(canvas); at != std::string::npos) text.insert(at, style);
  return text;
}

namespace {

/// The picture with a line that tells which gnuplot drew it, from which script: by that two pictures are known to show
/// the same though another version drew them.
std::string signed_svg(std::string svg, const std::string& printed, const std::string& script) {
  const std::string before = "<desc>Produced by ";
  std::string version = "gnuplot";
  if (const std::size_t at = printed.find(before); at != std::string::npos) {
    const std::size_t begin = at + before.size();
    version = printed.substr(begin, printed.find("</desc>", begin) - begin);
    while (version.ends_with(' ')) version.pop_back();
  }
  const std::size_t title = svg.find("<title>");
  if (title == std::string::npos) return svg;
  return svg.insert(title, fmt::format("<desc>Drawn by {} from a script with XXH3 {:016x}</desc>\n", version,
                                       XXH3_64bits(script.data(), script.size())));
}

}  // namespace

std::optional<std::string> draw_svg(const Chart& chart, std::string& problem) {
  std::error_code none;
  std::string folder = (std::filesystem::temp_directory_path(none) / "gelubench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) {
    problem = "no folder for temporary files can be written";
    return std::nullopt;
  }
  const std::filesystem::path here = folder;
  std::ofstream(here / "chart.gp") << gnuplot_script(chart);
  const std::string command = fmt::format("cd '{}' && gnuplot chart.gp >chart.svg 2>problem.txt", folder);
  const int status = std::system(command.c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  const std::string printed = read_all(here / "chart.svg");
  const std::string complaint = read_all(here / "problem.txt");
  std::filesystem::remove_all(here, none);
  if (code == 127) {
    problem = "there is no gnuplot";
  } else if (code != 0 || printed.find("</svg>") == std::string::npos) {
    problem =
        fmt::format("gnuplot failed{}{}", complaint.empty() ? "" : ": ", complaint.substr(0, complaint.find('\n')));
  } else {
    return signed_svg(tidy_svg(printed, chart.title), printed, gnuplot_script(chart));
  }
  return std::nullopt;
}

}  // namespace gelubench
