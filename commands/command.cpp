#include "commands/command.hpp"

#include <algorithm>
#include <utility>

namespace gelubench {
namespace {

// A function-local static: registrations of other files run during static initialisation, in no particular order.
std::vector<CommandEntry>& commands() {
  static std::vector<CommandEntry> list;
  return list;
}

}  // namespace

RegisteredCommand::RegisteredCommand(CommandEntry entry) { commands().push_back(std::move(entry)); }

const std::vector<CommandEntry>& all_commands() {
  static const std::vector<CommandEntry> ordered = [] {
    std::vector<CommandEntry> list = commands();
    std::sort(list.begin(), list.end(), [](const CommandEntry& a, const CommandEntry& b) {
      return std::pair(a.group, a.name) < std::pair(b.group, b.name);
    });
    return list;
  }();
  return ordered;
}

std::string_view to_string(CommandEntry::Group group) {
  switch (group) {
    case CommandEntry::Group::measure:
      return "Measure";
    case CommandEntry::Group::results:
      return "Read results";
    case CommandEntry::Group::one_kernel:
      return "Look at one kernel";
    case CommandEntry::Group::internal:
      return "";  // not shown
    case CommandEntry::Group::machine:
      return "The machine and the reference";
  }
  return "?";
}

}  // namespace gelubench
