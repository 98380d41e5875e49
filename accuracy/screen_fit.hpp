// How a Screen's intervals are made: polynomials interpolated from MPFR, tried between their nodes, and halved
// intervals where they do not fit.

#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "accuracy/reference.hpp"
#include "accuracy/screen.hpp"
#include "accuracy/screen_simd.hpp"

namespace gelubench {

inline void evaluate_polynomial(const ScreenSegment<double>& s, std::span<const double> x, std::span<Quad> value) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Quad u = (x[i] - s.center) * s.scale;
    Quad p = s.coefficient[s.used_degree];
    for (int k = s.used_degree; k-- > 0;) p = p * u + s.coefficient[k];
    for (int m = 0; m < s.root_multiplicity; ++m) p *= (x[i] - s.root_high) - s.root_low;
    value[i] = s.times_x ? p * x[i] : p;
  }
}

/// value[i] = the segment's curve at x[i]; every x lies in the segment.
template <class Input>
void evaluate_segment(const ScreenSegment<Input>& segment, std::span<const Input> x,
                      std::span<typename ScreenSegment<Input>::Value> value) {
  using Kind = typename ScreenSegment<Input>::Kind;
  switch (segment.kind) {
    case Kind::polynomial:
      evaluate_polynomial(segment, x, value);
      return;
    case Kind::multiple:
      for (std::size_t i = 0; i < x.size(); ++i) value[i] = x[i] * segment.factor;
      return;
    case Kind::constant:
      std::fill_n(value.begin(), x.size(), segment.constant);
      return;
  }
}

/// The nearest number of a Screen's arithmetic, or one of the two around x.
template <class Value>
Value to_value(const Real& x) {
  if constexpr (sizeof(Value) == sizeof(double))
    return x.to_double();
  else
    return to_quad(x);
}

/// An interval of magnitudes of one sign by their bit patterns, both ends included.
template <class Bits>
struct ScreenPart {
  Bits first;
  Bits last;
  bool negative;
};

/// Fits one curve on one interval; may be used by several threads.
template <class Input>
class ScreenFitter {
  using Numbers = ScreenNumbers<Input>;
  using Value = typename Numbers::Value;
  using Segment = ScreenSegment<Input>;
  static constexpr std::size_t nodes = Numbers::degree + 1;
  // A root of the curve, subtracted from x, may cancel the 53 bits of x; and powers of u from Chebyshev's polynomials
  // grow up to 2^25.
  static constexpr mpfr_prec_t cancelled_bits = 64;
  static constexpr mpfr_prec_t work = Numbers::fit_bits + cancelled_bits;

 public:
  explicit ScreenFitter(Curve curve)
      : curve_(curve),
        roots_(roots(curve, work)),
        divisible_by_x_(!curve.is_derivative() && exact_value(curve, 0.0).is_zero()) {
    for (std::size_t i = 0; i < 4 * nodes; ++i) {  // cos(i pi / (2 nodes))
      Real& c = cosine_.emplace_back(work);
      mpfr_const_pi(c.get(), MPFR_RNDN);
      mpfr_mul_ui(c.get(), c.get(), i, MPFR_RNDN);
      mpfr_div_ui(c.get(), c.get(), 2 * nodes, MPFR_RNDN);
      mpfr_cos(c.get(), c.get(), MPFR_RNDN);
    }
    make_to_powers();
  }

  Curve curve() const { return curve_; }

  /// Makes a polynomial of the segment, for low..high. Returns the binary exponent of what its degree adds to the
  /// curve, relative to the smallest value there.
  long fit(Segment& segment, double low, double high) const {
    const double center = low + (high - low) / 2;
    const double half = std::fabs(high - low) / 2;
    const double scale = half > 0 ? std::ldexp(1.0, -std::ilogb(half) - 1) : 1;
    segment.center = center;
    segment.scale = scale;
    segment.times_x = divisible_by_x_;
    const Root* root = root_of(center, high);
    if (root != nullptr) {
      segment.root_multiplicity = root->multiplicity;
      const double root_high = root->at.to_double();
      segment.root_high = root_high;
      Real low_part(work);
      mpfr_sub_d(low_part.get(), root->at.get(), root_high, MPFR_RNDN);
      segment.root_low = to_value<Value>(low_part);
    }
    return interpolate(segment, center, scale, root, half > 0 ? half * scale : 1);
  }

  bool fits(const Segment& segment, double low, double high) const {
    constexpr int checks = Numbers::degree + 3;  // more than the nodes, so that points lie between these
    for (int i = 0; i < checks; ++i) {
      const Input x = static_cast<Input>(low + (high - low) * i / (checks - 1));
      Value got = 0;
      evaluate_segment<Input>(segment, {&x, 1}, {&got, 1});
      const Real exact = exact_value(curve_, static_cast<double>(x), Numbers::fit_bits);
      if (exact.is_zero()) {
        if (got != 0) return false;
        continue;
      }
      Real error(Numbers::fit_bits);
      mpfr_sub(error.get(), exact.get(), to_real(got).get(), MPFR_RNDN);
      mpfr_div(error.get(), error.get(), exact.get(), MPFR_RNDN);
      if (!(std::fabs(error.to_double()) <= Numbers::fit_error)) return false;
    }
    return true;
  }

 private:
  /// Intervals that end before half a root do without its factor.
  static constexpr double near_root = 0.5;

  /// The root whose factor an interval is to have, if any.
  const Root* root_of(double center, double high) const {
    const Root* nearest = nullptr;
    for (const Root& root : roots_) {
      const double at = root.at.to_double();
      if (at * center <= 0 || std::fabs(high) <= near_root * std::fabs(at)) continue;
      if (nearest == nullptr || std::fabs(at - center) < std::fabs(nearest->at.to_double() - center)) nearest = &root;
    }
    return nearest;
  }

  // curve(x) / (x^k (x - root)^m)
  Real quotient(const Segment& segment, const Real& x, const Root* root) const {
    Real y = exact_value(curve_, x, Numbers::fit_bits);
    if (segment.times_x) mpfr_div(y.get(), y.get(), x.get(), MPFR_RNDN);
    if (root == nullptr) return y;
    Real distance(work + cancelled_bits);
    mpfr_sub(distance.get(), x.get(), root->at.get(), MPFR_RNDN);
    for (int i = 0; i < root->multiplicity; ++i) mpfr_div(y.get(), y.get(), distance.get(), MPFR_RNDN);
    return y;
  }

  /// Leaves out the highest coefficients that together change P, at least 2^smallest, by less than an eighth of
  /// what a fit may err.
  static void leave_out_small(Segment& segment, long smallest) {
    const auto most = static_cast<Value>(Numbers::fit_error / 8 * quad_power_of_two(smallest));
    Value sum = 0;
    while (segment.used_degree > 0) {
      Value& highest = segment.coefficient[segment.used_degree];
      sum += highest < 0 ? -highest : highest;
      if (!(sum < most)) return;
      highest = 0;
      --segment.used_degree;
    }
  }

  const Real& cosine(std::size_t i) const { return cosine_[i % (4 * nodes)]; }

  /// What turns values at the Chebyshev points into coefficients of powers: the Chebyshev coefficients, sums of values
  /// times cosines, times those of the Chebyshev polynomials, integers.
  void make_to_powers() {
    std::vector<std::vector<long>> chebyshev(nodes, std::vector<long>(nodes));  // of T_k: T_(k+1) = 2 u T_k - T_(k-1)
    chebyshev[0][0] = chebyshev[1][1] = 1;
    for (std::size_t k = 2; k < nodes; ++k) {
      for (std::size_t i = 0; i < nodes; ++i) {
        chebyshev[k][i] = (i == 0 ? 0 : 2 * chebyshev[k - 1][i - 1]) - chebyshev[k - 2][i];
      }
    }
    Real term(work);
    for (std::size_t i = 0; i < nodes; ++i) {
      for (std::size_t j = 0; j < nodes; ++j) {
        Real& sum = to_powers_.emplace_back(work, 0.0);
        for (std::size_t k = 0; k < nodes; ++k) {
          mpfr_mul_si(term.get(), cosine(k * (2 * j + 1)).get(), (k == 0 ? 1 : 2) * chebyshev[k][i], MPFR_RNDN);
          mpfr_add(sum.get(), sum.get(), term.get(), MPFR_RNDN);
        }
        mpfr_div_ui(sum.get(), sum.get(), nodes, MPFR_RNDN);
      }
    }
  }

  // Interpolates at the Chebyshev points of u in [-width, width], then rewrites in powers of u.
  long interpolate(Segment& segment, double center, double scale, const Root* root, double width) const {
    std::vector<Real> value;
    for (std::size_t j = 0; j < nodes; ++j) {
      Real x(work);  // rounding x coarsely would disturb steep parts by more than the fit may err
      mpfr_mul_d(x.get(), cosine(2 * j + 1).get(), width, MPFR_RNDN);
      mpfr_div_d(x.get(), x.get(), scale, MPFR_RNDN);
      mpfr_add_d(x.get(), x.get(), center, MPFR_RNDN);
      value.push_back(quotient(segment, x, root));
    }
    long smallest = 0;
    bool any = false;
    for (const Real& v : value) {
      if (v.is_zero()) continue;
      smallest = any ? std::min(smallest, v.exponent()) : v.exponent();
      any = true;
    }
    Real coefficient(work);
    Real unit(work, 1.0);
    for (std::size_t i = 0; i < nodes; ++i) {
      mpfr_set_zero(coefficient.get(), 1);
      for (std::size_t j = 0; j < nodes; ++j) {
        mpfr_fma(coefficient.get(), to_powers_[i * nodes + j].get(), value[j].get(), coefficient.get(), MPFR_RNDN);
      }
      mpfr_div(coefficient.get(), coefficient.get(), unit.get(), MPFR_RNDN);
      segment.coefficient[i] = to_value<Value>(coefficient);
      mpfr_mul_d(unit.get(), unit.get(), width, MPFR_RNDN);
    }
    Real highest(work);  // the coefficient of the last Chebyshev polynomial
    mpfr_set_zero(highest.get(), 1);
    for (std::size_t j = 0; j < nodes; ++j) {
      mpfr_fma(highest.get(), cosine((nodes - 1) * (2 * j + 1)).get(), value[j].get(), highest.get(), MPFR_RNDN);
    }
    if (any) leave_out_small(segment, smallest);
    constexpr long average = std::bit_width(nodes) - 2;  // log2 of half their number: the sum is divided by that
    return any && !highest.is_zero() ? highest.exponent() - average - smallest : std::numeric_limits<long>::min() / 2;
  }

  Curve curve_;
  std::vector<Root> roots_;
  bool divisible_by_x_;
  std::vector<Real> cosine_;
  std::vector<Real> to_powers_;  // by power, then by point
};

/// The intervals of a part.
template <class Input>
class ScreenCover {
  using Numbers = ScreenNumbers<Input>;
  using Layout = BitLayout<Input>;
  using Bits = typename Layout::Bits;
  using Segment = ScreenSegment<Input>;
  using Kind = typename Segment::Kind;

 public:
  ScreenCover(const ScreenFitter<Input>& fitter, const ScreenPart<Bits>& part)
      : fitter_(fitter), part_(part), sign_(part.negative ? Layout::sign : 0) {}

  /// One interval for the whole part, where the curve is a number or a multiple of x there.
  std::optional<Segment> plain() const {
    Segment segment;
    segment.first = part_.first | sign_;
    segment.last = part_.last | sign_;
    return is_limit(segment, part_.first, part_.last) ? std::optional(segment) : std::nullopt;
  }

  std::vector<Segment> segments() {
    cover(part_.first, part_.last);
    return std::move(segments_);
  }

 private:
  /// A polynomial has about as many coefficients: where it fits no such interval, the curve or its kinks are wrong.
  static constexpr Bits fewest_numbers = 16;

  Input input(Bits magnitude) const { return std::bit_cast<Input>(static_cast<Bits>(magnitude | sign_)); }

  // A limit that holds for the whole interval because the curve approaches it monotonically: what kind of segment is
  // made of it.
  bool is_limit(Segment& segment, Bits first, Bits last) const {
    if (std::fabs(static_cast<double>(input(last))) < std::ldexp(1.0, -Numbers::identity_bits - 2)) {
      return is_limit_at_zero(segment, static_cast<double>(input(last)));
    }
    const double near = static_cast<double>(input(std::max<Bits>(first, 1)));
    const Real y = exact_value(fitter_.curve(), near, Numbers::fit_bits);
    if (is_ingredient(fitter_.curve().formula)) return is_limit_of_ingredient(segment, near, y);
    if (y.is_zero() && exact_value(fitter_.curve(), static_cast<double>(input(last)), Numbers::fit_bits).is_zero()) {
      return make_constant(segment, 0);
    }
    if (!y.is_zero() && near < -1 && y.exponent() < Numbers::vanishing_exponent) {
      return make_constant(segment, -quad_power_of_two(Numbers::vanishing_as));
    }
    const bool may_be = first > 0 || fitter_.curve().formula == Formula::relu;
    if (near < 0 || !may_be) return false;
    if (!is_near(y, fitter_.curve().is_derivative() ? 1.0 : near)) return false;
    if (!fitter_.curve().is_derivative()) return make_multiple(segment, 1);
    // A derivative may come near 1 on its way elsewhere.
    const Real far = exact_value(fitter_.curve(), static_cast<double>(input(last)), Numbers::fit_bits);
    return is_near(far, 1) && make_constant(segment, 1);
  }

  /// The same next to 0, up to x: what a curve differs by from its value there, or from its slope times x, falls with
  /// x, so that it is least like that at x.
  bool is_limit_at_zero(Segment& segment, double x) const {
    const Real y = exact_value(fitter_.curve(), x, Numbers::fit_bits);
    if (y.is_zero()) return make_constant(segment, 0);
    for (const double factor : {1.0, 0.5}) {
      if (is_near(y, factor * x)) return make_multiple(segment, factor);
    }
    for (const double constant : {1.0, 0.5}) {
      if (is_near(y, constant)) return make_constant(segment, constant);
    }
    return false;
  }

  /// The same for an ingredient, which is y at the end of the interval that is nearer to 0.
  bool is_limit_of_ingredient(Segment& segment, double near, const Real& y) const {
    if (std::fabs(near) < 1) return false;
    const double limit = special_value(fitter_.curve(), std::copysign(INFINITY, near))->want;
    if (limit == 0) {
      return y.exponent() < Numbers::vanishing_exponent &&
             make_constant(segment, quad_power_of_two(Numbers::vanishing_as));
    }
    if (std::isinf(limit)) {
      return y.exponent() >= Numbers::beyond_exponent && make_constant(segment, quad_power_of_two(Numbers::beyond_as));
    }
    return is_near(y, limit) && make_constant(segment, limit);
  }

  /// Whether y is the limit for every purpose.
  static bool is_near(const Real& y, double limit) {
    Real distance(Numbers::fit_bits);
    mpfr_sub_d(distance.get(), y.get(), limit, MPFR_RNDN);
    return distance.is_zero() || distance.exponent() < std::ilogb(limit) - Numbers::identity_bits;
  }

  static bool make_multiple(Segment& segment, double factor) {
    segment.kind = Kind::multiple;
    segment.factor = factor;
    return true;
  }

  static bool make_constant(Segment& segment, Quad constant) {
    segment.kind = Kind::constant;
    segment.constant = static_cast<typename Numbers::Value>(constant);
    return true;
  }

  void cover(Bits first, Bits last) {
    Segment segment;
    segment.first = first | sign_;
    segment.last = last | sign_;
    if (is_limit(segment, first, last)) {
      segments_.push_back(segment);
      return;
    }
    const double low = static_cast<double>(input(std::max<Bits>(first, 1)));
    const double high = static_cast<double>(input(last));
    if (may_fit(std::fabs(high - low))) {
      width_ = std::fabs(high - low);
      remainder_ = fitter_.fit(segment, low, high);
      if (fitter_.fits(segment, low, high)) {
        segments_.push_back(segment);
        return;
      }
    }
    if (last - first < fewest_numbers) throw std::logic_error("screen: no fit for an interval of 16 numbers");
    const Bits middle = std::bit_cast<Bits>(static_cast<Input>(std::fabs(low + (high - low) / 2)));
    cover(first, middle - 1);
    cover(middle, last);
  }

  /// Whether an interval of that width is worth trying, by what the last fit, near it, has left: a remainder changes
  /// with the power of the width that is the degree.
  bool may_fit(double width) const {
    constexpr double much_narrower = 4;  // is tried in any case
    constexpr double margin_bits = 10;   // three digits for what changes along the curve
    if (width < width_ / much_narrower || !(width_ > 0)) return true;
    const double change = Numbers::degree * std::log2(width / width_);
    return static_cast<double>(remainder_) + change < std::log2(Numbers::fit_error) + margin_bits;
  }

  const ScreenFitter<Input>& fitter_;
  ScreenPart<Bits> part_;
  Bits sign_;
  std::vector<Segment> segments_;
  double width_ = 0;  ///< of the last fit
  long remainder_ = 0;
};

}  // namespace gelubench
