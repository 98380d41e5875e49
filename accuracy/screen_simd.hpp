// Vectorised evaluation of the polynomial of one Screen interval, on the widest SIMD target of the running CPU.

#pragma once

#include <span>

#include "accuracy/screen.hpp"

namespace gelubench {

/// value[i] = the segment's polynomial of x[i]; every x lies in the segment.
void evaluate_polynomial(const ScreenSegment<float>& segment, std::span<const float> x, std::span<double> value);

}  // namespace gelubench
