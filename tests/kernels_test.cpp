#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"
#include "kernels/kernel.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

const std::set<std::string> scalar_only{"erf/libm", "erf/erfc", "erf/boost", "erf/double", "tanh/libm", "sigmoid/libm"};
const std::set<std::string> simd{
    "relu/max",        "erf/abramowitz_stegun", "tanh/exp",           "tanh/continued_fraction",
    "sigmoid/exp",     "sigmoid/bowling",       "polynomial/minimax", "polynomial/i_gelu",
    "polynomial/hard", "lut/nearest",           "lut/linear",         "lut/cubic",
    "lut/binary16"};

TEST(Registry, HoldsEveryImplementationOnEveryPath) {
  std::map<std::string, std::vector<Path>> paths;
  std::set<std::string> ids;
  for (const Kernel& kernel : registry()) {
    paths[kernel.method + "/" + kernel.variant].push_back(kernel.path);
    EXPECT_TRUE(ids.insert(kernel.id).second) << kernel.id << " twice";
    EXPECT_EQ(kernel.id, kernel.method + "/" + kernel.variant + "/f32/forward/" + std::string(to_string(kernel.path)));
    EXPECT_NE(kernel.forward, nullptr);
    EXPECT_FALSE(kernel.provenance.empty()) << kernel.id;
  }
  for (const auto& [name, list] : paths) {
    if (scalar_only.count(name) > 0) {
      EXPECT_THAT(list, testing::ElementsAre(Path::scalar)) << name;
    } else {
      EXPECT_TRUE(simd.count(name) > 0) << name << " is not in this test";
      EXPECT_THAT(list, testing::ElementsAre(Path::scalar, Path::sse4, Path::avx2, Path::avx512)) << name;
    }
  }
  EXPECT_EQ(paths.size(), scalar_only.size() + simd.size());
}

TEST(Kernels, AcceptNothing) {
  for (const Kernel& kernel : registry()) {
    if (cpu_supports(kernel.path)) kernel.forward(nullptr, nullptr, 0);
  }
}

// Coarse, but of each kernel: its own formula to 1 % of the largest slope between the table entries of lut/nearest.
TEST(Kernels, ComputeTheirFormula) {
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path)) continue;
    for (const float x : {-5.5f, -2.75f, -0.75f, -0.01f, 0.01f, 0.4f, 1.0f, 3.3f, 7.0f}) {
      float y = 0;
      kernel.forward(&x, &y, 1);
      EXPECT_NEAR(y, exact_value(kernel.formula, static_cast<double>(x)).to_double(), 2e-3) << kernel.id << " at " << x;
    }
  }
}

TEST(Kernels, Binary16TableRoundsTheInputToNearestEven) {
  // 1 + 2^-11 lies between two binary16 numbers: to even is 1; just above it goes up.
  const std::vector<float> x{0x1.002p0f,      0x1.002002p0f, 0x1.006p0f,  0x1p-25f,
                             0x1.000002p-25f, 0x1.8p-24f,    0x1.ffep-15f};
  const std::vector<float> rounded{1.0f, 0x1.004p0f, 0x1.008p0f, 0.0f, 0x1p-24f, 0x1p-23f, 0x1p-14f};
  for (const Kernel& kernel : registry()) {
    if (kernel.variant != "binary16" || !cpu_supports(kernel.path)) continue;
    std::vector<float> y(x.size());
    std::vector<float> want(x.size());
    kernel.forward(x.data(), y.data(), x.size());
    kernel.forward(rounded.data(), want.data(), x.size());
    EXPECT_EQ(y, want) << kernel.id;
    EXPECT_NE(want[4], 0.0f);
  }
}

TEST(RunOnThreads, CoversEveryElementOnceForAnyAlignment) {
  // Adds one to y's marker through a kernel that copies x: each element must be written, none beyond.
  Forward* copy = [](const float* x, float* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] += x[i];
  };
  for (std::size_t offset = 0; offset < 17; ++offset) {
    for (const std::size_t n : {0u, 1u, 5u, 16u, 31u, 64u, 100u, 1000u}) {
      for (const int threads : {1, 2, 3, 7}) {
        std::vector<float> x(n);
        std::iota(x.begin(), x.end(), 1.0f);
        std::vector<float> y(n + offset + 32, 0.0f);
        run_on_threads(copy, x.data(), y.data() + offset, n, threads);
        for (std::size_t i = 0; i < y.size(); ++i) {
          const float want = i >= offset && i < offset + n ? x[i - offset] : 0.0f;
          ASSERT_EQ(y[i], want) << "offset " << offset << ", n " << n << ", threads " << threads << ", element " << i;
        }
      }
    }
  }
}

TEST(RunOnThreads, IsBitEqualToOneThread) {
  std::mt19937 random(5);
  std::vector<float> x(10007);
  for (float& v : x) v = float_of(static_cast<std::uint32_t>(random()));
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path)) continue;
    std::vector<float> one(x.size());
    std::vector<float> many(x.size());
    kernel.forward(x.data(), one.data(), x.size());
    run_on_threads(kernel.forward, x.data(), many.data(), x.size(), 3);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_TRUE(bits_of(one[i]) == bits_of(many[i]) || (std::isnan(one[i]) && std::isnan(many[i]))) << kernel.id;
    }
  }
}

}  // namespace
}  // namespace gelubench
