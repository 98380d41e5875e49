#include "reports/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gelubench {
namespace {

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t to, bool right) {
  const std::string space(to - std::min(to, display_width(text)), ' ');
  return right ? space + text : text + space;
}

}  // namespace

std::string escape_markdown(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '\n':
      case '\r':
        escaped += ' ';
        break;
      case '|':
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '~':
        escaped += '\\';
        [[fallthrough]];
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string MarkdownTable::text() const {
  std::vector<std::string> names;
  std::vector<bool> right;
  std::vector<std::size_t> widths;
  for (const std::string& column : columns_) {
    right.push_back(column.starts_with('>'));
    names.push_back(right.back() ? column.substr(1) : column);
    widths.push_back(std::max<std::size_t>(display_width(names.back()), 3));
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      text += fmt::format("| {} ", padded(i < cells.size() ? cells[i] : "", widths[i], right[i]));
    }
    text += "|\n";
  };
  line(names);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    text += fmt::format("| {}{} ", std::string(widths[i] - 1, '-'), right[i] ? ':' : '-');
  }
  text += "|\n";
  for (const auto& row : rows_) line(row);
  return text;
}

std::string folded(const std::string& summary, const std::string& body) {
  return fmt::format("<details>\n<summary>{}</summary>\n\n{}\n</details>\n", summary, body);
}

}  // namespace gelubench
