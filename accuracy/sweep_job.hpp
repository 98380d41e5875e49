// The work of a sweep: its kernels, and what threads share to judge them.

#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "accuracy/element.hpp"
#include "accuracy/screen.hpp"
#include "accuracy/shape.hpp"
#include "accuracy/sweep.hpp"

namespace gelubench {

/// A kernel of a sweep and what it is judged by.
struct JudgedKernel {
  const Kernel* kernel;
  std::size_t own_screen;   ///< index into SweepJob::screens: of the kernel's formula or its derivative
  std::size_t gelu_screen;  ///< the same for ingredients, which are no GELUs
  Minimum minimum;
  double lowest_allowed;
  std::size_t compared_with;      ///< index of the first kernel of the same implementation, which may be this one
  bool is_compared_with = false;  ///< by others
};

/// The kernels of a sweep, of storage type S, and their references.
template <Storage S>
struct SweepJob {
  using Number = typename JudgedAs<S>::type;
  using Exact = typename Screen<Number>::Value;

  SweepJob(std::span<const Kernel* const> list, std::span<const InputPiece> pieces_, const SweepOptions& options_)
      : pieces(pieces_), options(options_) {
    std::map<std::string, std::size_t> first_of;
    for (std::size_t k = 0; k < list.size(); ++k) {
      const Kernel& kernel = *list[k];
      const Minimum least = minimum(kernel.formula);
      const std::size_t first = first_of.try_emplace(kernel.implementation(), k).first->second;
      const Curve gelu = curve_of(is_ingredient(kernel.formula) ? kernel.formula : Formula::gelu, kernel.direction);
      kernels.push_back({.kernel = &kernel,
                         .own_screen = screen_index(kernel.curve()),
                         .gelu_screen = screen_index(gelu),
                         .minimum = least,
                         .lowest_allowed = lowest_allowed(least, format),
                         .compared_with = first});
      if (first != k) kernels[first].is_compared_with = true;
    }
  }

  const Format format = format_of(dtype_of<S>);
  const std::span<const InputPiece> pieces;
  const SweepOptions& options;
  std::vector<const Screen<Number>*> screens;
  std::vector<JudgedKernel> kernels;

 private:
  std::size_t screen_index(Curve curve) {
    if (options.digests_only) return 0;  // nothing is judged
    for (std::size_t i = 0; i < screens.size(); ++i) {
      if (screens[i]->curve() == curve) return i;
    }
    screens.push_back(&screen_of<Number>(curve));
    return screens.size() - 1;
  }
};

}  // namespace gelubench
