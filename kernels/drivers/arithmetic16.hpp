// Arithmetic in binary16 and bfloat16 itself: every operation rounded to the type, as hardware and engines with 16-bit
// arithmetic do it. Other kernels of 16-bit types compute in binary32 and round once.
//
// Emulated: an operation is done in binary32 and its result rounded. Both types have at most 11 bits and binary32 24,
// at least twice as many and two more, so a sum, a product or a quotient comes out as if rounded once (Figueroa 1995).
// fma() is exact before it is rounded. erf, tanh and exp are libm's of binary32, rounded.
//
// The implementation is a struct with
//
//   template <class T> static T forward(T x);               T is Rounded<Float16> or Rounded<BFloat16>
//   template <class T> static T gradient(T x);              optional: g'(x)

#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/drivers/convert.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// v rounded to the 16-bit type S.
template <Storage S>
S narrowed(float v) {
  static_assert(sizeof(S) == 2);
  if constexpr (dtype_of<S> == DType::f16)
    return to_float16(v);
  else
    return to_bfloat16(v);
}

/// A number of the 16-bit type S; what operations on it give is rounded to S.
template <Storage S>
class Rounded {
 public:
  explicit Rounded(S x) : value_(to_float(x)) {}
  /// The nearest number of S.
  explicit Rounded(float v) : value_(to_float(narrowed<S>(v))) {}
  explicit Rounded(double v) : Rounded(static_cast<float>(v)) {}
  explicit Rounded(int v) : Rounded(static_cast<float>(v)) {}

  S stored() const { return narrowed<S>(value_); }
  float value() const { return value_; }

  friend Rounded operator+(Rounded a, Rounded b) { return Rounded(a.value_ + b.value_); }
  friend Rounded operator-(Rounded a, Rounded b) { return Rounded(a.value_ - b.value_); }
  friend Rounded operator*(Rounded a, Rounded b) { return Rounded(a.value_ * b.value_); }
  friend Rounded operator/(Rounded a, Rounded b) { return Rounded(a.value_ / b.value_); }
  friend Rounded operator-(Rounded a) { return Rounded(-a.value_); }
  friend bool operator<(Rounded a, Rounded b) { return a.value_ < b.value_; }

  friend Rounded erf(Rounded a) { return Rounded(std::erf(a.value_)); }
  friend Rounded tanh(Rounded a) { return Rounded(std::tanh(a.value_)); }
  friend Rounded exp(Rounded a) { return Rounded(std::exp(a.value_)); }

  /// a * b + c rounded once: the product is exact in binary64, the sum goes by binary32 rounded to odd, which keeps on
  /// which side of a tie it is.
  friend Rounded fma(Rounded a, Rounded b, Rounded c) {
    const double product = static_cast<double>(a.value_) * static_cast<double>(b.value_);
    const auto addend = static_cast<double>(c.value_);
    const double sum = product + addend;
    const double part = sum - product;
    const double lost = (product - (sum - part)) + (addend - part);  // NaN where the sum is not finite
    const auto nearest = static_cast<float>(sum);
    const double missing = sum - static_cast<double>(nearest);
    const double direction = missing != 0 ? missing : lost;
    const bool is_odd = (std::bit_cast<std::uint32_t>(nearest) & 1) != 0;
    if (is_odd || !(direction < 0 || direction > 0)) return Rounded(nearest);
    return Rounded(std::nextafterf(nearest, direction > 0 ? INFINITY : -INFINITY));
  }

 private:
  float value_;
};

template <class Implementation, class S>
void map_rounded_forward(const void* x_, const void*, void* y_, std::size_t n) {
  const S* x = static_cast<const S*>(x_);
  S* y = static_cast<S*>(y_);
  for (std::size_t i = 0; i < n; ++i) y[i] = Implementation::forward(Rounded<S>(x[i])).stored();
}

template <class Implementation, class S>
void map_rounded_backward(const void* x_, const void* dy_, void* dx_, std::size_t n) {
  const S* x = static_cast<const S*>(x_);
  const S* dy = static_cast<const S*>(dy_);
  S* dx = static_cast<S*>(dx_);
  for (std::size_t i = 0; i < n; ++i) {
    dx[i] = (Rounded<S>(dy[i]) * Implementation::gradient(Rounded<S>(x[i]))).stored();
  }
}

/// Registers an implementation for both types and both directions; for a namespace-scope constant.
template <class Implementation>
Registered kernels_in_16_bits(const Description& description) {
  static constexpr std::array<TypedFunction, 4> functions{
      {{DType::f16, Direction::forward, &map_rounded_forward<Implementation, Float16>},
       {DType::f16, Direction::backward, &map_rounded_backward<Implementation, Float16>},
       {DType::bf16, Direction::forward, &map_rounded_forward<Implementation, BFloat16>},
       {DType::bf16, Direction::backward, &map_rounded_backward<Implementation, BFloat16>}}};
  return Registered(description, {{Path::scalar, functions}});
}

}  // namespace gelubench
