#include "accuracy/screen.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <numbers>
#include <stdexcept>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/screen_simd.hpp"

namespace gelubench {
namespace {

using Kind = ScreenSegment::Kind;
constexpr int degree = ScreenSegment::degree;
constexpr mpfr_prec_t fit_bits = 96;

// formula(x) / (x (x - root)^m), in the long double the fit works in.
long double quotient(Formula formula, const Real& x, int root_multiplicity, const Root* root) {
  Real y = exact_value(formula, x, fit_bits);
  mpfr_div(y.get(), y.get(), x.get(), MPFR_RNDN);
  if (root_multiplicity > 0) {
    Real distance(fit_bits + 64);
    mpfr_sub(distance.get(), x.get(), root->at.get(), MPFR_RNDN);
    for (int i = 0; i < root_multiplicity; ++i) mpfr_div(y.get(), y.get(), distance.get(), MPFR_RNDN);
  }
  return y.to_long_double();
}

// Interpolates at the Chebyshev points of u in [-width, width], then rewrites in powers of u.
void interpolate(Formula formula, ScreenSegment& segment, const Root* root, double width) {
  constexpr std::size_t n = degree + 1;
  using Coefficients = std::array<long double, n>;
  Coefficients value;
  Coefficients theta;
  for (std::size_t j = 0; j < n; ++j) {
    theta[j] = std::numbers::pi_v<long double> * (static_cast<long double>(j) + 0.5L) / n;
    // Exact in 128 bits: rounding x would disturb steep parts by more than the fit may err.
    Real x(128);
    mpfr_set_ld(x.get(), std::cos(theta[j]) * width, MPFR_RNDN);
    mpfr_div_d(x.get(), x.get(), segment.scale, MPFR_RNDN);
    mpfr_add_d(x.get(), x.get(), segment.center, MPFR_RNDN);
    value[j] = quotient(formula, x, segment.root_multiplicity, root);
  }
  Coefficients power{};
  Coefficients previous{1};    // T_0
  Coefficients current{0, 1};  // T_1
  for (std::size_t k = 0; k < n; ++k) {
    long double c = 0;
    for (std::size_t j = 0; j < n; ++j) c += value[j] * std::cos(static_cast<long double>(k) * theta[j]);
    c *= (k == 0 ? 1.0L : 2.0L) / n;
    const Coefficients& t = k == 0 ? previous : current;
    for (std::size_t i = 0; i <= k; ++i) power[i] += c * t[i];
    if (k >= 1) {  // T_(k+1) = 2 u T_k - T_(k-1)
      Coefficients next{};
      for (std::size_t i = 0; i + 1 < n; ++i) next[i + 1] = 2 * current[i];
      for (std::size_t i = 0; i < n; ++i) next[i] -= previous[i];
      previous = current;
      current = next;
    }
  }
  long double unit = 1;
  for (std::size_t i = 0; i < n; ++i, unit /= width) segment.coefficient[i] = static_cast<double>(power[i] * unit);
}

bool fits(Formula formula, const ScreenSegment& segment, double low, double high) {
  constexpr int checks = degree + 3;
  for (int i = 0; i < checks; ++i) {
    const float x = static_cast<float>(low + (high - low) * i / (checks - 1));
    double got = 0;
    evaluate_segment(segment, {&x, 1}, {&got, 1});
    const Real exact = exact_value(formula, x, fit_bits);
    if (exact.is_zero()) {
      if (got != 0) return false;
      continue;
    }
    Real error(fit_bits);
    mpfr_sub_d(error.get(), exact.get(), got, MPFR_RNDN);
    mpfr_div(error.get(), error.get(), exact.get(), MPFR_RNDN);
    if (!(std::fabs(error.to_double()) <= 0x1p-48)) return false;
  }
  return true;
}

class Builder {
 public:
  Builder(Formula formula, bool negative) : formula_(formula), sign_(negative ? sign_bit : 0) {
    if (auto r = root(formula, fit_bits + 64)) root_.push_back(std::move(*r));
  }

  std::vector<ScreenSegment> build() {
    std::vector<std::uint32_t> borders{0};
    for (int e = -8; e <= 127; ++e) borders.push_back(bits_of(std::ldexp(1.0f, e)));
    borders.push_back(infinity_bits);
    for (const Real& kink : kinks(formula_, fit_bits + 64)) {
      if ((kink.sign() < 0) != (sign_ != 0)) continue;
      borders.push_back(bits_of(std::fabs(mpfr_get_flt(kink.get(), MPFR_RNDZ))) + 1);  // first float beyond the kink
    }
    std::sort(borders.begin(), borders.end());
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) cover(borders[i], borders[i + 1] - 1);
    return std::move(segments_);
  }

 private:
  double input(std::uint32_t magnitude) const { return float_of(magnitude | sign_); }

  // Kinds that hold for the whole interval because the formula approaches its limit monotonically.
  bool is_limit(std::uint32_t first, std::uint32_t last, Kind& kind) const {
    const double near = input(std::max(first, 1u));
    const Real y = exact_value(formula_, near, fit_bits);
    if (y.is_zero() && exact_value(formula_, input(last), fit_bits).is_zero()) {
      kind = Kind::zero;
      return true;
    }
    if (!y.is_zero() && near < -1 && y.exponent() < -200) {
      kind = Kind::vanishing;
      return true;
    }
    Real distance(fit_bits);
    mpfr_sub_d(distance.get(), y.get(), near, MPFR_RNDN);
    if (near > 0 && (first > 0 || formula_ == Formula::relu) &&
        (distance.is_zero() || distance.exponent() < std::ilogb(near) - 60)) {
      kind = Kind::identity;
      return true;
    }
    return false;
  }

  void cover(std::uint32_t first, std::uint32_t last) {
    ScreenSegment segment;
    segment.first = first | sign_;
    segment.last = last | sign_;
    if (is_limit(first, last, segment.kind)) {
      const bool extends = !segments_.empty() && segments_.back().kind == segment.kind;
      if (extends)
        segments_.back().last = segment.last;
      else
        segments_.push_back(segment);
      return;
    }
    const double low = input(first);
    const double high = input(last);
    segment.center = (low + high) / 2;
    const double half = std::fabs(high - low) / 2;
    segment.scale = half > 0 ? std::ldexp(1.0, -std::ilogb(half) - 1) : 1;
    const Root* root = nullptr;
    if (!root_.empty() && root_.front().at.sign() * input(first | 1) > 0 &&
        std::fabs(high) > 0.5 * std::fabs(root_.front().at.to_double())) {
      root = &root_.front();
      segment.root_multiplicity = root->multiplicity;
      segment.root_high = root->at.to_double();
      Real low_part(fit_bits);
      mpfr_sub_d(low_part.get(), root->at.get(), segment.root_high, MPFR_RNDN);
      segment.root_low = low_part.to_double();
    }
    interpolate(formula_, segment, root, half > 0 ? half * segment.scale : 1);
    if (fits(formula_, segment, low, high)) {
      segments_.push_back(segment);
      return;
    }
    if (last - first < 16) throw std::logic_error("screen: no fit for an interval of 16 numbers");
    const std::uint32_t middle = bits_of(static_cast<float>(std::fabs(segment.center)));
    cover(first, middle - 1);
    cover(middle, last);
  }

  Formula formula_;
  std::uint32_t sign_;
  std::vector<Root> root_;  // at most one
  std::vector<ScreenSegment> segments_;
};

}  // namespace

Screen::Screen(Formula formula) : formula_(formula) {
  std::exception_ptr failure;  // may not leave the parallel loop by itself
#pragma omp parallel for num_threads(2)
  for (int negative = 0; negative < 2; ++negative) {
    try {
      segments_[negative] = Builder(formula, negative != 0).build();
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

void Screen::evaluate(std::span<const float> x, std::span<double> value) const {
  if (x.empty()) return;
  const auto& segments = segments_[std::signbit(x.front()) ? 1 : 0];
  auto segment = std::upper_bound(segments.begin(), segments.end(), bits_of(x.front()),
                                  [](std::uint32_t bits, const ScreenSegment& s) { return bits < s.first; }) -
                 1;
  std::size_t begin = 0;
  while (begin < x.size()) {
    const auto beyond = std::upper_bound(x.begin() + static_cast<std::ptrdiff_t>(begin), x.end(), segment->last,
                                         [](std::uint32_t last, float v) { return last < bits_of(v); });
    const std::size_t end = static_cast<std::size_t>(beyond - x.begin());
    evaluate_segment(*segment, x.subspan(begin, end - begin), value.subspan(begin, end - begin));
    begin = end;
    ++segment;
  }
}

}  // namespace gelubench
