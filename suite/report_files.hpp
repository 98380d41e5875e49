// The files of a report.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/history.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// The formats --format takes: "md" is report.md with its pages and pictures, "html" report.html, "summary" and
/// "frontier" the tables of reports/summary.hpp; and those of reports/export.hpp: "bmf", "github-action-benchmark",
/// "google-benchmark", "junit" and "github" (github.md; its annotations go to stdout).
const std::vector<std::string>& report_formats();

/// Writes the report in these formats into the folder, which is made. Returns the files one opens. Says on stderr where
/// pictures could not be drawn. Throws CannotWrite.
std::vector<std::filesystem::path> write_report(const ResultSet& results, const std::filesystem::path& folder,
                                                const std::vector<std::string>& formats);

/// Writes report.md of several machines side by side. Throws CannotWrite.
std::filesystem::path write_machines(const std::vector<ResultSet>& machines, const std::filesystem::path& folder);

/// Writes history.md and its pictures. Throws CannotWrite.
std::filesystem::path write_history(const History& history, const std::filesystem::path& folder);

}  // namespace gelubench
