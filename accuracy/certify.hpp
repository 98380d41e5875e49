// Checks the fast reference against MPFR, point by point.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

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
};

struct CertifyRange {
  double from;
  double to;
};

struct CertifyOptions {
  std::uint64_t points =
      1'000'000;  ///< at least; spread evenly over the screen's intervals, both ends of each included
  std::optional<CertifyRange> range;  ///< instead: every finite number of the input type in it
  std::uint64_t seed = 1;
  int threads = 1;
  const std::atomic<bool>* stop = nullptr;  ///< ends early; the certificate is of the points tried
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< parts of the work
};

/// Certifies the Screen that judges results of the data type: f64, or the one all others share.
Certificate certify(Curve curve, DType dtype, const CertifyOptions& options);

}  // namespace gelubench
