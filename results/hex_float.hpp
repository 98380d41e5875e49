// Exact text of floating-point numbers.

#pragma once

#include <string>

namespace gelubench {

/// C's hexadecimal notation, which strtod reads back bit for bit: "-0x1.6p+2", "0x0p+0", "inf"; every NaN is "nan".
std::string hex_float(double x);

}  // namespace gelubench
