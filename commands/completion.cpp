// Completion scripts for bash and zsh. Options and their words stand in the scripts; ids of kernels, formulas and CPUs
// are asked of the program when they are wanted.

#include <fmt/format.h>

#include "commands/description.hpp"

namespace gelubench {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

/// A word in single quotes, for either shell.
std::string in_quotes(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

// bash ---------------------------------------------------------------------------------------------------------------

constexpr const char* bash_begin = R"sh(# bash completion of run_suite, made by `run_suite describe bash`.
_run_suite() {
  local program=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} command= option= position=0 i
  # Options of the command that take a value; what this word may be, and what stands between several such words.
  local valued= words= takes= separator=
)sh";

constexpr const char* bash_walk = R"sh(  # An "=" is a word of its own, and behind it an empty one is left out.
  for ((i = 1; i < COMP_CWORD; ++i)); do
    _run_suite_options
    case ${COMP_WORDS[i]} in
      -*)
        if [[ " $valued " == *" ${COMP_WORDS[i]} "* ]]; then
          option=${COMP_WORDS[i]}
          if [[ ${COMP_WORDS[i + 1]} == = ]]; then ((++i)); fi
          ((++i))
          if ((i < COMP_CWORD)); then option=; fi
        fi
        ;;
      *)
        if [[ -z $command && " $commands " == *" ${COMP_WORDS[i]} "* ]]; then
          command=${COMP_WORDS[i]}
        else
          ((++position))
        fi
        ;;
    esac
  done
  if [[ $current == = ]]; then current=; fi
  _run_suite_options
  if [[ -n $option ]]; then
    _run_suite_value "$command $option"
  elif [[ $current == -* ]]; then
    words=$options
  else
    _run_suite_value "$command $position"
    if [[ -z $command ]]; then words=$commands; fi
  fi
  case $takes in
    kernel) words=$("$program" list 2>/dev/null | cut -d ' ' -f 1) ;;
    formula) words=$("$program" list --formulas 2>/dev/null | cut -d ' ' -f 1) ;;
    cpu) words="native all $("$program" predict --list 2>/dev/null | cut -d ' ' -f 1)" ;;
  esac
  local lead=
  if [[ -n $separator && $current == *"$separator"* ]]; then lead=${current%"$separator"*}$separator; fi
  mapfile -t COMPREPLY < <(compgen -P "$lead" -W "$words" -- "${current#"$lead"}")
}
)sh";

std::string joined_names(const std::vector<OptionDescription>& options, bool only_valued) {
  std::string text;
  for (const OptionDescription& option : options) {
    if (only_valued && option.takes == Takes::nothing) continue;
    for (const std::string& name : option.names) text += (text.empty() ? "" : " ") + name;
  }
  return text;
}

/// What is to be done for the value of an option or an argument; nothing where names of files do.
std::string bash_value(const OptionDescription& option) {
  std::string text;
  if (option.takes == Takes::words) text = "words=" + in_quotes(fmt::format("{}", fmt::join(option.words, " ")));
  if (option.takes == Takes::kernel) text = "takes=kernel";
  if (option.takes == Takes::formula) text = "takes=formula";
  if (option.takes == Takes::cpu) text = "takes=cpu";
  if (!text.empty() && option.separator != '\0') text += fmt::format(" separator={}", option.separator);
  return text;
}

// zsh ----------------------------------------------------------------------------------------------------------------

constexpr const char* zsh_begin = R"sh(#compdef run_suite
# zsh completion of run_suite, made by `run_suite describe zsh`.

_run_suite_kernels() {
  local -a words=(${${(f)"$($program list 2>/dev/null)"}%% *})
  compadd -a words
}

_run_suite_formulas() {
  local -a words=(${${(f)"$($program list --formulas 2>/dev/null)"}%% *})
  compadd -a words
}

_run_suite_cpus() {
  local -a words=(native all ${${(f)"$($program predict --list 2>/dev/null)"}%% *})
  compadd -a words
}

_run_suite() {
  local program=$words[1] curcontext=$curcontext context state line
  local -A opt_args
)sh";

/// Text inside the brackets or between the colons of a specification.
std::string zsh_text(std::string text) {
  for (const char* special : {"\\", "[", "]", ":"}) text = replaced(text, special, std::string("\\") + special);
  return text;
}

std::string zsh_action(const OptionDescription& option) {
  const std::string words = fmt::format("{}", fmt::join(option.words, " "));
  switch (option.takes) {
    case Takes::words:
      return option.separator == '\0' ? "(" + words + ")"
                                      : fmt::format("_values -s {} word {}", option.separator, words);
    case Takes::kernel:
      return "_run_suite_kernels";
    case Takes::formula:
      return "_run_suite_formulas";
    case Takes::cpu:
      return option.separator == '\0' ? "_run_suite_cpus"
                                      : fmt::format("_sequence -s {} _run_suite_cpus", option.separator);
    case Takes::folder:
      return "_files -/";
    case Takes::file:
      return "_files";
    case Takes::nothing:
    case Takes::anything:
      break;
  }
  return " ";
}

/// A specification of _arguments for each name of an option.
std::string zsh_option(const OptionDescription& option, const std::string& indent) {
  std::string out;
  for (const std::string& name : option.names) {
    std::string spec = (option.is_repeatable ? "*" : "") + name;
    if (option.takes != Takes::nothing) spec += name.starts_with("--") ? "=" : "+";
    spec += "[" + zsh_text(option.text) + "]";
    if (option.takes != Takes::nothing) spec += ":" + zsh_text(option.value) + ":" + zsh_action(option);
    out += indent + in_quotes(spec) + " \\\n";
  }
  return out;
}

std::string zsh_arguments(const CommandDescription& command, const std::string& indent) {
  std::string out;
  for (const OptionDescription& option : command.options) out += zsh_option(option, indent);
  for (const OptionDescription& argument : command.arguments) {
    const std::string colon = argument.is_repeatable ? "*:" : ":";
    out += indent + in_quotes(colon + zsh_text(argument.names.front()) + ":" + zsh_action(argument)) + " \\\n";
  }
  return out;
}

}  // namespace

std::string bash_completion(const std::vector<CommandDescription>& commands) {
  std::string names;
  std::string options;
  std::string values;
  for (const CommandDescription& command : commands) {
    if (!command.name.empty()) names += (names.empty() ? "" : " ") + command.name;
    options +=
        fmt::format("    {})\n      options={}\n      valued={}\n      ;;\n", in_quotes(command.name),
                    in_quotes(joined_names(command.options, false)), in_quotes(joined_names(command.options, true)));
    const auto add = [&](const std::string& name, const OptionDescription& option) {
      const std::string value = bash_value(option);
      if (!value.empty()) values += fmt::format("    {}) {} ;;\n", in_quotes(command.name + " " + name), value);
    };
    for (const OptionDescription& option : command.options) {
      for (const std::string& name : option.names) add(name, option);
    }
    for (std::size_t i = 0; i < command.arguments.size(); ++i) add(std::to_string(i), command.arguments[i]);
  }
  return std::string(bash_begin) + "  local commands=" + in_quotes(names) + " options=\n" + bash_walk +
         "\n_run_suite_options() {\n  case $command in\n" + options + "  esac\n}\n" +
         "\n_run_suite_value() {\n  case $1 in\n" + values + "  esac\n}\n" +
         "\ncomplete -o bashdefault -o default -F _run_suite run_suite\n";
}

std::string zsh_completion(const std::vector<CommandDescription>& commands) {
  std::string summaries;
  std::string cases;
  for (const CommandDescription& command : commands) {
    if (command.name.empty()) continue;
    summaries += "    " + in_quotes(command.name + ":" + command.summary) + "\n";
    cases += fmt::format("        {})\n          _arguments \\\n{}            && return\n          ;;\n", command.name,
                         zsh_arguments(command, "            "));
  }
  return std::string(zsh_begin) + "  local -a commands=(\n" + summaries + "  )\n  _arguments -C \\\n" +
         zsh_arguments(commands.front(), "    ") + "    '1: :->command' \\\n    '*:: :->arguments' && return\n" +
         "  case $state in\n    command) _describe -t commands command commands ;;\n    arguments)\n" +
         "      case $words[1] in\n" + cases + "      esac\n      ;;\n  esac\n  return 1\n}\n\n" +
         "if [ \"$funcstack[1]\" = _run_suite ]; then\n  _run_suite \"$@\"\nelse\n  compdef _run_suite run_suite\nfi\n";
}

}  // namespace gelubench
