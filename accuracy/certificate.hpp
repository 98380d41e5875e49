// What certify() finds, in all or in parts.

#pragma once

#include <cstdint>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// The largest deviation of a Screen from MPFR over the points tried.
struct Certificate {
  Curve curve;
  double bound = 0;  ///< relative_error of the Screen
  std::uint64_t points = 0;
  double largest = 0;  ///< |screen - exact| / |exact|
  double at = 0;
  std::uint64_t misfits = 0;  ///< points where a zero, a sign or a vanishing result is wrong

  bool holds() const { return misfits == 0 && largest <= bound; }
  /// Adds what was found at other points.
  void merge(const Certificate& other);
};

/// What was found in some parts of the work. Parts are the same however the work is shared.
struct CertifiedParts {
  Certificate found;
  std::vector<std::uint32_t> parts;  ///< their numbers, from 0
  std::uint32_t of = 0;              ///< how many there are
};

}  // namespace gelubench
