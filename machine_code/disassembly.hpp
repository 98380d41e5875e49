// The instructions of a program, as llvm-objdump prints them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine_code/target_cpu.hpp"

namespace gelubench {

struct Instruction {
  std::uint64_t address = 0;
  std::string operation;                ///< "vmovups", with its prefixes
  std::string operands;                 ///< in AT&T's order on x86-64; without comments and names of symbols
  std::optional<std::uint64_t> target;  ///< of a direct jump or call
  std::string target_name;              ///< "expf@plt", as far as there is a symbol

  bool is_call() const;
  bool is_return() const;
  /// Goes elsewhere and not on behind itself: a jump without condition, a return, a trap.
  bool ends_straight_line() const;
  bool is_jump() const { return target && !is_call(); }
};

/// A function by its symbol.
struct MachineFunction {
  std::string name;
  std::vector<Instruction> instructions;
};

/// The arguments of llvm-objdump for the instructions of [begin, end), behind which the program stands.
std::string objdump_arguments(std::uint64_t begin, std::uint64_t end);

/// The text of a disassembly, function by function.
class Disassembly {
 public:
  /// Throws std::runtime_error, with a sentence, where the text is of no x86-64 or aarch64 program.
  explicit Disassembly(std::string text);

  Architecture architecture() const { return architecture_; }
  bool has_function_at(std::uint64_t address) const { return places_.contains(address); }
  /// The function that begins at the address. Nothing where there is none.
  std::optional<MachineFunction> function_at(std::uint64_t address) const;

 private:
  std::string text_;
  Architecture architecture_ = Architecture::x86_64;
  std::map<std::uint64_t, std::size_t> places_;  // where a function's text begins
};

}  // namespace gelubench
