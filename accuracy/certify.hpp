// Checks the fast reference against MPFR, point by point.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "kernels/kernel.hpp"

namespace gelubench {

/// The largest deviation of a Screen from MPFR over the points tried.
struct Certificate {
  Formula formula = Formula::gelu;
  std::uint64_t points = 0;
  double largest = 0;  ///< |screen - exact| / |exact|
  float at = 0;
  std::uint64_t misfits = 0;  ///< points where a zero, a sign or a vanishing result is wrong

  /// Whether every point is within Screen::relative_error.
  bool holds() const;
};

struct CertifyOptions {
  std::uint64_t points =
      1'000'000;  ///< at least; spread evenly over the screen's intervals, both ends of each included
  std::uint64_t seed = 1;
  int threads = 1;
  const std::atomic<bool>* stop = nullptr;  ///< ends early; the certificate is of the points tried
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< intervals
};

Certificate certify(Formula formula, const CertifyOptions& options);

}  // namespace gelubench
