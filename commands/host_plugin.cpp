// host-plugin: the process in which a plug-in runs. run_suite starts it itself.

#include <CLI/CLI.hpp>

#include "commands/command.hpp"
#include "engines/plugin_host.hpp"

namespace gelubench {
namespace {

class HostPlugin final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("library", spec_.library)->required();
    app.add_option("function", spec_.symbol);
    app.add_option("id", spec_.id);
    app.add_option("formula", spec_.formula);
  }

  int run() override { return host_plugin(spec_); }

 private:
  PluginSpec spec_;
};

const RegisteredCommand host({.name = "host-plugin",
                              .group = CommandEntry::Group::internal,
                              .summary = "Run a plug-in, asked by standard input",
                              .examples = "",
                              .make = make_command<HostPlugin>});

}  // namespace
}  // namespace gelubench
