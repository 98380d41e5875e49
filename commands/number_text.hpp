// Numbers of a kernel's data type as people write and read them.

#pragma once

#include <string>

#include "kernels/kernel.hpp"

namespace gelubench {

/// The number of the data type nearest to the text: whatever strtod reads. Throws UsageError.
double parse_number(const std::string& text, DType dtype);

/// Shortest decimal that reads back; NaN without the sign it may carry.
std::string decimal(double x, DType dtype);

/// "-5.5 (-0x1.6p+2, bits 0xc0b00000)"
std::string number_text(double x, DType dtype);

}  // namespace gelubench
