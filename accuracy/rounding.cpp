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

Rounding::Rounding(Curve curve, Format format)
    : curve_(curve),
      format_(format),
      ties_below_(has_slope_one_half_at_zero(curve) ? std::ldexp(1.0, format.emin + 1) : 0),
      root_(std::ldexp(1.0, format.smallest_exponent() / 2)),
      other_root_(std::ldexp(1.0, format.smallest_exponent() - format.smallest_exponent() / 2)) {}

double Rounding::at(std::size_t i, double x) {
  if (std::fabs(x) < ties_below_) {
    const double multiple = x / root_ / other_root_;
    return std::copysign(std::floor((multiple + 1) / 2) * root_ * other_root_, x);
  }
  const auto found = std::find_if(known_.begin(), known_.end(), [i](const Known& k) { return k.i == i; });
  if (found != known_.end()) return found->value;
  known_.push_back({i, correctly_rounded(curve_, x, format_)});
  return known_.back().value;
}

}  // namespace gelubench
