// How test names show a curve.

#pragma once

#include <ostream>

#include "kernels/kernel.hpp"

namespace gelubench {

inline void PrintTo(const Curve& curve, std::ostream* out) { *out << to_string(curve); }

}  // namespace gelubench
