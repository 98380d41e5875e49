// Which number is the correctly rounded one, for the few results the Screen cannot decide.

#pragma once

#include <cstdint>
#include <vector>

#include "accuracy/format.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// The correctly rounded values of one curve in one format; remembers those of the current block, which every kernel of
/// a sweep asks for again.
///
/// Where x is so small that x/2 is subnormal, odd multiples of the smallest number make x/2 a tie. The next term of
/// every smooth formula is positive (gelu(x) = x/2 + x^2/sqrt(2 pi) + ...) and far below half a ULP there, so the tie
/// goes upwards: known without MPFR, which would take minutes for all 2^23 of them.
class Rounding {
 public:
  Rounding(Curve curve, Format format);

  /// Forgets what is remembered.
  void start_block() { known_.clear(); }
  /// The correctly rounded value of the block's i-th input, x.
  double at(std::size_t i, double x);

 private:
  struct Known {
    std::size_t i;
    double value;
  };

  Curve curve_;
  Format format_;
  double ties_below_;  ///< this |x|, x/2 is a number or a tie; 0 for curves that are not x/2 there
  double root_;        ///< root_ other_root_ is the smallest number; they and their inverses are powers of two
  double other_root_;
  std::vector<Known> known_;
};

}  // namespace gelubench
