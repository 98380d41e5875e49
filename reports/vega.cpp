#include "reports/vega.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace gelubench {
namespace {

using Json = nlohmann::ordered_json;

/// Five digits, which is more than a picture shows.
double short_number(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 4);
  return std::strtod(nlohmann::json(std::round(value / unit) * unit).dump().c_str(), nullptr);
}

Json axis(const Axis& axis, const std::string& field) {
  Json json{{"field", field}, {"type", "quantitative"}, {"title", axis.title}};
  json["scale"] = {{"domain", {axis.from, axis.to}}, {"nice", false}};
  if (axis.log) json["scale"]["type"] = "log";
  if (!axis.ticks.empty()) {
    Json values = Json::array();
    Json names = Json::object();
    for (const Tick& tick : axis.ticks) {
      values.push_back(tick.at);
      names[Json(tick.at).dump()] = tick.label;
    }
    json["axis"] = {{"values", values}, {"grid", true}};
    // A look-up by nearness: the renderer's numbers may differ in the last bit.
    std::string expression;
    for (const Tick& tick : axis.ticks) {
      const double slack = std::max(1e-9, std::fabs(tick.at) * 1e-9);
      expression += "abs(datum.value - " + Json(tick.at).dump() + ") <= " + Json(slack).dump() + " ? " +
                    Json(tick.label).dump() + " : ";
    }
    json["axis"]["labelExpr"] = expression + "''";
  }
  return json;
}

const char* mark_name(Mark mark) { return mark == Mark::line || mark == Mark::dashed ? "line" : "point"; }

Json mark_of(const Series& series) {
  Json mark{{"type", mark_name(series.mark)}, {"clip", true}};
  switch (series.mark) {
    case Mark::line:
      mark["strokeWidth"] = series.faint ? 0.6 : 1.8;
      break;
    case Mark::dashed:
      mark["strokeWidth"] = 1.5;
      mark["strokeDash"] = {6, 4};
      break;
    case Mark::disc:
    case Mark::triangle:
      mark["filled"] = true;
      mark["shape"] = series.mark == Mark::disc ? "circle" : "triangle-up";
      break;
    case Mark::ring:
      mark["shape"] = "circle";
      break;
  }
  return mark;
}

Json panel_spec(const Panel& panel) {
  Json layers = Json::array();
  if (!panel.borders.empty()) {
    for (const bool vertical : {true, false}) {
      Json values = Json::array();
      for (const Border& b : panel.borders) {
        if (b.vertical == vertical) values.push_back({{"at", b.at}, {"label", b.label}});
      }
      if (values.empty()) continue;
      const char* channel = vertical ? "x" : "y";
      Json rule{{"data", {{"values", values}}},
                {"mark", {{"type", "rule"}, {"color", "#8c959f"}, {"opacity", 0.6}, {"clip", true}}}};
      rule["encoding"][channel] = axis(vertical ? panel.x : panel.y, "at");
      rule["encoding"]["tooltip"] = {{"field", "label"}};
      layers.push_back(rule);
    }
  }
  Json names = Json::array();
  Json colours = Json::array();
  const auto& palette = chart_colours();
  for (const Series& series : panel.series) {
    if (series.faint) continue;
    names.push_back(series.name);
    colours.push_back(palette[static_cast<std::size_t>(series.colour) % palette.size()]);
  }
  for (const Series& series : panel.series) {
    Json values = Json::array();
    bool notes = false;
    for (const Point& p : series.points) {
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
      Json value{{"x", short_number(p.x)}, {"y", short_number(p.y)}};
      if (!p.note.empty()) value["note"] = p.note;
      notes = notes || !p.note.empty();
      values.push_back(std::move(value));
    }
    Json layer{{"data", {{"values", values}}}, {"mark", mark_of(series)}};
    layer["encoding"]["x"] = axis(panel.x, "x");
    layer["encoding"]["y"] = axis(panel.y, "y");
    if (layer["mark"]["type"] == "line") layer["encoding"]["order"] = {{"value", nullptr}};  // as they come
    if (series.faint)
      layer["encoding"]["color"] = {{"value", "#8c959f"}};
    else
      layer["encoding"]["color"] = {{"datum", series.name},
                                    {"type", "nominal"},
                                    {"title", nullptr},
                                    {"scale", {{"domain", names}, {"range", colours}}}};
    layer["encoding"]["tooltip"] = notes ? Json{{"field", "note"}} : Json{{"value", series.name}};
    layers.push_back(std::move(layer));
  }
  return {{"title", panel.title}, {"width", "container"}, {"height", 260}, {"layer", layers}};
}

Json heatmap_spec(const Heatmap& map) {
  Json values = Json::array();
  for (std::size_t r = 0; r < map.rows.size(); ++r) {
    for (std::size_t c = 0; c < map.columns.size() && c < map.cells[r].size(); ++c) {
      if (!map.cells[r][c] || !std::isfinite(*map.cells[r][c])) continue;
      values.push_back({{"row", map.rows[r]}, {"column", map.columns[c]}, {"ratio", short_number(*map.cells[r][c])}});
    }
  }
  const Json row{{"field", "row"}, {"type", "nominal"}, {"sort", map.rows}, {"title", nullptr}};
  const Json column{{"field", "column"},
                    {"type", "nominal"},
                    {"sort", map.columns},
                    {"title", nullptr},
                    {"axis", {{"orient", "top"}, {"labelAngle", -15}}}};
  const Json ratio{{"field", "ratio"}, {"type", "quantitative"}};
  Json boxes{{"mark", {{"type", "rect"}}}};
  boxes["encoding"]["color"] = ratio;
  boxes["encoding"]["color"]["title"] = map.title;
  boxes["encoding"]["color"]["scale"] = {
      {"type", "log"}, {"domain", {1, 30}}, {"clamp", true}, {"range", {"#fdf6ec", "#7f2004"}}};
  boxes["encoding"]["tooltip"] = {{{"field", "row"}}, {{"field", "column"}}, {{"field", "ratio"}, {"format", ".3~g"}}};
  Json text{{"mark", {{"type", "text"}, {"fontSize", 10}}}};
  text["encoding"]["text"] = ratio;
  text["encoding"]["text"]["format"] = ".3~g";
  text["encoding"]["color"] = {{"condition", {{"test", "datum.ratio > 6.5"}, {"value", "#ffffff"}}},
                               {"value", "#000000"}};
  return {{"width", 620},
          {"height", {{"step", 17}}},
          {"data", {{"values", values}}},
          {"encoding", {{"y", row}, {"x", column}}},
          {"layer", {boxes, text}}};
}

}  // namespace

Json vega_lite(const Chart& chart) {
  Json specs = Json::array();
  if (chart.heatmap) specs.push_back(heatmap_spec(*chart.heatmap));
  for (const Panel& panel : chart.panels) specs.push_back(panel_spec(panel));
  return specs;
}

}  // namespace gelubench
