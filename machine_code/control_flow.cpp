#include "machine_code/control_flow.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace gelubench {
namespace {

std::vector<BasicBlock> blocks_of(const std::vector<Instruction>& instructions) {
  std::map<std::uint64_t, std::size_t> at;
  for (std::size_t i = 0; i < instructions.size(); ++i) at[instructions[i].address] = i;
  std::set<std::size_t> heads{0};
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    const auto target = instruction.is_jump() ? at.find(*instruction.target) : at.end();
    if (target != at.end()) heads.insert(target->second);
    if ((instruction.is_jump() || instruction.ends_straight_line()) && i + 1 < instructions.size()) heads.insert(i + 1);
  }
  std::vector<BasicBlock> blocks;
  std::map<std::size_t, std::size_t> block_of_head;
  for (auto head = heads.begin(); head != heads.end(); ++head) {
    const auto next = std::next(head);
    block_of_head[*head] = blocks.size();
    blocks.push_back({*head, (next == heads.end() ? instructions.size() : *next) - 1, {}, {}});
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const Instruction& last = instructions[blocks[b].last];
    const auto target = last.is_jump() ? at.find(*last.target) : at.end();
    if (target != at.end()) {
      blocks[b].next.push_back(block_of_head.at(target->second));
      if (!last.ends_straight_line()) blocks[b].by_jump = blocks[b].next.back();
    }
    if (!last.ends_straight_line() && b + 1 < blocks.size()) blocks[b].next.push_back(b + 1);
  }
  return blocks;
}

// The blocks on every way from block 0 to each: the greatest solution of "itself, and what is on every way to all of
// those before it". Blocks that no way leads to are dominated by all.
std::vector<std::vector<bool>> dominators_of(const std::vector<BasicBlock>& blocks) {
  const std::size_t n = blocks.size();
  std::vector<std::vector<std::size_t>> before(n);
  for (std::size_t b = 0; b < n; ++b)
    for (const std::size_t next : blocks[b].next) before[next].push_back(b);
  std::vector<std::vector<bool>> dominators(n, std::vector<bool>(n, true));
  dominators[0].assign(n, false);
  dominators[0][0] = true;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t b = 1; b < n; ++b) {
      std::vector<bool> common(n, true);
      for (const std::size_t p : before[b])
        for (std::size_t i = 0; i < n; ++i) common[i] = common[i] && dominators[p][i];
      common[b] = true;
      if (common == dominators[b]) continue;
      dominators[b] = std::move(common);
      changed = true;
    }
  }
  return dominators;
}

}  // namespace

bool NaturalLoop::contains(std::size_t block) const { return std::binary_search(blocks.begin(), blocks.end(), block); }

ControlFlow::ControlFlow(const std::vector<Instruction>& instructions)
    : blocks_(instructions.empty() ? std::vector<BasicBlock>() : blocks_of(instructions)) {
  if (blocks_.empty()) return;
  dominators_ = dominators_of(blocks_);
  std::vector<std::vector<std::size_t>> before(blocks_.size());
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (const std::size_t next : blocks_[b].next) before[next].push_back(b);
  std::map<std::size_t, std::set<std::size_t>> by_head;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    if (b != 0 && before[b].empty()) continue;  // dead
    for (const std::size_t head : blocks_[b].next) {
      if (!dominates(head, b)) continue;
      std::set<std::size_t>& body = by_head[head];
      body.insert(head);
      std::vector<std::size_t> open{b};
      while (!open.empty()) {
        const std::size_t block = open.back();
        open.pop_back();
        if (!body.insert(block).second) continue;
        open.insert(open.end(), before[block].begin(), before[block].end());
      }
    }
  }
  for (const auto& [head, body] : by_head) loops_.push_back({head, {body.begin(), body.end()}});
}

// Dijkstra's algorithm over the loop's blocks, from the first instruction of `from` on; heads of loops inside are not
// entered. Without blocks where no end is reached.
Way ControlFlow::straightest_way(const NaturalLoop& loop, std::size_t from, const std::vector<bool>& is_end) const {
  const auto length = [&](std::size_t b) { return blocks_[b].last - blocks_[b].first + 1; };
  const auto is_inner_head = [&](std::size_t b) {
    return b != loop.head &&
           std::any_of(loops_.begin(), loops_.end(), [&](const NaturalLoop& other) { return other.head == b; });
  };
  if (is_inner_head(from)) return {};
  using Cost = std::pair<std::size_t, std::size_t>;  // jumps, instructions
  std::map<std::size_t, Cost> cost{{from, {0, length(from)}}};
  std::map<std::size_t, std::size_t> before;
  std::set<std::pair<Cost, std::size_t>> open{{cost[from], from}};
  while (!open.empty()) {
    const auto [so_far, block] = *open.begin();
    open.erase(open.begin());
    if (is_end[block]) {
      Way way{{block}, so_far.first, so_far.second};
      while (way.blocks.back() != from) way.blocks.push_back(before.at(way.blocks.back()));
      std::reverse(way.blocks.begin(), way.blocks.end());
      return way;
    }
    for (const std::size_t next : blocks_[block].next) {
      if (next == loop.head || !loop.contains(next) || is_inner_head(next)) continue;
      const bool by_jump = blocks_[block].by_jump == next;
      const Cost there{so_far.first + (by_jump ? 1 : 0), so_far.second + length(next)};
      const auto known = cost.find(next);
      if (known != cost.end() && known->second <= there) continue;
      if (known != cost.end()) open.erase({known->second, next});
      cost[next] = there;
      before[next] = block;
      open.insert({there, next});
    }
  }
  return {};
}

Way ControlFlow::straightest_iteration(const NaturalLoop& loop, std::size_t through) const {
  std::vector<bool> is_through(blocks_.size());
  is_through[through] = true;
  std::vector<bool> is_latch(blocks_.size());
  for (const std::size_t b : loop.blocks) {
    const auto& next = blocks_[b].next;
    is_latch[b] = std::find(next.begin(), next.end(), loop.head) != next.end();
  }
  Way way = straightest_way(loop, loop.head, is_through);
  if (way.blocks.empty()) return {};
  const Way rest = straightest_way(loop, through, is_latch);
  if (rest.blocks.empty()) return {};
  way.blocks.insert(way.blocks.end(), rest.blocks.begin() + 1, rest.blocks.end());
  way.jumps += rest.jumps;
  way.instructions += rest.instructions - (blocks_[through].last - blocks_[through].first + 1);
  return way;
}

bool ControlFlow::reaches(const NaturalLoop& loop, std::size_t block, const std::set<std::size_t>& others) const {
  std::vector<std::size_t> open{loop.head};
  std::set<std::size_t> seen = others;
  while (!open.empty()) {
    const std::size_t here = open.back();
    open.pop_back();
    if (!seen.insert(here).second) continue;
    if (here == block) return true;
    for (const std::size_t next : blocks_[here].next)
      if (loop.contains(next)) open.push_back(next);
  }
  return false;
}

const NaturalLoop* ControlFlow::around(const NaturalLoop& loop) const {
  const NaturalLoop* best = nullptr;
  for (const NaturalLoop& other : loops_) {
    if (other.head == loop.head || !other.contains(loop.head)) continue;
    if (best == nullptr || other.blocks.size() < best->blocks.size()) best = &other;
  }
  return best;
}

}  // namespace gelubench
