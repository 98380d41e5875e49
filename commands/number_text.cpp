#include "commands/number_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "accuracy/format.hpp"
#include "accuracy/ulp.hpp"
#include "results/hex_float.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {

double parse_number(const std::string& text, DType dtype) {
  char* end = nullptr;
  const double value = dtype == DType::f32 ? static_cast<double>(std::strtof(text.c_str(), &end))
                                           : round_to(format_of(dtype), std::strtod(text.c_str(), &end));
  if (text.empty() || *end != '\0') throw UsageError(fmt::format("'{}' is no number", text));
  return value;
}

std::string decimal(double x, DType dtype) {
  if (std::isnan(x)) return "nan";
  return dtype == DType::f64 ? fmt::format("{}", x) : fmt::format("{}", static_cast<float>(x));
}

std::string number_text(double x, DType dtype) {
  return fmt::format("{} ({}, bits 0x{:0{}x})", decimal(x, dtype), hex_float(x), encode(format_of(dtype), x),
                     2 * size_of(dtype));
}

}  // namespace gelubench
