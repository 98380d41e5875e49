// What an instruction reads and writes in memory, as far as finding a kernel's loops needs it.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine_code/disassembly.hpp"

namespace gelubench {

/// A load or store of so many bytes at an address made of general registers.
struct MemoryAccess {
  bool is_store = false;
  std::size_t bytes = 0;
  std::vector<std::string> registers;  ///< of the address; "rip" too
};

/// Of moves between memory and registers, and on x86-64 of loads by arithmetic. Nothing for other instructions, and for
/// gathers.
std::optional<MemoryAccess> memory_access(const Instruction& instruction, Architecture architecture);

/// The general register that the instruction sets, without its width: "rax" of "addl $1, %eax". Empty where it sets
/// none.
std::string written_register(const Instruction& instruction, Architecture architecture);

/// Registers that the result of a move, an addition or the like is made of.
std::vector<std::string> source_registers(const Instruction& instruction, Architecture architecture);

/// Whether it multiplies or divides floating-point numbers.
bool is_multiplication(const Instruction& instruction, Architecture architecture);

}  // namespace gelubench
