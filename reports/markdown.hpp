// Markdown building blocks.

#pragma once

#include <string>
#include <vector>

namespace gelubench {

/// Text that stands for itself in GitHub-flavoured Markdown, table cells included.
std::string escape_markdown(const std::string& text);

/// A table; columns whose name starts with '>' are right-aligned (the sign is not shown). Cells are Markdown.
class MarkdownTable {
 public:
  explicit MarkdownTable(std::vector<std::string> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string text() const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// A section that is folded until clicked.
std::string folded(const std::string& summary, const std::string& body);

}  // namespace gelubench
