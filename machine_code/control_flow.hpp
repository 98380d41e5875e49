// Straight lines of instructions and the loops they form.

#pragma once

#include <cstddef>
#include <vector>

#include "machine_code/disassembly.hpp"

namespace gelubench {

/// Instructions that run one after the other: [first, last] of a function's.
struct BasicBlock {
  std::size_t first = 0;
  std::size_t last = 0;
  std::vector<std::size_t> next;  ///< blocks that may follow
};

/// A natural loop: what can reach its end without passing its head, which every way into it passes.
struct NaturalLoop {
  std::size_t head = 0;             ///< a block
  std::vector<std::size_t> blocks;  ///< in the order of their addresses, the head among them
  bool contains(std::size_t block) const;
};

/// The blocks of a function, which of them are passed on every way to which, and its loops.
class ControlFlow {
 public:
  explicit ControlFlow(const std::vector<Instruction>& instructions);

  const std::vector<BasicBlock>& blocks() const { return blocks_; }
  const std::vector<NaturalLoop>& loops() const { return loops_; }
  /// Whether every way from the function's beginning to `later` passes `earlier`.
  bool dominates(std::size_t earlier, std::size_t later) const { return dominators_[later][earlier]; }
  /// Whether no other loop lies in it.
  bool is_innermost(const NaturalLoop& loop) const;
  /// The smallest loop around it; null where there is none.
  const NaturalLoop* around(const NaturalLoop& loop) const;

 private:
  std::vector<BasicBlock> blocks_;
  std::vector<std::vector<bool>> dominators_;  // by block, the blocks on every way to it
  std::vector<NaturalLoop> loops_;
};

}  // namespace gelubench
