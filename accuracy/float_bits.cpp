#include "accuracy/float_bits.hpp"

#include <fmt/format.h>

#include <cmath>

namespace gelubench {

std::string hex_float(double x) {
  if (std::isnan(x)) return "nan";
  return fmt::format("{:a}", x);
}

}  // namespace gelubench
