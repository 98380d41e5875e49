// The fast reference: every curve to 2^-45 relative for binary32 and narrower inputs, in binary64, at a fraction of a
// nanosecond per input; and to 2^-96 for binary64 inputs, in binary128, in about a microsecond.
//
// A sweep visits inputs in the order of their bit patterns, so thousands of neighbours fall into one short interval. A
// Screen covers the line with such intervals and holds, for each,
//
//   curve(x) = x^k (x - root)^m P((x - center) scale)
//
// with P interpolated at Chebyshev points of values from MPFR (accuracy/reference.hpp) when first asked for, k = 1
// for formulas that vanish at 0 and 0 for others and for derivatives, and m = 0 but next to a root of the curve. An
// interval is halved until P, evaluated like any input, meets MPFR at points between the nodes. Coefficients too small
// to matter are left out: most numbers are so small that two or three are enough. Where the curve is a number, x or x/2
// to more bits than P has, that is taken for it. There is no table to trust and nothing a kernel could share.
//
// Error, for float and (double) inputs. The fit: 2^-48 (2^-100), as sampled at more points than the degree. The
// evaluation: (x - center) scale is exact or off by 2^-53 (2^-113) where P varies slowly; in Horner's rule with |u| <=
// 1 and coefficients that fall off, the last step's rounding dominates, 2^-53 (2^-113) each for product and sum; x -
// root takes the root in two parts, so that its relative error is one rounding next to the root too; at most three more
// roundings for the factors. Together below 2^-47 (2^-99); the bound stated leaves a factor of 4 (8) for what lies
// between the points sampled. `run_suite certify` tests it against MPFR.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "accuracy/float_bits.hpp"
#include "accuracy/quad.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

template <class Input>
struct ScreenNumbers;

template <>
struct ScreenNumbers<float> {
  using Value = double;
  static constexpr int degree = 10;    ///< of P: a higher one makes fewer intervals and slower ones
  static constexpr int fit_bits = 96;  ///< of values from MPFR: well beyond fit_error
  static constexpr double fit_error = 0x1p-48;
  static constexpr double relative_error = 0x1p-45;
  static constexpr int identity_bits = 60;         ///< results that differ from their limit by less count as that
  static constexpr int vanishing_exponent = -200;  ///< below 2^this: far below the smallest number, 2^-149
  static constexpr int vanishing_as = -1000;       ///< 2^this stands for what is vanishing, a normal Value
  static constexpr int beyond_exponent = 200;      ///< from 2^this on: far beyond the largest number, 2^128
  static constexpr int limit_exponent = 8;         ///< from 2^this on exp(|x|) is beyond: curves are at their limits
  static constexpr int beyond_as = 1000;           ///< 2^this stands for what is beyond
};

template <>
struct ScreenNumbers<double> {
  using Value = Quad;
  static constexpr int degree = 20;
  static constexpr int fit_bits = 176;
  static constexpr double fit_error = 0x1p-100;
  static constexpr double relative_error = 0x1p-96;
  static constexpr int identity_bits = 112;
  static constexpr int vanishing_exponent = -1200;  ///< the smallest number is 2^-1074
  static constexpr int vanishing_as = -10000;
  static constexpr int beyond_exponent = 1200;  ///< the largest number is below 2^1024
  static constexpr int limit_exponent = 10;
  static constexpr int beyond_as = 10000;
};

/// One interval of a Screen: magnitudes with bit patterns first..last of one sign.
template <class Input>
struct ScreenSegment {
  using Bits = typename BitLayout<Input>::Bits;
  using Value = typename ScreenNumbers<Input>::Value;
  static constexpr int degree = ScreenNumbers<Input>::degree;
  enum class Kind : std::uint8_t {
    polynomial,
    multiple,  ///< curve(x) = x `factor`
    constant,  ///< one number, `constant`
  };

  Bits first = 0;
  Bits last = 0;
  Kind kind = Kind::polynomial;
  Value factor = 1;    ///< 1 or 1/2
  Value constant = 0;  ///< a limit: 0, 1/2, 1, -1 or 2; or what stands for numbers too small or large for any format
  int used_degree = degree;  ///< of P, whose higher coefficients are zero
  bool times_x = false;
  int root_multiplicity = 0;
  Value root_high = 0;  ///< root = root_high + root_low
  Value root_low = 0;
  Value center = 0;
  Value scale = 0;  ///< a power of two
  Value coefficient[degree + 1] = {};
};

template <class Input>
class Screen {
 public:
  using Numbers = ScreenNumbers<Input>;
  using Value = typename Numbers::Value;
  using Bits = typename BitLayout<Input>::Bits;

  /// Largest relative error of evaluate(), against MPFR.
  static constexpr double relative_error = Numbers::relative_error;

  /// Fits nothing yet: the intervals of a part of the line are fitted when an x in it is first asked for, which takes
  /// up to some milliseconds. Parts are small, and independent of each other.
  explicit Screen(Curve curve);
  ~Screen();

  /// value[i] = curve(x[i]); vanishing results come as 2^vanishing_as with their sign, those beyond every format as
  /// 2^beyond_as. The x are finite, of one sign, and do not decrease in magnitude. May be called from several threads.
  void evaluate(std::span<const Input> x, std::span<Value> value) const;

  /// The interval that all x lie in if the curve is a number or a multiple of x there; null elsewhere. The x are as for
  /// evaluate(), one at least.
  const ScreenSegment<Input>* plain_segment(std::span<const Input> x) const;

  Curve curve() const { return curve_; }
  /// All intervals of positive or negative x, in ascending magnitude; fits what is not fitted yet, in threads.
  std::vector<ScreenSegment<Input>> segments(bool negative) const;

 private:
  struct Fits;

  /// The interval of an x.
  const ScreenSegment<Input>* segment_of(Input x) const;

  Curve curve_;
  std::unique_ptr<Fits> fits_;
};

/// The Screen of a curve, made when it is first asked for and kept until the program ends. May be called from several
/// threads.
template <class Input>
const Screen<Input>& screen_of(Curve curve);

extern template const Screen<float>& screen_of(Curve curve);
extern template const Screen<double>& screen_of(Curve curve);
extern template class Screen<float>;
extern template class Screen<double>;

}  // namespace gelubench
