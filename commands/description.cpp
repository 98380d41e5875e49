#include "commands/description.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "commands/command.hpp"
#include "commands/measure_all.hpp"

namespace gelubench {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

/// What CLI11 prints for a check of words, "TEXT:{fail,warn}", as "fail|warn".
std::string value_text(const std::string& type) {
  const std::size_t open = type.find('{');
  if (open == std::string::npos || !type.ends_with('}')) return type;
  std::string words = type.substr(open + 1, type.size() - open - 2);
  std::replace(words.begin(), words.end(), ',', '|');
  return words;
}

std::vector<std::string> words_of(const std::string& value) {
  if (value.find('|') == std::string::npos) return {};
  std::vector<std::string> words = split(value, '|');
  std::erase(words, "N");  // a number
  return words;
}

Takes takes_of(const std::string& value) {
  const auto names = [&](const char* what) { return value.find(what) != std::string::npos; };
  if (value.empty()) return Takes::nothing;
  if (!words_of(value).empty()) return Takes::words;
  if (value == "REGEX" || value == "KERNEL") return Takes::kernel;
  if (value == "FORMULA") return Takes::formula;
  if (names("CPU")) return Takes::cpu;
  if (value == "DIR") return Takes::folder;
  if (names("FILE") || names(".json") || names("PROGRAM") || names("LIBRARY") || names("COMMAND")) return Takes::file;
  return Takes::anything;
}

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription d;
  d.is_argument = !option.nonpositional();
  if (d.is_argument) {
    d.names = {option.get_name()};
  } else {
    for (const std::string& name : option.get_snames()) d.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) d.names.push_back("--" + name);
  }
  if (option.get_type_size() != 0 && option.get_items_expected_max() != 0) d.value = value_text(option.get_type_name());
  d.text = option.get_description();
  d.group = option.get_group();
  d.standard = option.get_default_str();
  if (d.standard.starts_with('[') && d.standard.ends_with(']'))
    d.standard = d.standard.substr(1, d.standard.size() - 2);
  d.words = words_of(d.value);
  d.takes = takes_of(d.value);
  d.separator = option.get_delimiter();
  d.is_required = option.get_required();
  d.is_repeatable = !d.value.empty() && (option.get_items_expected_max() > 1 || option.get_allow_extra_args());
  return d;
}

CommandDescription describe_command(const CLI::App& app) {
  CommandDescription d;
  for (const CLI::Option* option : app.get_options()) {
    OptionDescription o = describe_option(*option);
    if (o.group.empty()) continue;
    (o.is_argument ? d.arguments : d.options).push_back(std::move(o));
  }
  return d;
}

}  // namespace

std::vector<CommandDescription> describe_commands(const CLI::App& program) {
  std::vector<CommandDescription> all{describe_command(program)};
  all.front().summary = program.get_description();
  all.front().examples = {std::string("run_suite --report --out ") + default_report_folder};
  for (const CommandEntry& entry : all_commands()) {
    if (entry.group == CommandEntry::Group::internal) continue;
    CommandDescription d = describe_command(*program.get_subcommand(std::string(entry.name)));
    d.name = entry.name;
    d.group = to_string(entry.group);
    d.summary = entry.summary;
    d.examples = split(std::string(entry.examples), '\n');
    all.push_back(std::move(d));
  }
  return all;
}

}  // namespace gelubench
