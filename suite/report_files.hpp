// The files of a report.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "suite/results.hpp"

namespace gelubench {

/// The formats --format takes: "md" is report.md and its pictures, "html" report.html.
const std::vector<std::string>& report_formats();

/// Writes the report in these formats into the folder, which is made. Returns the files one opens. Says on stderr where
/// pictures could not be drawn. Throws CannotWrite.
std::vector<std::filesystem::path> write_report(const ResultSet& results, const std::filesystem::path& folder,
                                                const std::vector<std::string>& formats);

}  // namespace gelubench
