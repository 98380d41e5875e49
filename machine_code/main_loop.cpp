#include "machine_code/main_loop.hpp"

#include <cxxabi.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "machine_code/control_flow.hpp"
#include "machine_code/operand.hpp"

namespace gelubench {
namespace {

/// Puts what functions call in place of the calls, as far as that is straight-line code of this program.
class Inliner {
 public:
  explicit Inliner(const Disassembly& disassembly) : disassembly_(disassembly) {}

  MachineFunction inlined(MachineFunction function, int depth = 3) {
    std::vector<Instruction> instructions;
    for (Instruction& instruction : function.instructions) {
      const auto callee = depth == 0 ? std::nullopt : body_of(instruction, depth - 1);
      if (!callee) {
        instructions.push_back(std::move(instruction));
        continue;
      }
      instructions.insert(instructions.end(), callee->begin(), callee->end());
    }
    function.instructions = std::move(instructions);
    return function;
  }

 private:
  /// The instructions of the function that is called, returns being jumps behind them; nothing where it is no call, or
  /// there are loops or further calls in it.
  std::optional<std::vector<Instruction>> body_of(const Instruction& call, int depth) {
    const bool is_here = call.is_call() && call.target && call.target_name.find('@') == std::string::npos;
    auto callee = is_here ? disassembly_.function_at(*call.target) : std::nullopt;
    if (!callee || callee->instructions.empty()) return std::nullopt;
    std::vector<Instruction> body = inlined(std::move(*callee), depth).instructions;
    if (std::any_of(body.begin(), body.end(), [](const Instruction& i) { return i.is_call(); })) return std::nullopt;
    if (!ControlFlow(body).loops().empty()) return std::nullopt;
    // Each copy has addresses of its own.
    std::map<std::uint64_t, std::uint64_t> moved;
    for (Instruction& i : body) {
      moved[i.address] = next_address_;
      i.address = next_address_++;
    }
    Instruction behind;  // where returns go to, at no cost
    behind.address = next_address_++;
    behind.operation = "nop";
    for (Instruction& i : body) {
      if (i.is_return()) {
        i.operation = disassembly_.architecture() == Architecture::x86_64 ? "jmp" : "b";
        i.operands = "0x0";
        i.target = behind.address;
      } else if (i.target && moved.contains(*i.target)) {
        i.target = moved.at(*i.target);
      }
    }
    body.push_back(std::move(behind));
    return body;
  }

  const Disassembly& disassembly_;
  std::uint64_t next_address_ = std::uint64_t{1} << 63;  // above all that a program has
};

/// A function's instructions and loops, and what they do to memory.
class Reading {
 public:
  Reading(MachineFunction function, Architecture architecture)
      : function_(std::move(function)), architecture_(architecture), flow_(function_.instructions) {}

  const MachineFunction& function() const { return function_; }
  const ControlFlow& flow() const { return flow_; }

  std::vector<Instruction> instructions_of(const std::vector<std::size_t>& blocks) const {
    std::vector<Instruction> list;
    for (const std::size_t b : blocks) {
      const auto begin = function_.instructions.begin();
      list.insert(list.end(), begin + static_cast<std::ptrdiff_t>(flow_.blocks()[b].first),
                  begin + static_cast<std::ptrdiff_t>(flow_.blocks()[b].last) + 1);
    }
    return list;
  }

  /// Bytes that the blocks, of an iteration of the loop, load or store at addresses that move on with its iterations:
  /// those on the stack, where intermediate results are, or all others.
  std::size_t bytes_moved(const NaturalLoop& loop, const std::vector<std::size_t>& blocks, bool stores,
                          bool on_stack = false) const {
    std::set<std::string> moving;
    for (const Instruction& i : instructions_of(loop.blocks))
      if (std::string r = written_register(i, architecture_); !r.empty()) moving.insert(std::move(r));
    std::size_t bytes = 0;
    for (const Instruction& i : instructions_of(blocks)) {
      const auto access = memory_access(i, architecture_);
      if (!access || access->is_store != stores) continue;
      const auto moves = [&](const std::string& r) { return moving.contains(r); };
      if (std::none_of(access->registers.begin(), access->registers.end(), moves)) continue;
      if (is_on_stack(*access, flow_.blocks()[loop.head].first) == on_stack) bytes += access->bytes;
    }
    return bytes;
  }

  std::size_t multiplications(const std::vector<std::size_t>& blocks) const {
    const std::vector<Instruction> body = instructions_of(blocks);
    return static_cast<std::size_t>(std::count_if(
        body.begin(), body.end(), [&](const Instruction& i) { return is_multiplication(i, architecture_); }));
  }

  /// Where the functions of this program begin that every iteration of `around` calls on its way to the block.
  std::vector<std::uint64_t> called_before(const NaturalLoop& around, std::size_t block) const {
    std::map<std::uint64_t, std::set<std::size_t>> callers;
    for (const std::size_t b : around.blocks) {
      for (const Instruction& i : instructions_of({b}))
        if (i.is_call() && i.target && i.target_name.find('@') == std::string::npos) callers[*i.target].insert(b);
    }
    std::vector<std::uint64_t> called;
    for (const auto& [function, blocks] : callers)
      if (!flow_.reaches(around, block, blocks)) called.push_back(function);
    return called;
  }

  /// The function that the blocks call; empty where they call none.
  std::string callee(const std::vector<std::size_t>& blocks) const {
    for (const Instruction& i : instructions_of(blocks))
      if (i.is_call()) return i.target_name.empty() ? "a function by its address" : i.target_name;
    return {};
  }

 private:
  bool is_on_stack(const MemoryAccess& access, std::size_t before) const {
    return std::any_of(access.registers.begin(), access.registers.end(),
                       [&](const std::string& r) { return points_to_stack(r, before, 4); });
  }

  /// Whether the register is, by what was written to it last on every way to an instruction, an address on the stack.
  bool points_to_stack(const std::string& name, std::size_t before, int depth) const {
    if (name == "rsp" || name == "sp" || name == "x29") return true;
    if (name == "rbp" && has_frame_pointer()) return true;
    for (std::size_t i = before; depth > 0 && i-- > 0;) {
      const Instruction& instruction = function_.instructions[i];
      if (written_register(instruction, architecture_) != name) continue;
      if (!flow_.dominates(block_of(i), block_of(before))) continue;
      for (const std::string& source : source_registers(instruction, architecture_))
        if (source != name && points_to_stack(source, i, depth - 1)) return true;
      return false;
    }
    return false;
  }

  std::size_t block_of(std::size_t instruction) const {
    const auto& blocks = flow_.blocks();
    const auto behind = std::upper_bound(blocks.begin(), blocks.end(), instruction,
                                         [](std::size_t i, const BasicBlock& block) { return i < block.first; });
    return static_cast<std::size_t>(behind - blocks.begin()) - 1;
  }

  bool has_frame_pointer() const {
    return std::any_of(function_.instructions.begin(), function_.instructions.end(),
                       [](const Instruction& i) { return i.operation == "movq" && i.operands == "%rsp, %rbp"; });
  }

  MachineFunction function_;
  Architecture architecture_;
  ControlFlow flow_;
};

/// "gelubench::exact::gelu_by_binary128" of a symbol's name; template arguments and parameters are left out.
std::string readable_name(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                    std::free);
  if (status != 0) return symbol;
  const std::string whole = name.get();
  return whole.substr(0, std::min(whole.find('('), whole.find('<')));
}

/// An iteration of a loop that may be the main one.
struct Candidate {
  const NaturalLoop* loop;
  Way way;
  double elements;
  std::size_t multiplications;

  double instructions_per_element() const { return static_cast<double>(way.instructions) / elements; }
};

/// The straightest iteration of a loop that stores results, or intermediate ones on the stack, and calls nothing.
std::optional<Candidate> candidate(const Reading& reading, const NaturalLoop& loop, std::size_t result_bytes,
                                   bool on_stack) {
  std::optional<Candidate> best;
  for (const std::size_t block : loop.blocks) {
    if (reading.bytes_moved(loop, {block}, true, on_stack) == 0) continue;
    Way way = reading.flow().straightest_iteration(loop, block);
    const std::size_t bytes = reading.bytes_moved(loop, way.blocks, true, on_stack);
    if (way.blocks.empty() || bytes < result_bytes || !reading.callee(way.blocks).empty()) continue;
    if (best && best->way <= way) continue;
    const std::size_t multiplications = reading.multiplications(way.blocks);
    best = Candidate{&loop, std::move(way), static_cast<double>(bytes) / static_cast<double>(result_bytes),
                     multiplications};
  }
  return best;
}

/// The cheapest by instructions per element, of those that multiply where one does; `within` a loop, or anywhere.
std::optional<Candidate> main_candidate(const Reading& reading, std::size_t result_bytes, bool on_stack = false,
                                        const NaturalLoop* within = nullptr) {
  std::optional<Candidate> best;
  const auto is_better = [&](const Candidate& c) {
    if (!best) return true;
    if ((c.multiplications > 0) != (best->multiplications > 0)) return c.multiplications > 0;
    return c.instructions_per_element() < best->instructions_per_element();
  };
  for (const NaturalLoop& loop : reading.flow().loops()) {
    if (within != nullptr && (&loop == within || !within->contains(loop.head))) continue;
    auto c = candidate(reading, loop, result_bytes, on_stack);
    if (c && is_better(*c)) best = std::move(c);
  }
  return best;
}

LoopCode code_of(const Reading& reading, const std::vector<std::size_t>& blocks, double elements) {
  LoopCode code;
  code.instructions = reading.instructions_of(blocks);
  // The least: addresses of what was called are not the program's.
  code.address = std::min_element(code.instructions.begin(), code.instructions.end(),
                                  [](const Instruction& a, const Instruction& b) { return a.address < b.address; })
                     ->address;
  code.elements = elements;
  return code;
}

/// The loops of functions that are called to make the intermediate results that a loop finishes, floats.
void add_what_is_called(const Disassembly& disassembly, const Reading& reading, const Candidate& main,
                        MainLoop& found) {
  const NaturalLoop* around = reading.flow().around(*main.loop);
  if (around == nullptr || reading.bytes_moved(*main.loop, main.way.blocks, false, true) == 0) return;
  for (const std::uint64_t function : reading.called_before(*around, main.loop->head)) {
    try {
      MainLoop called = find_main_loop(disassembly, function, sizeof(float));
      std::move(called.loops.begin(), called.loops.end(), std::back_inserter(found.loops));
    } catch (const NoMainLoop&) {  // it makes no results
    }
  }
}

MainLoop with_what_is_passed(const Disassembly& disassembly, const Reading& reading, const Candidate& main,
                             std::size_t result_bytes) {
  MainLoop found;
  const ControlFlow& flow = reading.flow();
  std::vector<const NaturalLoop*> passed;
  const NaturalLoop* around = flow.around(*main.loop);
  if (around != nullptr) {
    for (const NaturalLoop& loop : flow.loops()) {
      if (loop.contains(main.loop->head) || main.loop->contains(loop.head) || !around->contains(loop.head)) continue;
      if (!flow.dominates(loop.head, main.loop->head)) continue;
      const std::vector<std::size_t> blocks = flow.straightest_iteration(loop, loop.head).blocks;
      const std::size_t bytes = blocks.empty() ? 0 : reading.bytes_moved(loop, blocks, false);
      if (bytes < result_bytes) continue;
      passed.push_back(&loop);
      found.loops.push_back(code_of(reading, blocks, static_cast<double>(bytes) / static_cast<double>(result_bytes)));
    }
  }
  // A loop that finishes intermediate results, and what made them, which is on no way alone where there are several.
  if (around != nullptr && reading.bytes_moved(*main.loop, main.way.blocks, false, true) > 0) {
    const auto first = main_candidate(reading, result_bytes, true, around);
    const bool is_new =
        first && first->loop != main.loop &&
        std::none_of(passed.begin(), passed.end(), [&](const NaturalLoop* l) { return l == first->loop; });
    if (is_new && first->multiplications > 0)
      found.loops.push_back(code_of(reading, first->way.blocks, first->elements));
  }
  add_what_is_called(disassembly, reading, main, found);
  found.loops.push_back(code_of(reading, main.way.blocks, main.elements));
  return found;
}

/// Operands without the places of constants and tables, which move when anything in the program changes.
std::string without_places(const std::string& operands) {
  const std::size_t at = operands.find("(%rip)");
  if (at == std::string::npos) return operands;
  const std::size_t begin = operands.rfind("0x", at);
  return begin == std::string::npos ? operands : operands.substr(0, begin) + operands.substr(at);
}

}  // namespace

double MainLoop::instructions_per_element() const {
  double sum = 0;
  for (const LoopCode& loop : loops) sum += loop.instructions_per_element();
  return sum;
}

std::string LoopCode::text() const {
  std::string text;
  for (const Instruction& i : instructions)
    text += fmt::format("{} {}\n", i.operation, i.target ? "" : without_places(i.operands));
  return text;
}

bool LoopCode::gathers() const {
  return std::any_of(instructions.begin(), instructions.end(), [](const Instruction& i) {
    const bool is_by_sve = i.operation.starts_with("ld1") && i.operands.find(", z") != std::string::npos;
    return i.operation.starts_with("vgather") || is_by_sve;
  });
}

std::string MainLoop::digest() const {
  std::string text;
  for (const LoopCode& loop : loops) text += fmt::format("{}{}\n", loop.text(), loop.elements);
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
    const Reading reading(Inliner(disassembly).inlined(std::move(*machine_function)), disassembly.architecture());
    if (const auto main = main_candidate(reading, result_bytes)) {
      MainLoop found = with_what_is_passed(disassembly, reading, *main, result_bytes);
      if (!best || found.instructions_per_element() < best->instructions_per_element()) best = std::move(found);
      continue;
    }
    for (const NaturalLoop& loop : reading.flow().loops())
      if (callee.empty()) callee = reading.callee(loop.blocks);
    for (const Instruction& i : reading.function().instructions)
      if (i.target && (i.is_call() || i.ends_straight_line()) && i.target_name.find('@') == std::string::npos)
        open.push_back(*i.target);
  }
  if (best) return *best;
  if (!callee.empty()) throw NoMainLoop(fmt::format("its loop calls {}", readable_name(callee)));
  throw NoMainLoop("no loop that stores results was found in its machine code");
}

}  // namespace gelubench
