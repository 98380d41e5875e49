// The C interface as a careless caller uses it. library/gelu.cpp is compiled into this test with its assertions.

#include <gelubench/gelu.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

template <class T>
using Forward = void(const T*, T*, size_t);
template <class T>
using Backward = void(const T*, const T*, T*, size_t);

constexpr Forward<float>* forward_f32[] = {gelubench_gelu_f32,      gelubench_gelu_exact_f32,
                                           gelubench_gelu_tanh_f32, gelubench_gelu_sigmoid_f32,
                                           gelubench_silu_f32,      gelubench_relu_f32};
constexpr Backward<float>* backward_f32[] = {
    gelubench_gelu_backward_f32, gelubench_gelu_tanh_backward_f32, gelubench_gelu_sigmoid_backward_f32,
    gelubench_silu_backward_f32, gelubench_relu_backward_f32,      gelubench_reglu_f32,
    gelubench_geglu_f32,         gelubench_geglu_tanh_f32,         gelubench_swiglu_f32};
constexpr Forward<double>* forward_f64[] = {gelubench_gelu_f64, gelubench_silu_f64, gelubench_relu_f64};
constexpr Backward<double>* backward_f64[] = {gelubench_gelu_backward_f64, gelubench_silu_backward_f64,
                                              gelubench_relu_backward_f64, gelubench_reglu_f64};
constexpr Forward<std::uint16_t>* forward_16[] = {gelubench_gelu_f16,  gelubench_gelu_bf16, gelubench_silu_f16,
                                                  gelubench_silu_bf16, gelubench_relu_f16,  gelubench_relu_bf16};
constexpr Backward<std::uint16_t>* backward_16[] = {
    gelubench_gelu_backward_f16,  gelubench_gelu_backward_bf16, gelubench_relu_backward_f16,
    gelubench_relu_backward_bf16, gelubench_silu_backward_f16,  gelubench_silu_backward_bf16,
    gelubench_reglu_f16,          gelubench_reglu_bf16,         gelubench_geglu_f16,
    gelubench_geglu_bf16,         gelubench_geglu_tanh_f16,     gelubench_geglu_tanh_bf16,
    gelubench_swiglu_f16,         gelubench_swiglu_bf16};

TEST(Library, AcceptsNothing) {
  for (auto* f : forward_f32) f(nullptr, nullptr, 0);
  for (auto* f : forward_f64) f(nullptr, nullptr, 0);
  for (auto* f : forward_16) f(nullptr, nullptr, 0);
  for (auto* f : backward_f32) f(nullptr, nullptr, nullptr, 0);
  for (auto* f : backward_f64) f(nullptr, nullptr, nullptr, 0);
  for (auto* f : backward_16) f(nullptr, nullptr, nullptr, 0);
}

// In place, at every offset of an element and every small length: the same bits, and nothing beside them is written.
TEST(Library, GivesTheSameInPlaceAtAnyOffset) {
  std::vector<float> x(160);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1f * static_cast<float>(i) - 9.0f;
  const std::vector<float> ones(x.size(), 1.0f);
  for (auto* f : forward_f32) {
    std::vector<float> want(x.size());
    f(x.data(), want.data(), x.size());
    for (std::size_t offset = 0; offset < 17; ++offset) {
      for (std::size_t n = 0; n < 40; ++n) {
        std::vector<float> y = x;
        f(y.data() + offset, y.data() + offset, n);
        for (std::size_t i = 0; i < y.size(); ++i) {
          const float expected = i >= offset && i < offset + n ? want[i] : x[i];
          ASSERT_EQ(std::bit_cast<std::uint32_t>(y[i]), std::bit_cast<std::uint32_t>(expected)) << offset << " " << n;
        }
      }
    }
  }
  for (auto* f : backward_f32) {
    std::vector<float> want(x.size());
    f(x.data(), ones.data(), want.data(), x.size());
    std::vector<float> over_x = x;
    f(over_x.data(), ones.data(), over_x.data(), x.size());
    EXPECT_EQ(over_x, want);
    std::vector<float> over_dy = ones;
    f(x.data(), over_dy.data(), over_dy.data(), x.size());
    EXPECT_EQ(over_dy, want);
  }
}

TEST(LibraryDeathTest, AssertsThatNothingOverlapsInPart) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  std::vector<float> a(64);
  std::vector<double> b(64);
  EXPECT_DEATH(gelubench_gelu_f32(a.data(), a.data() + 1, 32), "may_alias");
  EXPECT_DEATH(gelubench_gelu_f32(a.data() + 31, a.data(), 32), "may_alias");
  EXPECT_DEATH(gelubench_gelu_backward_f64(b.data(), b.data() + 32, b.data() + 31, 32), "may_alias");
  gelubench_gelu_f32(a.data(), a.data() + 32, 32);
}

template <class T, class F, class IsNan>
void expect_nan_for(F* f, const std::vector<T>& nans, IsNan is_nan) {
  std::vector<T> y(nans.size());
  f(nans.data(), y.data(), y.size());
  for (std::size_t i = 0; i < y.size(); ++i) ASSERT_TRUE(is_nan(y[i])) << i;
}

// Every payload, quiet and signalling, of either sign.
TEST(Library, GivesNanForEveryNan) {
  std::vector<float> f32;
  for (std::uint32_t bits = 0x7F800001; bits <= 0x7FFFFFFF; ++bits) {
    f32.push_back(std::bit_cast<float>(bits));
    f32.push_back(std::bit_cast<float>(bits | 0x80000000));
  }
  for (auto* f : forward_f32) expect_nan_for(f, f32, [](float y) { return std::isnan(y); });

  std::vector<double> f64;
  for (int bit = 0; bit < 52; ++bit) {
    f64.push_back(std::bit_cast<double>(0x7FF0000000000000 | std::uint64_t{1} << bit));
    f64.push_back(std::bit_cast<double>(0xFFF0000000000000 | std::uint64_t{1} << bit));
  }
  for (auto* f : forward_f64) expect_nan_for(f, f64, [](double y) { return std::isnan(y); });

  const auto of_16 = [](std::uint16_t infinity) {
    std::vector<std::uint16_t> list;
    for (std::uint16_t bits = static_cast<std::uint16_t>(infinity + 1); bits < 0x8000; ++bits) {
      list.push_back(bits);
      list.push_back(bits | 0x8000);
    }
    return list;
  };
  const auto above = [](std::uint16_t infinity) {
    return [infinity](std::uint16_t y) { return (y & 0x7FFF) > infinity; };
  };
  expect_nan_for(gelubench_gelu_f16, of_16(0x7C00), above(0x7C00));
  expect_nan_for(gelubench_relu_f16, of_16(0x7C00), above(0x7C00));
  expect_nan_for(gelubench_gelu_bf16, of_16(0x7F80), above(0x7F80));
  expect_nan_for(gelubench_relu_bf16, of_16(0x7F80), above(0x7F80));
  expect_nan_for(gelubench_silu_f16, of_16(0x7C00), above(0x7C00));
  expect_nan_for(gelubench_silu_bf16, of_16(0x7F80), above(0x7F80));
}

// Gated results are products of IEEE 754: what multiplies may be zero, infinite or NaN, and no tail is lost to a scale.
TEST(Library, MultipliesAsIeee754) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float x[] = {2, 2, 2, -infinity, infinity, 2, nan, -80, 0x1p-130f};
  const float u[] = {0, -0.0f, infinity, infinity, 0, nan, 1, 0x1p100f, 0x1p127f};
  float y[9];
  gelubench_swiglu_f32(x, u, y, 9);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(y[0]), 0u);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(y[1]), 0x80000000u);
  EXPECT_EQ(y[2], infinity);
  for (const int i : {3, 4, 5, 6}) EXPECT_TRUE(std::isnan(y[i])) << i;
  const double far = -80 / (1 + std::exp(80.0)) * 0x1p100;
  EXPECT_NEAR(y[7] / far, 1, 1e-6);
  EXPECT_EQ(y[8], 0x1p-4f);
}

/// In another rounding mode while it lives.
class Rounding {
 public:
  explicit Rounding(int mode) { std::fesetround(mode); }
  ~Rounding() { std::fesetround(FE_TONEAREST); }
};

/// |a - b| in ULP of b, infinite where one of them alone is NaN.
double distance_in_ulp(float a, float b) {
  if (std::isnan(a) != std::isnan(b)) return std::numeric_limits<double>::infinity();
  if (std::isnan(a) || a == b) return 0;
  int exponent = 0;
  std::frexp(b, &exponent);
  return std::fabs(double{a} - double{b}) / std::ldexp(1.0, std::max(exponent, -125) - 24);
}

// What gelu.h says of other rounding modes than to nearest.
TEST(Library, StaysNearInOtherRoundingModes) {
  std::vector<float> x;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 49999) {
    const float here = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!std::isnan(here)) x.push_back(here);
  }
  for (int i = 0; i < 60000; ++i) x.push_back(-110 + 0.002f * static_cast<float>(i));
  const std::vector<float> ones(x.size(), 1);
  const std::vector<double> x64(x.begin(), x.end());
  const std::vector<double> ones64(x.size(), 1);
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    const auto expect_near = [&](const auto& run) {
      std::vector<float> want(x.size());
      std::vector<float> got(x.size());
      run(want.data());
      {
        const Rounding rounding(mode);
        run(got.data());
      }
      for (std::size_t i = 0; i < x.size(); ++i) ASSERT_LE(distance_in_ulp(got[i], want[i]), 16) << mode << " " << x[i];
    };
    for (auto* f : forward_f32) expect_near([&](float* y) { f(x.data(), y, x.size()); });
    for (auto* f : backward_f32) expect_near([&](float* y) { f(x.data(), ones.data(), y, x.size()); });
    const auto expect_near64 = [&](const auto& run) {
      std::vector<double> want(x.size());
      std::vector<double> got(x.size());
      run(want.data());
      {
        const Rounding rounding(mode);
        run(got.data());
      }
      for (std::size_t i = 0; i < x.size(); ++i) {
        ASSERT_EQ(std::isfinite(got[i]), std::isfinite(want[i])) << mode << " " << x[i];
        if (!std::isfinite(want[i])) continue;
        ASSERT_LE(std::fabs(got[i] - want[i]), 1e-14 * std::max(1.0, std::fabs(want[i]))) << mode << " " << x[i];
      }
    };
    for (auto* f : forward_f64) expect_near64([&](double* y) { f(x64.data(), y, x.size()); });
    for (auto* f : backward_f64) expect_near64([&](double* y) { f(x64.data(), ones64.data(), y, x.size()); });
  }
}

TEST(Library, HandlesTheEndsOfEveryFunction) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (auto* f : forward_f32) {
    float y[5] = {-infinity, infinity, -0.0f, 0.0f, -1e30f};
    f(y, y, 5);
    EXPECT_EQ(y[0], 0.0f);
    EXPECT_EQ(y[1], infinity);
    EXPECT_EQ(y[2], 0.0f);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(y[3]), 0u);
    EXPECT_EQ(y[4], 0.0f);
    if (f != gelubench_relu_f32) {
      for (const int i : {0, 2, 4}) EXPECT_TRUE(std::signbit(y[i])) << i;
    }
  }
}

}  // namespace
