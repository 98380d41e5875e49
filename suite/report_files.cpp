#include "suite/report_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/charts.hpp"
#include "reports/gnuplot.hpp"
#include "reports/html.hpp"
#include "reports/machines.hpp"
#include "reports/report.hpp"
#include "suite/atomic_file.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

/// The pictures that could be drawn, written into the folder.
Pictures write_pictures(const std::vector<Chart>& charts, const std::filesystem::path& folder) {
  Pictures pictures;
  for (const Chart& chart : charts) {
    const auto svg = draw_svg(chart, pictures.problem);
    if (!svg) break;  // the others will not be drawn either
    write_file(folder / (chart.id + ".svg"), *svg);
    pictures.charts.push_back(chart);
  }
  if (!pictures.problem.empty()) print_line("report.md has no pictures: " + pictures.problem);
  return pictures;
}

}  // namespace

const std::vector<std::string>& report_formats() {
  static const std::vector<std::string> formats{"md", "html", "summary"};
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
    write_file(files.back(), markdown_report(results, write_pictures(pictures, folder)));
  }
  if (wanted("html")) {
    files.push_back(folder / "report.html");
    write_file(files.back(), html_report(results, pictures));
  }
  if (wanted("summary")) {
    files.push_back(folder / "summary.md");
    write_file(files.back(), summary_table(results));
  }
  return files;
}

std::filesystem::path write_machines(const std::vector<ResultSet>& machines, const std::filesystem::path& folder) {
  prepare_folder(folder);
  write_file(folder / "report.md", machines_report(machines));
  return folder / "report.md";
}

}  // namespace gelubench
