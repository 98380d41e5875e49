// Checks the fast reference against MPFR, point by point.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

#include "accuracy/certificate.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

struct CertifyRange {
  double from;
  double to;
};

/// How many numbers of the data type lie in a range, zeros included: f64, or float32 for all others.
std::uint64_t numbers_in(const CertifyRange& range, DType dtype);

/// What a callback throws ends the work and is thrown on.
struct CertifyOptions {
  std::uint64_t points =
      1'000'000;  ///< at least; spread evenly over the screen's intervals, both ends of each included
  std::optional<CertifyRange> range;  ///< instead: every finite number of the input type in it
  std::uint64_t seed = 1;
  int threads = 1;
  const std::atomic<bool>* stop = nullptr;  ///< ends early; the certificate is of the points tried
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< parts of the work
  std::function<bool(std::uint32_t part)> takes;                          ///< the parts to try; empty: all
  /// Given each part when it is finished, one at a time.
  std::function<void(const CertifiedParts& one)> keep;
};

/// Certifies the Screen that judges results of the data type: f64, or the one all others share. The parts named are
/// those that were finished; points of others may count when stopped.
CertifiedParts certify(Curve curve, DType dtype, const CertifyOptions& options);

}  // namespace gelubench
