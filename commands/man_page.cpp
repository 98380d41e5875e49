// The manual page, as roff with the macros of man(7).

#include <fmt/format.h>

#include <algorithm>

#include "commands/description.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

/// Text as roff prints it unchanged. Hyphens of options are ASCII's, so that they can be searched and copied.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '^') {
      out += "\\(ha";
    } else if (c == '~') {
      out += "\\(ti";
    } else {
      out += c;
    }
  }
  return out;
}

/// A paragraph in lines of at most 78 characters. None begins with a full stop, which would be a macro's.
std::string paragraph(const std::string& text) {
  constexpr std::size_t width = 78;
  std::string out;
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) out += (line.starts_with('.') ? "\\&" : "") + line + "\n";
    line.clear();
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = roff(text.substr(at, end - at));
    if (!line.empty() && line.size() + 1 + word.size() > width) end_line();
    if (!word.empty()) line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  end_line();
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

/// "--dtype f32|f64": names and words are as they are typed, other values stand for something.
std::string head_of(const OptionDescription& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(option.is_argument ? italic(name) : bold(name));
  std::string head = fmt::format("{}", fmt::join(names, ", "));
  if (option.is_argument || option.value.empty()) return head;
  return head + " " + (option.takes == Takes::words ? roff(option.value) : italic(option.value));
}

std::string sentence_of(const OptionDescription& option) {
  std::string text = option.text;
  if (option.is_argument && option.takes == Takes::words) text += fmt::format(" ({})", option.value);
  if (!option.standard.empty()) text += fmt::format(" (default: {})", option.standard);
  if (!option.is_argument && option.is_required) text += " (required)";
  return text;
}

std::string list_of(const std::vector<OptionDescription>& options) {
  std::string out;
  std::string group;
  for (const OptionDescription& option : options) {
    if (!option.is_argument && option.group != group && option.group != "Options") {
      out += ".PP\n" + paragraph(option.group + ":");
    }
    group = option.group;
    out += ".TP\n" + head_of(option) + "\n" + paragraph(sentence_of(option));
  }
  return out;
}

/// What stands behind the name of a command.
std::string usage_of(const CommandDescription& command) {
  std::string text = bold("run_suite " + command.name);
  for (const OptionDescription& option : command.options) {
    if (option.is_required) text += " " + head_of(option);
  }
  text += " [" + italic("options") + "]";
  for (const OptionDescription& argument : command.arguments) {
    std::string name = italic(argument.names.front());
    if (argument.is_repeatable) name += " ...";
    text += " " + (argument.is_required ? name : "[" + name + "]");
  }
  return text;
}

std::string examples_of(const CommandDescription& command) {
  std::string out;
  for (const std::string& line : command.examples) out += ".PP\n.EX\n" + ("    " + roff(line)) + "\n.EE\n";
  return out;
}

std::string section_of(const CommandDescription& command) {
  return fmt::format(".SS {}\n{}.PP\n{}\n", command.name, paragraph(command.summary + "."), usage_of(command)) +
         list_of(command.arguments) + list_of(command.options) + examples_of(command);
}

struct Entry {
  const char* name;
  const char* text;
};

constexpr Entry environment[] = {
    {"GELUBENCH_BASELINES", "The folder of saved baselines, instead of ~/.local/share/gelubench/baselines."},
    {"GELUBENCH_KNOWN",
     "The folder where --report keeps what it found, to judge no bits twice, instead of "
     "~/.local/share/gelubench/known."},
    {"XDG_DATA_HOME", "Stands for ~/.local/share in both."},
    {"OMP_NUM_THREADS", "The most threads that sweeps take."},
};

constexpr Entry files[] = {
    {"/usr/share/gelubench/adapters",
     "Engines for SciPy, PyTorch, ONNX Runtime and ggml, where gelubench is installed "
     "as a Debian package. README.md there says how each is started."},
    {"/usr/share/doc/gelubench", "Method, commands, the protocol of engines, what stays compatible."},
};

template <std::size_t N>
std::string entries(const Entry (&all)[N]) {
  std::string out;
  for (const Entry& entry : all) out += ".TP\n" + bold(entry.name) + "\n" + paragraph(entry.text);
  return out;
}

}  // namespace

std::string man_page(const std::vector<CommandDescription>& commands) {
  const CommandDescription& program = commands.front();
  std::string out = ".\\\" Made by `run_suite describe man`.\n";
  out += fmt::format(".TH RUN_SUITE 1 {} \"gelubench {}\" \"User Commands\"\n", release_day(), program_version());
  out += ".SH NAME\nrun_suite \\- accuracy and speed of GELU implementations\n";
  out += fmt::format(".SH SYNOPSIS\n{} [{}]\n.br\n{} {} [{}]\n", bold("run_suite --report"), italic("options"),
                     bold("run_suite"), italic("command"), italic("options"));
  out += ".SH DESCRIPTION\n";
  out += paragraph(
      "Judges implementations of GELU and ReLU against MPFR, over every float32 input there is, times them beside "
      "memcpy "
      "and ReLU, and says which implementation to take.");
  out += ".PP\n" + paragraph(
                       "Results are one JSON file, from which every report is made. A kernel is named by its id, "
                       "method/variant/type/direction/path.");
  out += ".SH OPTIONS\n" + list_of(program.options) + examples_of(program);
  out += ".SH COMMANDS\n";
  for (std::size_t i = 1; i < commands.size(); ++i) out += section_of(commands[i]);
  out += ".SH EXIT STATUS\n";
  for (const ExitCodeText& line : exit_code_texts) {
    out += fmt::format(".TP\n\\fB{}\\fR\n", int(line.code)) + paragraph(line.meaning);
  }
  out += ".SH ENVIRONMENT\n" + entries(environment);
  out += ".SH FILES\n" + entries(files);
  out += ".SH SEE ALSO\n.BR gnuplot (1),\n.BR llvm\\-mca (1)\n";
  return out;
}

}  // namespace gelubench
