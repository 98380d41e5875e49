#include "accuracy/rounding.hpp"

#include <algorithm>
#include <cmath>

#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

bool has_slope_one_half_at_zero(Curve curve) {
  return !curve.is_derivative() && !is_ingredient(curve.formula) && curve.formula != Formula::relu &&
         curve.formula != Formula::i_gelu;
}

}  // namespace

double Rounding::at(std::size_t i, double x) {
  if (has_slope_one_half_at_zero(curve_) && std::fabs(x) < std::ldexp(1.0, format_.emin + 1)) {
    const double multiple = std::ldexp(x, -format_.smallest_exponent());
    return std::copysign(std::ldexp(std::floor((multiple + 1) / 2), format_.smallest_exponent()), x);
  }
  const auto found = std::find_if(known_.begin(), known_.end(), [i](const Known& k) { return k.i == i; });
  if (found != known_.end()) return found->value;
  known_.push_back({i, correctly_rounded(curve_, x, format_)});
  return known_.back().value;
}

}  // namespace gelubench
