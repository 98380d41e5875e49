#include "commands/run_suite.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <new>
#include <sstream>
#include <system_error>

#include "commands/command.hpp"
#include "commands/measure_all.hpp"
#include "commands/options.hpp"
#include "engines/hello.hpp"
#include "kernels/kernel.hpp"
#include "results/atomic_file.hpp"
#include "results/result_json.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/external.hpp"

namespace gelubench {
namespace {

std::string exit_codes_text() {
  std::string text = "\nExit codes:\n";
  for (const ExitCodeText& line : exit_code_texts) text += fmt::format("  {:<3}  {}\n", int(line.code), line.meaning);
  return text;
}

/// Whether strtod reads all of the text.
bool is_number(const std::string& text) {
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return end != text.c_str() && *end == '\0';
}

/// The arguments in CLI11's order: last first. It takes "-nan", "-inf" and "-.5" for options; a space before a number
/// keeps it from that, and strtod skips it. What follows --filter is a regular expression, whatever it looks like.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> list;
  for (int i = argc - 1; i > 0; --i) {
    const std::string text = argv[i];
    const bool is_negative_number = text.starts_with('-') && is_number(text);
    const bool is_filter = std::string_view(argv[i - 1]) == "--filter";
    list.push_back(is_negative_number && !is_filter ? " " + text : text);
  }
  return list;
}

/// What run_suite does without a subcommand.
struct WithoutCommand {
  MeasureOptions options;
  ExternalOptions external;
  bool report = false;
  bool version = false;

  void add_options(CLI::App& app) {
    app.add_flag("--report", report, "Measure everything and write results.json, report.md and report.html");
    app.add_flag("--version", version, "Print version, commit and compiler");
    add_measuring(app, options);
    add_known(app, options, "reports/published/ and what this machine has kept");
    add_timing(app, options);
    add_baselines(app, options.baselines);
    add_external(app, external);
    app.add_option("--out", options.out, fmt::format("Folder for --report (default: {})", default_report_folder))
        ->type_name("DIR");
  }
};

CLI::App* add_command(CLI::App& app, const CommandEntry& entry, Command& command, ExternalOptions& external) {
  CLI::App* sub = app.add_subcommand(std::string(entry.name), std::string(entry.summary));
  sub->group(std::string(to_string(entry.group)));
  std::string footer = "\nExample: ";
  for (const char c : entry.examples) footer += c == '\n' ? "\n         " : std::string(1, c);
  sub->footer(footer);
  command.add_options(*sub);
  if (entry.uses_kernels) add_external(*sub, external);
  return sub;
}

/// CLI11 puts a colon between an option and what a check of commands/options.hpp says of it.
std::string sentence_of(const CLI::ParseError& error) {
  std::string text = error.what();
  if (const std::size_t at = text.find(": takes "); at != std::string::npos) text.erase(at, 1);
  return text;
}

int print_version() {
  const Environment here = detect_environment();
  fmt::print("gelubench {}, {}, {}\n", program_version(), here.revision(), here.compiler);
  return exit_fine;
}

int dispatch(int argc, char** argv) {
  CLI::App app("Accuracy and speed of GELU implementations.", "run_suite");
  app.footer(fmt::format("\nExample: run_suite --report --out {}\n{}", default_report_folder, exit_codes_text()));
  app.require_subcommand(0, 1);
  WithoutCommand without;
  without.add_options(app);
  ExternalOptions external;
  std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> commands;
  for (const CommandEntry& entry : all_commands()) {
    std::unique_ptr<Command> command = entry.make();
    CLI::App* sub = add_command(app, entry, *command, external);
    commands.emplace_back(sub, std::move(command));
  }
  try {
    app.parse(arguments(argc, argv));
  } catch (const CLI::CallForHelp& help) {
    std::ostringstream text;
    app.exit(help, text);
    fmt::print("{}", text.str());  // throws with the reason where there is no room, as app.exit() does not
    return exit_fine;
  } catch (const CLI::ParseError& error) {
    throw UsageError(sentence_of(error) + "; see run_suite --help");
  }
  if (without.version) return print_version();
  if (without.report && !app.get_subcommands().empty()) {
    throw UsageError("--report stands alone, without a subcommand");
  }
  if (without.report) {
    load_external(without.external);
    without.options.default_known = true;
    return measure_all(without.options);
  }
  for (const auto& [sub, command] : commands) {
    if (!sub->parsed()) continue;
    load_external(external);
    return command->run();
  }
  throw UsageError("say what to do: run_suite --report, or a subcommand; see run_suite --help");
}

int complain(const std::exception& error, int code) {
  fmt::print(stderr, "run_suite: {}\n", error.what());
  return code;
}

}  // namespace

namespace {

int run_guarded(int argc, char** argv) {
  try {
    return dispatch(argc, argv);
  } catch (const UsageError& error) {
    return complain(error, exit_usage);
  } catch (const UnreadableResults& error) {
    return complain(error, exit_usage);
  } catch (const CannotWrite& error) {
    return complain(error, exit_usage);
  } catch (const Incomparable& error) {
    return complain(error, exit_incomparable);
  } catch (const NothingMatched& error) {
    return complain(error, exit_nothing_matched);
  } catch (const BadOffer& error) {
    return complain(error, exit_usage);
  } catch (const KernelFailed& error) {
    return complain(error, exit_claim_broken);
  } catch (const std::filesystem::filesystem_error& error) {
    fmt::print(stderr, "run_suite: {}: {}\n", error.path1().string(), error.code().message());
    return exit_usage;
  } catch (const std::system_error& error) {  // of fmt::print
    fmt::print(stderr, "run_suite: cannot write the output: {}\n", error.code().message());
    return exit_usage;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "run_suite: not enough memory\n");
    return exit_usage;
  } catch (const std::exception& error) {
    return complain(error, exit_internal);
  }
}

}  // namespace

int run_suite(int argc, char** argv) {
  const int code = run_guarded(argc, argv);
  // What is printed waits in a buffer; only now it shows whether there was room for it.
  errno = 0;
  std::cout.flush();
  const bool is_written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (is_written || code != exit_fine) return code;
  fmt::print(stderr, "run_suite: cannot write the output{}\n",
             errno == 0 ? "" : ": " + std::error_code(errno, std::generic_category()).message());
  return exit_usage;
}

}  // namespace gelubench
