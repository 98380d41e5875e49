// Which instructions of a kernel's function its time goes to.
//
// A kernel's function has loops for whole vectors, for remainders, for kinds of inputs. Its main loop is the cheapest
// innermost loop that stores results, by instructions per element, among those that multiply where one does. What is
// passed on every way to it in the loop around it (blocks of vectors looked over first), or from it to that loop's end,
// belongs to it. How many elements an iteration has follows from the bytes it stores, or loads.

#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "machine_code/disassembly.hpp"

namespace gelubench {

/// An innermost loop.
struct LoopCode {
  std::uint64_t address = 0;  ///< of its first instruction in the program's file
  std::vector<Instruction> instructions;
  double elements = 0;  ///< of the kernel, per iteration; vectors of SVE are taken for 16 bytes, see TargetCpu

  /// Its instructions without their addresses, a line each.
  std::string text() const;
  /// Whether it gathers: loads a vector from an address for each of its elements.
  bool gathers() const;
  double instructions_per_element() const { return static_cast<double>(instructions.size()) / elements; }
};

/// The loops that elements pass, each of them all: the main loop last.
struct MainLoop {
  std::vector<LoopCode> loops;

  const LoopCode& main() const { return loops.back(); }
  double instructions_per_element() const;
  /// Of the instructions without their addresses: the same for the same machine code.
  std::string digest() const;
};

/// A function without a loop that could be told; what() is the reason, to be read behind a kernel's id.
class NoMainLoop : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The main loop of the function at the address, or of a function that it calls, whose results have so many bytes each.
/// Throws NoMainLoop.
MainLoop find_main_loop(const Disassembly& disassembly, std::uint64_t function, std::size_t result_bytes);

}  // namespace gelubench
