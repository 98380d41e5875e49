// A subcommand of run_suite. Adding one is adding a file to this folder: it ends by constructing one RegisteredCommand,
// and nothing else names it.

#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace gelubench {

class Command {
 public:
  virtual ~Command() = default;

  /// Declares the command's options, which its members take up.
  virtual void add_options(CLI::App& app) = 0;

  /// Does what was asked, once the options are parsed. Returns an exit code (suite/exit_codes.hpp). Throws UsageError,
  /// NothingMatched, Incomparable, UnreadableResults or CannotWrite, each with one sentence.
  virtual int run() = 0;
};

/// What the help tells of a command, and how to make it.
struct CommandEntry {
  /// The headings of run_suite --help, in their order.
  enum class Group { measure, results, one_kernel, machine, internal };

  std::string_view name;
  Group group;
  std::string_view summary;   ///< one line
  std::string_view examples;  ///< shown below the options: "run_suite list --filter '^erf/'", a line each
  std::function<std::unique_ptr<Command>()> make;
  bool uses_kernels = false;  ///< takes --plugin and --engine
};

/// Adds a command when constructed; meant for a namespace-scope constant of its file.
class RegisteredCommand {
 public:
  explicit RegisteredCommand(CommandEntry entry);
};

template <class T>
std::unique_ptr<Command> make_command() {
  return std::make_unique<T>();
}

/// Every command, by group and name.
const std::vector<CommandEntry>& all_commands();

std::string_view to_string(CommandEntry::Group group);

}  // namespace gelubench
