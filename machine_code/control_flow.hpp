// Straight lines of instructions and the loops they form.

#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "machine_code/disassembly.hpp"

namespace gelubench {

/// Instructions that run one after the other: [first, last] of a function's.
struct BasicBlock {
  std::size_t first = 0;
  std::size_t last = 0;
  std::vector<std::size_t> next;       ///< blocks that may follow
  std::optional<std::size_t> by_jump;  ///< of these the one that a conditional jump goes to
};

/// A way through blocks, in the order in which they run.
struct Way {
  std::vector<std::size_t> blocks;
  std::size_t jumps = 0;         ///< conditional ones that are taken
  std::size_t instructions = 0;  ///< of all its blocks

  /// Fewer jumps taken, then fewer instructions.
  friend auto operator<=>(const Way& a, const Way& b) {
    return std::pair(a.jumps, a.instructions) <=> std::pair(b.jumps, b.instructions);
  }
  friend bool operator==(const Way& a, const Way& b) { return (a <=> b) == 0; }
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
  /// The straightest iteration of the loop that passes the block: with the fewest conditional jumps taken, since
  /// compilers place what they hold for likely behind each other, then the fewest instructions. Without blocks where no
  /// iteration passes it without one of a loop inside.
  Way straightest_iteration(const NaturalLoop& loop, std::size_t through) const;
  /// Whether an iteration of the loop can get from its head to the block without passing one of `others`.
  bool reaches(const NaturalLoop& loop, std::size_t block, const std::set<std::size_t>& others) const;
  /// The smallest loop around it; null where there is none.
  const NaturalLoop* around(const NaturalLoop& loop) const;

 private:
  Way straightest_way(const NaturalLoop& loop, std::size_t from, const std::vector<bool>& is_end) const;

  std::vector<BasicBlock> blocks_;
  std::vector<std::vector<bool>> dominators_;  // by block, the blocks on every way to it
  std::vector<NaturalLoop> loops_;
};

}  // namespace gelubench
