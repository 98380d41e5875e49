#include "accuracy/real.hpp"

#include <stdexcept>

namespace gelubench {

std::string Real::to_decimal(int digits) const {
  char* text = nullptr;
  if (mpfr_asprintf(&text, "%.*Rg", digits, value_) < 0) throw std::runtime_error("MPFR cannot print a number");
  std::string copy(text);
  mpfr_free_str(text);
  return copy;
}

}  // namespace gelubench
