// binary16 and bfloat16: every number widened, and every border between the float32 numbers that round to one of them
// and those that round to the next, by the scalar conversions and by those of every SIMD path.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/conversions_test.cpp"
#include <hwy/foreach_target.h>

#include <vector>

#include "kernels/drivers/arithmetic16.hpp"
#include "kernels/drivers/convert.hpp"
#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// n is a multiple of 16.
template <class S>
void narrow(const float* x, S* y, std::size_t n) {
  const hn::ScalableTag<float> d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) store(hn::LoadU(d, x + i), d, y + i);
}

template <class S>
void widen(const S* x, float* y, std::size_t n) {
  const hn::ScalableTag<float> d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) hn::StoreU(load(d, x + i), d, y + i);
}

}  // namespace

void narrow_f16(const float* x, Float16* y, std::size_t n) { narrow(x, y, n); }
void narrow_bf16(const float* x, BFloat16* y, std::size_t n) { narrow(x, y, n); }
void widen_f16(const Float16* x, float* y, std::size_t n) { widen(x, y, n); }
void widen_bf16(const BFloat16* x, float* y, std::size_t n) { widen(x, y, n); }

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <random>

#include "accuracy/element.hpp"
#include "kernels/cpu/cpu.hpp"

namespace gelubench {
namespace {

template <class S>
struct Converters {
  Path path;
  void (*narrow)(const float*, S*, std::size_t);
  void (*widen)(const S*, float*, std::size_t);
};

template <class S>
void narrow_scalar(const float* x, S* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (dtype_of<S> == DType::f16)
      y[i] = to_float16(x[i]);
    else
      y[i] = to_bfloat16(x[i]);
  }
}

template <class S>
void widen_scalar(const S* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = to_float(x[i]);
}

const std::vector<Converters<Float16>> f16_converters{{Path::scalar, &narrow_scalar<Float16>, &widen_scalar<Float16>},
                                                      {Path::scalar, &N_SCALAR::narrow_f16, &N_SCALAR::widen_f16},
                                                      {Path::sse4, &N_SSE4::narrow_f16, &N_SSE4::widen_f16},
                                                      {Path::avx2, &N_AVX2::narrow_f16, &N_AVX2::widen_f16},
                                                      {Path::avx512, &N_AVX3::narrow_f16, &N_AVX3::widen_f16}};
const std::vector<Converters<BFloat16>> bf16_converters{
    {Path::scalar, &narrow_scalar<BFloat16>, &widen_scalar<BFloat16>},
    {Path::scalar, &N_SCALAR::narrow_bf16, &N_SCALAR::widen_bf16},
    {Path::sse4, &N_SSE4::narrow_bf16, &N_SSE4::widen_bf16},
    {Path::avx2, &N_AVX2::narrow_bf16, &N_AVX2::widen_bf16},
    {Path::avx512, &N_AVX3::narrow_bf16, &N_AVX3::widen_bf16}};

template <class S>
void expect_exact_widening(const std::vector<Converters<S>>& all) {
  const Format format = format_of(dtype_of<S>);
  std::vector<S> x(65536);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = element_of<S>(i);
  for (const Converters<S>& converters : all) {
    if (!cpu_supports(converters.path)) continue;
    std::vector<float> y(x.size());
    converters.widen(x.data(), y.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double want = decode(format, i);
      if (std::isnan(want)) {
        ASSERT_TRUE(std::isnan(y[i])) << i;
      } else {
        ASSERT_EQ(static_cast<double>(y[i]), want) << i;
        ASSERT_EQ(std::signbit(y[i]), std::signbit(want)) << i;
      }
    }
  }
}

TEST(Conversions, WidenEveryNumberExactly) {
  expect_exact_widening(f16_converters);
  expect_exact_widening(bf16_converters);
}

/// The float32 patterns first..last, all of which are to round to the 16-bit pattern `to`.
struct Interval {
  std::uint32_t first;
  std::uint32_t last;
  std::uint16_t to;
};

/// Of positive numbers, infinity included. Borders are halfway between neighbours, which float32 represents; a tie goes
/// to the even pattern.
std::vector<Interval> rounding_intervals(Format format) {
  std::vector<Interval> intervals;
  std::uint32_t first = 0;
  const auto infinity = static_cast<std::uint16_t>(format.infinity());
  for (std::uint16_t to = 0; to < infinity; ++to) {
    // Beyond the largest number stands what would be the next.
    const double here = decode(format, to);
    const double next = to + 1 < infinity ? decode(format, to + 1u) : 2 * here - decode(format, to - 1u);
    const auto middle = std::bit_cast<std::uint32_t>(static_cast<float>(here + (next - here) / 2));
    const std::uint32_t last = to % 2 == 0 ? middle : middle - 1;
    intervals.push_back({first, last, to});
    first = last + 1;
  }
  intervals.push_back({first, 0x7F800000u, infinity});
  return intervals;
}

/// Of an interval: 32 numbers at each end, those that differ from an end by a power of two, which look like it where a
/// sticky bit gets lost, and one in 61 between; the last repeated up to a multiple of 16.
std::vector<float> tempting_numbers(const Interval& interval, std::uint32_t sign) {
  std::vector<float> x;
  const std::uint64_t size = std::uint64_t{interval.last} - interval.first + 1;
  const auto add = [&](std::uint64_t offset) {
    x.push_back(std::bit_cast<float>((interval.first + static_cast<std::uint32_t>(offset)) | sign));
  };
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(size, 32); ++i) {
    add(i);
    add(size - 1 - i);
  }
  for (std::uint64_t power = 32; power < size; power *= 2) {
    add(power);
    add(size - 1 - power);
  }
  for (std::uint64_t i = 32; i < size; i += 61) add(i);
  while (x.size() % 16 != 0) x.push_back(x.back());
  return x;
}

template <class S>
void expect_correct_narrowing(const std::vector<Converters<S>>& all) {
  const std::vector<Interval> intervals = rounding_intervals(format_of(dtype_of<S>));
  EXPECT_EQ(intervals.back().last, 0x7F800000u) << "all but NaN";
  std::vector<std::uint64_t> wrong(all.size());
  for (const Interval& interval : intervals) {
    for (const std::uint32_t sign : {0u, 0x80000000u}) {
      const std::vector<float> x = tempting_numbers(interval, sign);
      const auto want = static_cast<std::uint16_t>(interval.to | sign >> 16);
      std::vector<S> y(x.size());
      for (std::size_t c = 0; c < all.size(); ++c) {
        if (!cpu_supports(all[c].path)) continue;
        all[c].narrow(x.data(), y.data(), x.size());
        for (const S& result : y) wrong[c] += result.bits == want ? 0 : 1;
      }
    }
  }
  for (std::size_t c = 0; c < all.size(); ++c) {
    EXPECT_EQ(wrong[c], 0u) << "converters " << c;
    if (!cpu_supports(all[c].path)) continue;
    // NaN stays NaN, whatever its payload.
    std::vector<float> x(65536);
    std::vector<S> y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto payload = static_cast<std::uint32_t>(i % 23 == 0 ? 1u << (i % 22) : i * 127 + 1);
      x[i] = std::bit_cast<float>((i % 2 == 0 ? 0x7F800000u : 0xFF800000u) | (payload & 0x7FFFFFu) | 1u);
    }
    all[c].narrow(x.data(), y.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_TRUE(std::isnan(number_of(y[i]))) << i;
  }
}

TEST(Conversions, NarrowCorrectlyToBinary16) { expect_correct_narrowing(f16_converters); }
TEST(Conversions, NarrowCorrectlyToBfloat16) { expect_correct_narrowing(bf16_converters); }

// Arithmetic in 16 bits: as if computed exactly and rounded once. binary64 holds products, and has twice the bits and
// two more that sums and quotients take for that.
template <class S>
void expect_rounding_after_each_operation() {
  const Format format = format_of(dtype_of<S>);
  std::mt19937 random(11);
  const auto is = [&](Rounded<S> got, double want) {
    const double rounded = round_to(format, want);
    const double number = decode(format, got.stored().bits);
    return std::isnan(rounded) ? std::isnan(number)
                               : number == rounded && std::signbit(number) == std::signbit(rounded);
  };
  for (int i = 0; i < 2000000; ++i) {
    const auto first = static_cast<std::uint16_t>(random());
    // Every other pair near in magnitude, where sums round.
    const auto second = static_cast<std::uint16_t>(i % 2 == 0 ? random() : first + random() % 0x3000 - 0x1800);
    const Rounded<S> a(S{first}), b(S{second});
    const auto x = static_cast<double>(a.value()), y = static_cast<double>(b.value());
    ASSERT_TRUE(is(a + b, x + y)) << x << " + " << y;
    ASSERT_TRUE(is(a - b, x - y)) << x << " - " << y;
    ASSERT_TRUE(is(a * b, x * y)) << x << " * " << y;
    ASSERT_TRUE(is(a / b, x / y)) << x << " / " << y;
  }
}

TEST(Arithmetic16, RoundsOnceAfterEachOperation) {
  expect_rounding_after_each_operation<Float16>();
  expect_rounding_after_each_operation<BFloat16>();
}

// In binary16 a product and a sum that matters to its rounding fit binary64, but not binary32.
TEST(Arithmetic16, FusesMultiplyAndAdd) {
  using Half = Rounded<Float16>;
  std::mt19937 random(12);
  const auto some = [&] { return Half(Float16{static_cast<std::uint16_t>(random() % 0x4000 + 0x2000)}); };
  int by_two_roundings = 0;
  for (int i = 0; i < 1000000; ++i) {
    const Half a = some(), b = some(), c = i % 2 == 0 ? some() : -some();
    const auto exact = static_cast<double>(a.value()) * static_cast<double>(b.value()) + static_cast<double>(c.value());
    const auto want = static_cast<float>(round_to(format_of(DType::f16), exact));
    ASSERT_EQ(fma(a, b, c).value(), want) << a.value() << " * " << b.value() << " + " << c.value();
    by_two_roundings += Half(a.value() * b.value() + c.value()).value() != want;
  }
  EXPECT_GT(by_two_roundings, 0);
  // A tie that an addend beyond the bits of binary64 breaks.
  using Brain = Rounded<BFloat16>;
  const Brain a(1 + 0x1p-7), b(1.5);
  EXPECT_EQ(fma(a, b, Brain(0x1p-100)).value(), 1.515625f);
  EXPECT_EQ(fma(a, b, Brain(-0x1p-100)).value(), 1.5078125f);
}

}  // namespace
}  // namespace gelubench
#endif
