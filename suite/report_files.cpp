#include "suite/report_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/charts.hpp"
#include "reports/export.hpp"
#include "reports/gnuplot.hpp"
#include "reports/html.hpp"
#include "reports/machines.hpp"
#include "reports/report.hpp"
#include "reports/summary.hpp"
#include "results/atomic_file.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// The pictures that could be drawn, written into the folder.
Pictures write_pictures(const std::vector<Chart>& charts, const std::filesystem::path& folder, const char* report) {
  Pictures pictures;
  for (const Chart& chart : charts) {
    const auto svg = draw_svg(chart, pictures.problem);
    if (!svg) break;  // the others will not be drawn either
    write_file(folder / (chart.id + ".svg"), *svg);
    pictures.charts.push_back(chart);
  }
  if (!pictures.problem.empty()) print_line(fmt::format("{} has no pictures: {}", report, pictures.problem));
  return pictures;
}

}  // namespace

const std::vector<std::string>& report_formats() {
  static const std::vector<std::string> formats{
      "md",    "html",  "summary", "frontier", "engines", "bmf", "github-action-benchmark", "google-benchmark",
      "junit", "github"};
  return formats;
}

std::vector<std::filesystem::path> write_report(const ResultSet& results, const std::filesystem::path& folder,
                                                const std::vector<std::string>& formats) {
  prepare_folder(folder);
  const std::vector<Chart> pictures = charts(results);
  std::vector<std::filesystem::path> files;
  const auto wanted = [&](const char* format) {
    return std::find(formats.begin(), formats.end(), format) != formats.end();
  };
  if (wanted("md")) {
    files.push_back(folder / "report.md");
    const Pictures drawn = write_pictures(pictures, folder, "report.md");
    for (const Page& page : markdown_report(results, drawn)) write_file(folder / page.name, page.text);
  }
  if (wanted("html")) {
    files.push_back(folder / "report.html");
    write_file(files.back(), html_report(results, pictures));
  }
  const auto text_file = [&](const char* format, const char* name, const std::string& text) {
    if (!wanted(format)) return;
    files.push_back(folder / name);
    write_file(files.back(), text);
  };
  text_file("summary", "summary.md", summary_table(results));
  text_file("frontier", "frontier.md", frontier_table(results));
  text_file("engines", "engines.md", engines_table(results));
  text_file("bmf", "bmf.json", bencher_metric_format(results));
  text_file("github-action-benchmark", "github-action-benchmark.json", github_action_benchmark(results));
  text_file("google-benchmark", "google-benchmark.json", google_benchmark_json(results));
  text_file("junit", "junit.xml", junit_xml(results));
  text_file("github", "github.md", github_summary(results));
  if (wanted("github")) fmt::print("{}", github_annotations(results));
  return files;
}

std::filesystem::path write_machines(const std::vector<ResultSet>& machines, const std::filesystem::path& folder) {
  prepare_folder(folder);
  write_file(folder / "report.md", machines_report(machines));
  return folder / "report.md";
}

std::filesystem::path write_history(const History& history, const std::filesystem::path& folder) {
  constexpr std::size_t most_pictures = 24;
  prepare_folder(folder);
  const Pictures drawn = write_pictures(history_charts(history, most_pictures), folder, "history.md");
  write_file(folder / "history.md", history_markdown(history, drawn.charts));
  return folder / "history.md";
}

}  // namespace gelubench
