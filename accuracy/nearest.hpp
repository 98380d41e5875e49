// Inputs whose exact results lie nearest to a rounding boundary: where an implementation that claims to round correctly
// is most likely to err, and two implementations to differ.

#pragma once

#include <cstddef>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// Of all finite float32, the n whose exact result, where it is a normal number, is nearest to the middle of two
/// neighbouring float32; ascending. Measured by the fast reference, so that distances below 2^-20 ULP are not told
/// apart. Where the curve is x, x/2 or a number there are none. Takes some seconds on all cores.
std::vector<float> nearest_to_boundaries(Curve curve, std::size_t n);

}  // namespace gelubench
