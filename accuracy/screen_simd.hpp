// Vectorised evaluation of one Screen interval, on the widest SIMD target of the running CPU.

#pragma once

#include <span>

#include "accuracy/screen.hpp"

namespace gelubench {

/// value[i] = the segment's function of x[i]; every x lies in the segment.
void evaluate_segment(const ScreenSegment& segment, std::span<const float> x, std::span<double> value);

}  // namespace gelubench
