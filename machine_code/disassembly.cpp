#include "machine_code/disassembly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace gelubench {
namespace {

bool is_one_of(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "  401000:      \tvmovups\t(%rdi), %ymm0   # comment"; nothing for lines of another kind.
std::optional<Instruction> parse_instruction(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto address = hexadecimal(trimmed(line.substr(0, colon)));
  if (!address) return std::nullopt;
  std::string_view rest = line.substr(colon + 1);
  rest = rest.substr(0, std::min(rest.find(" # "), rest.find("// ")));
  rest = trimmed(rest);
  Instruction instruction;
  instruction.address = *address;
  const std::size_t tab = rest.find('\t');
  instruction.operation = trimmed(rest.substr(0, tab));
  std::string_view operands = tab == std::string_view::npos ? "" : trimmed(rest.substr(tab));
  // "0x1234 <name+0x5>" of jumps, calls and aarch64's adrp.
  if (const std::size_t bracket = operands.find(" <"); bracket != std::string_view::npos) {
    const std::string_view before = operands.substr(0, bracket);
    const std::size_t at = before.rfind("0x");
    if (at != std::string_view::npos) instruction.target = hexadecimal(before.substr(at));
    instruction.target_name = operands.substr(bracket + 2, operands.find('>', bracket) - bracket - 2);
    operands = before;
  }
  instruction.operands = operands;
  if (instruction.operation.starts_with("adr")) instruction.target.reset();
  return instruction;
}

}  // namespace

bool Instruction::is_call() const {
  static constexpr std::array<std::string_view, 4> calls{"call", "callq", "bl", "blr"};
  return is_one_of(operation, calls);
}

bool Instruction::is_return() const {
  static constexpr std::array<std::string_view, 3> returns{"ret", "retq", "repret"};
  return is_one_of(operation, returns);
}

bool Instruction::ends_straight_line() const {
  static constexpr std::array<std::string_view, 7> ends{"jmp", "jmpq", "ud2", "b", "br", "udf", "brk"};
  return is_return() || is_one_of(operation, ends);
}

std::string objdump_arguments(std::uint64_t begin, std::uint64_t end) {
  return fmt::format("-d --no-show-raw-insn --start-address={:#x} --stop-address={:#x}", begin, end);
}

Disassembly::Disassembly(std::string text) : text_(std::move(text)) {
  if (text_.find("file format elf64-x86-64") != std::string::npos) {
    architecture_ = Architecture::x86_64;
  } else if (text_.find("file format elf64-littleaarch64") != std::string::npos) {
    architecture_ = Architecture::aarch64;
  } else {
    throw std::runtime_error("is no program for x86-64 or aarch64");
  }
  // "0000000000401000 <name>:" begins a function.
  for (std::size_t at = text_.find(">:\n"); at != std::string::npos; at = text_.find(">:\n", at + 1)) {
    const std::size_t line = text_.rfind('\n', at) + 1;
    const auto address = hexadecimal(std::string_view(text_).substr(line, 16));
    if (address) places_.emplace(*address, line);
  }
}

std::optional<MachineFunction> Disassembly::function_at(std::uint64_t address) const {
  const auto place = places_.find(address);
  if (place == places_.end()) return std::nullopt;
  std::string_view text(text_);
  text.remove_prefix(place->second);
  MachineFunction function;
  const std::size_t name = text.find('<') + 1;
  const std::size_t head = text.find(">:\n");
  function.name = text.substr(name, head - name);
  text.remove_prefix(head + 3);
  while (!text.empty() && text.front() != '\n') {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    if (auto instruction = parse_instruction(text.substr(0, end))) function.instructions.push_back(*instruction);
    text.remove_prefix(end + 1);
  }
  return function;
}

}  // namespace gelubench
