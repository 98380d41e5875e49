#include "machine_code/main_loop.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <set>

#include "machine_code/control_flow.hpp"
#include "machine_code/operand.hpp"

namespace gelubench {
namespace {

/// A function's instructions and loops, and what they do to memory.
class Reading {
 public:
  Reading(MachineFunction function, Architecture architecture)
      : function_(std::move(function)), architecture_(architecture), flow_(function_.instructions) {}

  const MachineFunction& function() const { return function_; }
  const ControlFlow& flow() const { return flow_; }

  std::vector<Instruction> instructions_of(const NaturalLoop& loop) const {
    std::vector<Instruction> list;
    for (const std::size_t b : loop.blocks) {
      const auto begin = function_.instructions.begin();
      list.insert(list.end(), begin + static_cast<std::ptrdiff_t>(flow_.blocks()[b].first),
                  begin + static_cast<std::ptrdiff_t>(flow_.blocks()[b].last) + 1);
    }
    return list;
  }

  /// Bytes that an iteration moves to (or from) addresses that move on with the iterations, on the stack or elsewhere.
  std::size_t bytes_moved(const NaturalLoop& loop, bool stores, bool on_stack) const {
    const std::vector<Instruction> body = instructions_of(loop);
    std::set<std::string> moving;
    for (const Instruction& i : body)
      if (std::string r = written_register(i, architecture_); !r.empty()) moving.insert(std::move(r));
    std::size_t bytes = 0;
    for (const Instruction& i : body) {
      const auto access = memory_access(i, architecture_);
      if (!access || access->is_store != stores) continue;
      const auto moves = [&](const std::string& r) { return moving.contains(r); };
      if (std::none_of(access->registers.begin(), access->registers.end(), moves)) continue;
      if (is_on_stack(*access, flow_.blocks()[loop.head].first) == on_stack) bytes += access->bytes;
    }
    return bytes;
  }

  std::size_t multiplications(const NaturalLoop& loop) const {
    const std::vector<Instruction> body = instructions_of(loop);
    return static_cast<std::size_t>(std::count_if(
        body.begin(), body.end(), [&](const Instruction& i) { return is_multiplication(i, architecture_); }));
  }

  /// The function that the loop calls; empty where it calls none.
  std::string callee(const NaturalLoop& loop) const {
    for (const Instruction& i : instructions_of(loop))
      if (i.is_call()) return i.target_name.empty() ? "a function by its address" : i.target_name;
    return {};
  }

 private:
  bool is_on_stack(const MemoryAccess& access, std::size_t before) const {
    return std::any_of(access.registers.begin(), access.registers.end(),
                       [&](const std::string& r) { return points_to_stack(r, before, 4); });
  }

  /// Whether the register is, by what was written to it last in front of an instruction, an address on the stack.
  bool points_to_stack(const std::string& name, std::size_t before, int depth) const {
    if (name == "rsp" || name == "sp" || name == "x29") return true;
    if (name == "rbp" && has_frame_pointer()) return true;
    for (std::size_t i = before; depth > 0 && i-- > 0;) {
      const Instruction& instruction = function_.instructions[i];
      if (written_register(instruction, architecture_) != name) continue;
      for (const std::string& source : source_registers(instruction, architecture_))
        if (source != name && points_to_stack(source, i, depth - 1)) return true;
      return false;
    }
    return false;
  }

  bool has_frame_pointer() const {
    return std::any_of(function_.instructions.begin(), function_.instructions.end(),
                       [](const Instruction& i) { return i.operation == "movq" && i.operands == "%rsp, %rbp"; });
  }

  MachineFunction function_;
  Architecture architecture_;
  ControlFlow flow_;
};

/// A loop that may be the main one.
struct Candidate {
  const NaturalLoop* loop;
  double elements;
  double instructions_per_element;
  std::size_t multiplications;
};

std::vector<Candidate> candidates(const Reading& reading, std::size_t result_bytes, bool on_stack) {
  std::vector<Candidate> list;
  for (const NaturalLoop& loop : reading.flow().loops()) {
    const std::size_t bytes = reading.bytes_moved(loop, true, on_stack);
    if (bytes < result_bytes || !reading.flow().is_innermost(loop) || !reading.callee(loop).empty()) continue;
    const double elements = static_cast<double>(bytes) / static_cast<double>(result_bytes);
    const auto count = static_cast<double>(reading.instructions_of(loop).size());
    list.push_back({&loop, elements, count / elements, reading.multiplications(loop)});
  }
  const auto multiplies = [](const Candidate& c) { return c.multiplications > 0; };
  if (std::any_of(list.begin(), list.end(), multiplies))
    std::erase_if(list, [&](const Candidate& c) { return !multiplies(c); });
  return list;
}

std::optional<Candidate> cheapest(const std::vector<Candidate>& list) {
  const auto best = std::min_element(list.begin(), list.end(), [](const Candidate& a, const Candidate& b) {
    return a.instructions_per_element < b.instructions_per_element;
  });
  return best == list.end() ? std::nullopt : std::optional(*best);
}

LoopCode code_of(const Reading& reading, const NaturalLoop& loop, double elements) {
  LoopCode code;
  code.instructions = reading.instructions_of(loop);
  code.address = code.instructions.front().address;
  code.elements = elements;
  return code;
}

MainLoop with_what_is_passed(const Reading& reading, const Candidate& main, std::size_t result_bytes) {
  MainLoop found;
  const ControlFlow& flow = reading.flow();
  if (const NaturalLoop* around = flow.around(*main.loop)) {
    for (const NaturalLoop& loop : flow.loops()) {
      if (&loop == main.loop || !flow.is_innermost(loop) || !around->contains(loop.head)) continue;
      if (!flow.dominates(loop.head, main.loop->head)) continue;
      const std::size_t bytes = reading.bytes_moved(loop, false, false);
      if (bytes < result_bytes) continue;
      found.loops.push_back(code_of(reading, loop, static_cast<double>(bytes) / static_cast<double>(result_bytes)));
    }
  }
  found.loops.push_back(code_of(reading, *main.loop, main.elements));
  return found;
}

}  // namespace

double MainLoop::instructions_per_element() const {
  double sum = 0;
  for (const LoopCode& loop : loops) sum += loop.instructions_per_element();
  return sum;
}

std::string MainLoop::digest() const {
  std::string text;
  for (const LoopCode& loop : loops) {
    for (const Instruction& i : loop.instructions)
      text += fmt::format("{} {}\n", i.operation, i.target ? "" : i.operands);
    text += fmt::format("{}\n", loop.elements);
  }
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

MainLoop find_main_loop(const Disassembly& disassembly, std::uint64_t function, std::size_t result_bytes) {
  std::vector<std::uint64_t> open{function};
  std::set<std::uint64_t> seen;
  std::string callee;
  std::optional<MainLoop> best;
  while (!open.empty() && seen.size() < 8) {
    const std::uint64_t address = open.back();
    open.pop_back();
    if (!seen.insert(address).second) continue;
    auto machine_function = disassembly.function_at(address);
    if (!machine_function || machine_function->instructions.empty()) continue;
    const Reading reading(std::move(*machine_function), disassembly.architecture());
    if (const auto main = cheapest(candidates(reading, result_bytes, false))) {
      MainLoop found = with_what_is_passed(reading, *main, result_bytes);
      if (!best || found.instructions_per_element() < best->instructions_per_element()) best = std::move(found);
      continue;
    }
    for (const NaturalLoop& loop : reading.flow().loops())
      if (callee.empty()) callee = reading.callee(loop);
    for (const Instruction& i : reading.function().instructions)
      if (i.target && (i.is_call() || i.ends_straight_line()) && i.target_name.find('@') == std::string::npos)
        open.push_back(*i.target);
  }
  if (best) return *best;
  if (!callee.empty()) throw NoMainLoop(fmt::format("its loop calls {}", callee));
  throw NoMainLoop("no loop that stores results was found in its machine code");
}

}  // namespace gelubench
