// The contract every kernel keeps: a result depends on its input alone.

#pragma once

#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

struct ContractCheck {
  std::string name;  ///< lane, remainder, neighbours, alignment, in_place, threads
  bool passed = true;
  std::string detail;  ///< of the first failure: where, got, want
};

/// Compares bitwise (any NaN being equal to any other) with what the kernel returns for each input alone (n = 1):
///
///   lane         every input in every lane of four of the widest vectors
///   remainder    n from 0 to 4 of the widest vectors; nothing beyond n is written
///   neighbours   NaN, infinities, tail and subnormal values in every other lane
///   alignment    x and y at every offset within a cache line
///   in_place     x == y
///   threads      2, 3 and 5 OpenMP threads
///
/// One entry per check, in this order.
std::vector<ContractCheck> check_contract(const Kernel& kernel);

}  // namespace gelubench
