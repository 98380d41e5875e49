// describe: the command line itself, as a manual page or as a shell's completion.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "commands/description.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

class Describe final : public Command {
 public:
  void add_options(CLI::App& app) override {
    program_ = app.get_parent();
    app.add_option("format", format_, "bash, zsh: a completion script; man: the manual page run_suite(1)")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "man"}));
  }

  int run() override {
    const std::vector<CommandDescription> commands = describe_commands(*program_);
    const auto text = format_ == "man" ? man_page : format_ == "zsh" ? zsh_completion : bash_completion;
    fmt::print("{}", text(commands));
    return exit_fine;
  }

 private:
  const CLI::App* program_ = nullptr;
  std::string format_;
};

const RegisteredCommand describe({.name = "describe",
                                  .group = CommandEntry::Group::machine,
                                  .summary = "These commands as a manual page or as completions of a shell",
                                  .examples = "eval \"$(run_suite describe bash)\"\n"
                                              "run_suite describe man | man -l -",
                                  .make = make_command<Describe>});

}  // namespace
}  // namespace gelubench
