#include "accuracy/products.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "accuracy/element.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/score_exact.hpp"
#include "accuracy/screen.hpp"
#include "accuracy/ulp.hpp"

namespace gelubench {
namespace {

constexpr int log2_per_binade = 5;
constexpr int log2_per_binade_64 = 1;  // by MPFR alone
constexpr mpfr_prec_t bits = 128;

/// Inputs, those of a sign after the other, ascending in magnitude.
std::vector<std::uint64_t> patterns_of(DType dtype, std::uint64_t seed) {
  const int log2 = dtype == DType::f64 ? log2_per_binade_64 : log2_per_binade;
  std::vector<std::uint64_t> patterns;
  for (const InputPiece& piece : stratified_inputs(dtype, log2)) {
    // Pieces of 16-bit types are whole.
    const std::uint64_t step = size_of(dtype) == 2 ? 1 : std::max<std::uint64_t>(1, piece.count >> log2);
    for (std::uint64_t i = 0; i < piece.count; i += step) patterns.push_back(piece.pattern(i, seed));
  }
  std::sort(patterns.begin(), patterns.end());
  return patterns;
}

std::vector<Real> exact_values(Curve curve, DType dtype, const std::vector<double>& x) {
  std::vector<Real> values;
  if (dtype == DType::f64) {
    for (const double v : x) values.push_back(exact_value(curve, v));
    return values;
  }
  const std::vector<float> in(x.begin(), x.end());
  std::vector<double> out(in.size());
  const auto positive = std::find_if(in.begin(), in.end(), [](float v) { return std::signbit(v); }) - in.begin();
  const auto evaluate = [&](std::ptrdiff_t first, std::ptrdiff_t last) {
    const auto count = static_cast<std::size_t>(last - first);
    screen_of<float>(curve).evaluate(std::span(in).subspan(static_cast<std::size_t>(first), count),
                                     std::span(out).subspan(static_cast<std::size_t>(first), count));
  };
  evaluate(0, positive);
  evaluate(positive, std::ssize(in));
  for (const double v : out) values.emplace_back(bits, v);
  return values;
}

bool is_normal(Format format, const Real& value) {
  return !value.is_zero() && value.exponent() >= format.emin && value.exponent() < format.emax();
}

template <class S>
Products check(const Kernel& kernel, std::uint64_t seed) {
  const Format format = format_of(kernel.dtype);
  std::vector<S> x, u;
  std::vector<double> numbers;
  for (const std::uint64_t pattern : patterns_of(kernel.dtype, seed)) {
    const std::uint64_t drawn = mix(seed + 1, pattern) & (2 * format.sign() - 1);
    if ((drawn & (format.sign() - 1)) >= format.infinity()) continue;
    x.push_back(element_of<S>(pattern));
    u.push_back(element_of<S>(drawn));
    numbers.push_back(static_cast<double>(number_of(x.back())));
  }
  std::vector<S> y(x.size());
  kernel.function(x.data(), u.data(), y.data(), x.size());
  const std::vector<Real> values = exact_values(kernel.curve(), kernel.dtype, numbers);
  Products products;
  Real want(bits);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto factor = static_cast<double>(number_of(u[i]));
    const auto got = static_cast<double>(number_of(y[i]));
    mpfr_mul_d(want.get(), values[i].get(), factor, MPFR_RNDN);
    if (!is_normal(format, values[i]) || !is_normal(format, want)) continue;
    ++products.inputs;
    const auto at = [&] { return Products::At{numbers[i], factor, got, nearest_number(format, want)}; };
    if (!std::isfinite(got) || got == 0 || std::signbit(got) != (want.sign() < 0)) {
      if (products.not_numbers++ == 0) products.example = at();
      continue;
    }
    const double ulp = ulp_error(format, got, want);
    if (ulp <= products.max_ulp) continue;
    products.max_ulp = ulp;
    products.worst = at();
  }
  return products;
}

}  // namespace

Products check_products(const Kernel& kernel, std::uint64_t seed) {
  return with_storage(kernel.dtype, [&](auto storage) { return check<decltype(storage)>(kernel, seed); });
}

double largest_product_error(double max_ulp) { return 2 * max_ulp + 0.5; }

}  // namespace gelubench
