// The tolerances that people test with: |got - want| <= atol + rtol |want|.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernels/kernel.hpp"

namespace gelubench {

struct Tolerance {
  double rtol = 0;
  double atol = 0;
};

/// The defaults of torch.testing.assert_close (PyTorch 2).
Tolerance assert_close_tolerance(DType dtype);

/// What results shall be held to.
struct ToleranceAsked {
  bool assert_close = false;   ///< the defaults of their type
  std::optional<double> rtol;  ///< without, 0 where atol is given
  std::optional<double> atol;  ///< without, 0 where rtol is given

  bool is_asked() const { return assert_close || rtol || atol; }
  /// The defaults, where neither is given.
  Tolerance of(DType dtype) const;
};

/// A result outside.
struct Outside {
  double x = 0;
  double got = 0;
  double want = 0;   ///< correctly rounded; what the curve shall be at special values
  double times = 0;  ///< error over what is allowed; infinite where one of both is no finite number
};

struct ToleranceReport {
  std::uint64_t inputs = 0;
  std::uint64_t outside = 0;
  std::optional<Outside> worst;

  bool passes() const { return outside == 0; }
  void add(const ToleranceReport& other);
};

/// Holds results against what they should be, rounded to their type, as a test does whose reference is right. NaN is as
/// good as NaN (equal_nan), an infinity only as the same.
ToleranceReport check_tolerance(std::span<const double> x, std::span<const double> results,
                                std::span<const double> wanted, Tolerance tolerance);

}  // namespace gelubench
