// The command line as CLI11 knows it, in plain words: what manual page and completions are made of.

#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace gelubench {

/// What an option or an argument takes.
enum class Takes { nothing, words, kernel, formula, cpu, folder, file, anything };

struct OptionDescription {
  std::vector<std::string> names;  ///< "-h", "--help"; of an argument its name: "kernel"
  std::string value;               ///< what help calls the value, "REGEX"; empty where it takes nothing
  std::string text;
  std::string group;
  std::string standard;            ///< the value without it
  std::vector<std::string> words;  ///< what it may be, where it takes words
  Takes takes = Takes::nothing;
  char separator = '\0';  ///< between several values in one word
  bool is_argument = false;
  bool is_required = false;
  bool is_repeatable = false;
};

struct CommandDescription {
  std::string name;  ///< empty: the program without a command
  std::string group;
  std::string summary;
  std::vector<std::string> examples;
  std::vector<OptionDescription> options;    ///< in the order of the help
  std::vector<OptionDescription> arguments;  ///< by position
};

/// Every command that help shows, in its order, behind the program without one.
std::vector<CommandDescription> describe_commands(const CLI::App& program);

/// run_suite(1), as roff.
std::string man_page(const std::vector<CommandDescription>& commands);

/// A completion script for bash or zsh.
std::string bash_completion(const std::vector<CommandDescription>& commands);
std::string zsh_completion(const std::vector<CommandDescription>& commands);

}  // namespace gelubench
