// What is known of the algorithms of others, and of arithmetic in 16 bits, and has to show in the rows that emulate
// them.

#include <gmock/gmock.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "accuracy/element.hpp"
#include "kernels/cpu/cpu.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

/// What the kernel of this implementation returns, on the first path there is.
double result_of(const std::string& implementation, double x) {
  for (const Kernel& kernel : registry()) {
    if (kernel.implementation() == implementation && cpu_supports(kernel.path)) return evaluate(kernel, x);
  }
  throw std::logic_error("no " + implementation);
}

// What 16-bit arithmetic does that binary32 rounded once does not: the reason why these rows are here.
TEST(Emulations, ArithmeticIn16BitsLosesWhatBinary32Keeps) {
  EXPECT_EQ(result_of("erf/in_16_bits/f16/forward", -4), 0);
  EXPECT_LT(result_of("erf/libm/f16/forward", -4), 0);
  // 40.3125 is the largest number whose cube is finite.
  EXPECT_EQ(result_of("tanh/in_16_bits/f16/backward", 40.3125), 1);
  EXPECT_TRUE(std::isnan(result_of("tanh/in_16_bits/f16/backward", 40.34375)));
  EXPECT_TRUE(std::isnan(result_of("tanh/in_16_bits/f16/backward", -40.34375)));
  EXPECT_EQ(result_of("tanh/in_16_bits/f16/forward", 40.34375), 40.34375) << "tanh of infinity is 1";
  EXPECT_EQ(result_of("tanh/in_16_bits/bf16/backward", 40.25), 1);
  EXPECT_TRUE(std::isnan(result_of("tanh/in_16_bits/bf16/backward", 0x1p43)));
  EXPECT_LT(result_of("sigmoid/in_16_bits/f16/forward", -6.5), 0);
  EXPECT_EQ(result_of("sigmoid/in_16_bits/f16/forward", -6.53125), 0);
  EXPECT_TRUE(std::isnan(result_of("sigmoid/in_16_bits/f16/backward", 38528)));
}

// Clamped where erf, or the factor of x, is not yet at its limit, these grow without bound towards minus infinity; the
// quotient of 5/5 only without fused multiply-add.
TEST(Emulations, ErrorsOfSomeEmulationsGrowWithoutBound) {
  for (const std::string implementation :
       {"erf/rational_5_5", "erf/rational_3_2", "erf/three_polynomials", "polynomial/sixteen_quadratics"}) {
    EXPECT_GT(std::fabs(result_of(implementation + "/f32/forward", -0x1p100)), 0x1p70) << implementation;
  }
  EXPECT_EQ(result_of("erf/rational_11_10/f32/forward", -0x1p100), 0);
}

TEST(Emulations, Binary16TableRoundsTheInputToNearestEven) {
  // 1 + 2^-11 lies between two binary16 numbers: to even is 1; just above it goes up.
  const std::vector<float> x{0x1.002p0f,      0x1.002002p0f, 0x1.006p0f,  0x1p-25f,
                             0x1.000002p-25f, 0x1.8p-24f,    0x1.ffep-15f};
  const std::vector<float> rounded{1.0f, 0x1.004p0f, 0x1.008p0f, 0.0f, 0x1p-24f, 0x1p-23f, 0x1p-14f};
  for (const Kernel& kernel : registry()) {
    const bool wanted = kernel.dtype == DType::f32 && kernel.direction == Direction::forward;
    if (kernel.variant != "binary16" || !wanted || !cpu_supports(kernel.path)) continue;
    std::vector<float> y(x.size());
    std::vector<float> want(x.size());
    kernel.function(x.data(), nullptr, y.data(), x.size());
    kernel.function(rounded.data(), nullptr, want.data(), x.size());
    EXPECT_EQ(y, want) << kernel.id;
    EXPECT_NE(want[4], 0.0f);
  }
}

}  // namespace
}  // namespace gelubench
