// The contract every kernel keeps: a result depends on its input alone; and what a backward kernel owes its forward
// one.

#pragma once

#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

struct ContractCheck {
  std::string name;  ///< lane, remainder, neighbours, alignment, in_place, threads, size, twice, scaling, gradient
  bool passed = true;
  std::string detail;          ///< of the first failure: where, got, want
  std::string digest;          ///< XXH3 (128 bits) of all results the check looked at; empty for gradient
  bool kernel_failed = false;  ///< a kernel of another process crashed or answered nonsense; `detail` says how
  bool kernel_hung = false;    ///< or gave no answer in time
};

/// Compares bitwise (any NaN being equal to any other) with what the kernel returns for each input alone (n = 1), in
/// the case of backward and gated kernels with various dy, or u:
///
///   lane         every input in every lane of four of the widest vectors
///   remainder    n from 0 to 4 of the widest vectors; nothing beyond n is written
///   neighbours   NaN, infinities, tail and subnormal values in every other lane
///   alignment    x and y (and dy) at every offset within a cache line
///   in_place     y == x; where there is a dy also y == dy
///   threads      2, 3 and 5 OpenMP threads
///   size         calls of 10^3 to 10^6 elements; 3 10^6 where the code is not ours
///   twice        the same call again
///   scaling      of backward and gated kernels: dy = 2, -1 and 1/4 scale the result of dy = 1 exactly, where that is
///   normal; of
///                gated ones zeros, infinities and NaN give the products of IEEE 754
///
/// One entry per check, in this order. Engines are not asked for alignment, in-place use and threads, since their
/// arrays and threads are their own; a kernel of another process that fails twice or hangs is not asked on.
std::vector<ContractCheck> check_contract(const Kernel& kernel);

/// The check `gradient`: whether a backward kernel belongs to a forward one. Over cells of width 1/4 between -8 and 8
/// the mean of g'(x) is compared with (g(b) - g(a)) / (b - a). The difference may be 2e-4 (the midpoint rule at the
/// kinks of piecewise formulas), plus 8 times the absolute error that the forward kernel claims. The derivatives of
/// gelu and gelu_tanh differ by 7e-4 in this measure.
ContractCheck check_gradient(const Kernel& forward, const Kernel& backward);

}  // namespace gelubench
