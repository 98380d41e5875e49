#include "reports/charts.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "example_results.hpp"
#include "places.hpp"
#include "reports/gnuplot.hpp"
#include "reports/html.hpp"
#include "reports/report.hpp"
#include "reports/vega.hpp"

namespace gelubench {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string golden(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(std::string(GELUBENCH_TEST_DATA) + "/" + name).rdbuf();
  return text.str();
}

const Chart& chart(const std::vector<Chart>& list, const std::string& id) {
  for (const Chart& c : list) {
    if (c.id == id) return c;
  }
  throw std::logic_error("no chart " + id);
}

const Series& series(const Panel& panel, const std::string& name) {
  for (const Series& s : panel.series) {
    if (s.name == name) return s;
  }
  throw std::logic_error("no series " + name);
}

// golden/charts.gp is what gnuplot is told, golden/page.json what the page works on. GELUBENCH_UPDATE_GOLDEN=1 rewrites
// them, as it does the report.
TEST(Charts, OfAFixedResultsFileAreTheGoldenOnes) {
  const std::vector<Chart> list = charts(example_results());
  std::string scripts;
  for (const Chart& c : list) scripts += "# " + c.id + "\n" + gnuplot_script(c);
  const std::string page = html_report(example_results(), list);
  const std::size_t begin = page.find("id=\"data\">") + 10;
  const std::string data = page.substr(begin, page.find("</script>", begin) - begin) + "\n";
  if (std::getenv("GELUBENCH_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(std::string(GELUBENCH_TEST_DATA) + "/charts.gp") << scripts;
    std::ofstream(std::string(GELUBENCH_TEST_DATA) + "/page.json") << data;
  }
  EXPECT_EQ(scripts, golden("charts.gp"));
  EXPECT_EQ(data, golden("page.json"));
}

TEST(Charts, AreThoseTheResultsHaveDataFor) {
  const auto ids = [](const ResultSet& results) {
    std::vector<std::string> list;
    for (const Chart& c : charts(results)) list.push_back(c.id);
    return list;
  };
  EXPECT_THAT(ids(example_results()),
              ElementsAre("functions", "frontier", "error", "error-line", "cliffs", "working-sets", "threads"));
  ResultSet no_timing = example_results();
  no_timing.timings.clear();
  no_timing.comparisons.clear();
  EXPECT_THAT(ids(no_timing), ElementsAre("functions", "error", "error-line"));
  ResultSet no_accuracy = example_results();
  no_accuracy.accuracy.clear();
  no_accuracy.graphs.clear();
  EXPECT_THAT(ids(no_accuracy), ElementsAre("cliffs", "working-sets", "threads"));
  EXPECT_THAT(ids(ResultSet()), ElementsAre());
}

TEST(Charts, OrdinalCountsBinades) {
  EXPECT_EQ(ordinal("f32", 0), 0);
  EXPECT_EQ(ordinal("f32", 1), 127);
  EXPECT_EQ(ordinal("f32", -2), -128);
  EXPECT_EQ(ordinal("f32", 1.5), 127.5);
  EXPECT_EQ(ordinal("f32", 0x1p-126), 1);
  EXPECT_EQ(ordinal("f32", 0x1p-149), std::ldexp(1.0, -23));
  EXPECT_EQ(ordinal("f64", 1), 1023);
  EXPECT_EQ(ordinal("f16", -0x1p-14), -1);
  EXPECT_EQ(ordinal("bf16", 4), 129);
}

TEST(Charts, ErrorLineHasTheLargestErrorOfEachStretch) {
  AccuracyRecord errors;
  errors.curve = {{-1.1, 3, 0}, {-1.3, 1e12, 0}, {-1.6, 2, 7}, {0x1p-100, 0.75, 0}};
  const auto at = [&](double x, const std::vector<Point>& line) {
    for (const Point& p : line) {
      if (p.x == x) return p.y;
    }
    return -1.0;
  };
  const std::vector<Point> line = error_line("f32", errors, ordinal("f32", -4), 254);
  EXPECT_EQ(at(-127.0625, line), 3);  // the middle of the first eighth beyond -1
  EXPECT_EQ(at(-127.3125, line), most_ulp);
  EXPECT_EQ(at(-127.5625, line), lost_ulp);
  EXPECT_EQ(at(27.5, line), 0.75) << "a whole binade where there is no detail";
  EXPECT_EQ(line.front().y, 0.5) << "nothing above half an ULP was recorded";
  EXPECT_EQ(line.back().x, 254);
}

TEST(Charts, FrontierIsWhatNothingElseBeats) {
  const std::vector<Chart> list = charts(example_results());
  const Panel& by_abs = chart(list, "frontier").panels[1];
  std::vector<double> ns;
  for (const Point& p : series(by_abs, "nothing is faster and more accurate").points) ns.push_back(p.x);
  // relu, tanh, libm is beaten by double? No: libm is faster than double and less accurate, and all three stay.
  EXPECT_THAT(ns, ElementsAre(0.05, 0.65, 0.65, 5.4, 5.4, 6.8, 6.8));
  const Panel& by_ulp = chart(list, "frontier").panels[0];
  EXPECT_THAT(series(by_ulp, "in this suite").points.front().note, HasSubstr("relu/max/f32/forward/avx2: 0.0500 ns"));
  EXPECT_EQ(series(by_ulp, "in this suite").points.front().y, lost_ulp);
}

TEST(Charts, CliffsAreRatiosToTheFirstDistribution) {
  const std::vector<Chart> list = charts(example_results());
  const Heatmap& map = *chart(list, "cliffs").heatmap;
  EXPECT_THAT(map.columns, ElementsAre("subnormal", "half -20, half -10^30"));
  EXPECT_THAT(map.rows, ElementsAre("tanh/exp"));
  EXPECT_DOUBLE_EQ(*map.cells[0][0], 20);
}

TEST(Gnuplot, RunsNothingThatResultsSay) {
  if (std::system("command -v gnuplot >/dev/null") != 0)
    GTEST_SKIP() << "\nnot checked: pictures, because gnuplot is not installed";
  const std::string mark = testing::TempDir() + "hostile_mark";
  const std::string hostile =
      "`touch " + mark + "` '; system('touch " + mark + "') # \"; system \"touch " + mark + "\" %s \\";
  ResultSet results = example_results();
  for (ComparisonRecord& c : results.comparisons) {
    for (TimingRecord& t : c.rows) {
      if (t.distribution == "subnormal") t.distribution = hostile;
    }
  }
  std::vector<Chart> list = charts(results);
  for (Chart& c : list) {
    for (Panel& panel : c.panels) {
      panel.title = panel.x.title = hostile;
      for (Series& s : panel.series) s.name = hostile;
      for (Border& border : panel.borders) border.label = hostile;
      panel.y.ticks = {{panel.y.from, hostile}};
    }
    if (c.heatmap) c.heatmap->rows[0] = hostile;
    std::string problem;
    EXPECT_TRUE(draw_svg(c, problem)) << c.id << ": " << problem;
    EXPECT_FALSE(std::filesystem::exists(mark)) << c.id;
  }
}

/// That of the script which a picture says it was drawn from.
std::string script_digest(const std::string& svg) {
  const std::string before = "from a script with XXH3 ";
  const std::size_t at = svg.find(before);
  return at == std::string::npos ? "" : svg.substr(at + before.size(), 16);
}

/// WCAG 2's relative luminance.
double luminance(unsigned rgb) {
  const auto linear = [&](int shift) {
    const double c = (rgb >> shift & 255) / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
}

double contrast(unsigned a, unsigned b) {
  const auto [least, most] = std::minmax({luminance(a), luminance(b)});
  return (most + 0.05) / (least + 0.05);
}

/// All that is written, but on the cells of a heat map, has 4.5 times the luminance of its background, white or dark.
void expect_readable_text(const std::string& svg) {
  const std::regex written(R"RE(fill="(rgb\((\d+),(\d+),(\d+)\))" font-family)RE");
  int texts = 0;
  for (std::sregex_iterator it(svg.begin(), svg.end(), written), end; it != end; ++it) {
    const auto part = [&](int i) { return static_cast<unsigned>(std::stoi((*it)[i])); };
    const unsigned colour = part(2) << 16 | part(3) << 8 | part(4);
    if (colour == 0 || colour == 0xffffff) continue;
    EXPECT_GE(contrast(colour, 0xffffff), 4.5) << (*it)[1];
    const std::string rule = "[fill=\"" + (*it)[1].str() + "\"] { fill: #";
    const std::size_t at = svg.find(rule);
    ASSERT_NE(at, std::string::npos) << (*it)[1];
    EXPECT_GE(contrast(static_cast<unsigned>(std::stoul(svg.substr(at + rule.size(), 6), nullptr, 16)), 0x0d1117), 4.5)
        << (*it)[1];
    ++texts;
  }
  EXPECT_GT(texts, 3);
}

TEST(Gnuplot, SvgIsTheSameEachTimeAndWholeAndEscaped) {
  if (std::system("command -v gnuplot >/dev/null") != 0)
    GTEST_SKIP() << "\nnot checked: pictures, because gnuplot is not installed";
  for (Chart c : charts(example_results())) {
    std::string problem;
    c.title = "a <b> & c";
    if (!c.panels.empty() && !c.panels[0].series.empty()) c.panels[0].series[0].name = "<script> & 'quoted' %s";
    const auto svg = draw_svg(c, problem);
    ASSERT_TRUE(svg) << c.id << ": " << problem;
    EXPECT_EQ(svg, draw_svg(c, problem));
    EXPECT_THAT(*svg, HasSubstr("<title>a &lt;b> &amp; c</title>"));
    EXPECT_THAT(*svg, HasSubstr("prefers-color-scheme: dark"));
    expect_readable_text(*svg);
    EXPECT_THAT(*svg, Not(HasSubstr("<script")));
    EXPECT_THAT(*svg, testing::ContainsRegex("<desc>Drawn by GNUPLOT [0-9.]+ patchlevel [0-9a-z]+ from a script with "
                                             "XXH3 [0-9a-f]+</desc>"));
    Chart other = c;
    other.title = "another";
    EXPECT_EQ(script_digest(*svg) == script_digest(draw_svg(other, problem).value_or("")),
              gnuplot_script(c) == gnuplot_script(other));
    EXPECT_THAT(*svg, HasSubstr("</svg>"));
  }
}

TEST(Gnuplot, MissingIsASentence) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  std::string problem;
  EXPECT_FALSE(draw_svg(charts(example_results()).front(), problem));
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(problem, "there is no gnuplot");
  const std::string report = markdown_report(example_results(), {{}, problem}).front().text;
  EXPECT_THAT(report, HasSubstr("This report has no pictures: there is no gnuplot. Install gnuplot"));
  EXPECT_THAT(report, Not(HasSubstr(".svg")));
}

TEST(VegaLite, ASpecificationForEachPanelWithoutInfinities) {
  for (const Chart& c : charts(example_results())) {
    const json specs = json::parse(vega_lite(c).dump());
    EXPECT_EQ(specs.size(), c.heatmap ? 1 : c.panels.size()) << c.id;
    EXPECT_THAT(specs.dump(), Not(HasSubstr(":null,\"y\""))) << c.id;
  }
}

TEST(Page, IsSelfContainedAndEscaped) {
  const std::string page = html_report(example_results(), charts(example_results()));
  EXPECT_THAT(page, Not(HasSubstr("<b>CPU")));
  EXPECT_THAT(page, HasSubstr("\\u003cb>CPU"));
  for (const char* outside : {"src=\"http", "href=\"http", "@import", "@data@", "@script@", "@style@"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
  EXPECT_LT(page.size(), 3'000'000u);
}

TEST(Page, OfAnEmptyResultsFileIsAPage) {
  const std::string page = html_report(ResultSet(), {});
  EXPECT_THAT(page, HasSubstr("\"kernels\":[]"));
}

}  // namespace
}  // namespace gelubench
