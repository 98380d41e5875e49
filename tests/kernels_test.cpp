#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "accuracy/element.hpp"
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
  std::map<std::string, std::set<std::pair<DType, Direction>>> kinds;
  std::set<std::string> ids;
  for (const Kernel& kernel : registry()) {
    kinds[kernel.method + "/" + kernel.variant].insert({kernel.dtype, kernel.direction});
    if (kernel.dtype == DType::f32 && kernel.direction == Direction::forward) {
      paths[kernel.method + "/" + kernel.variant].push_back(kernel.path);
    }
    EXPECT_TRUE(ids.insert(kernel.id).second) << kernel.id << " twice";
    EXPECT_EQ(kernel.id, kernel_id(kernel.method, kernel.variant, kernel.dtype, kernel.direction, kernel.path));
    EXPECT_NE(kernel.function, nullptr);
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
  for (const auto& [name, list] : kinds) {
    for (const DType dtype : all_dtypes()) {
      const bool wanted = dtype != DType::f64 || name != "lut/binary16";
      EXPECT_EQ(list.count({dtype, Direction::forward}) > 0, wanted) << name << " " << to_string(dtype);
    }
    EXPECT_EQ(list.count({DType::f32, Direction::backward}) > 0, name != "erf/boost") << name;
    EXPECT_EQ(list.count({DType::f64, Direction::backward}) > 0, name != "erf/boost" && name != "lut/binary16") << name;
  }
}

TEST(Kernels, AcceptNothing) {
  for (const Kernel& kernel : registry()) {
    if (cpu_supports(kernel.path)) kernel.function(nullptr, nullptr, nullptr, 0);
  }
}

// Coarse, but of each kernel: its own formula to 1 % of the largest slope between the table entries of lut/nearest.
TEST(Kernels, ComputeTheirFormula) {
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path)) continue;
    for (const double number : {-5.5, -2.75, -0.75, -0.01, 0.01, 0.4, 1.0, 3.3, 7.0}) {
      const double x = round_to(format_of(kernel.dtype), number);
      const double tolerance = kernel.dtype == DType::bf16 ? 2e-2 : 4e-3;
      EXPECT_NEAR(evaluate(kernel, x), exact_value(kernel.curve(), x).to_double(), tolerance)
          << kernel.id << " at " << x;
    }
  }
}

TEST(Kernels, Binary16TableRoundsTheInputToNearestEven) {
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

// Every binary16 and bfloat16 number through the kernels that change nothing: relu on positive numbers widens and
// narrows.
TEST(Conversions, KeepEvery16BitNumber) {
  for (const Kernel& kernel : registry()) {
    if (kernel.method != "relu" || size_of(kernel.dtype) != 2 || !cpu_supports(kernel.path)) continue;
    const Format format = format_of(kernel.dtype);
    std::vector<std::uint16_t> x(65536);
    std::iota(x.begin(), x.end(), std::uint16_t{0});
    std::vector<std::uint16_t> y(x.size());
    kernel.function(x.data(), nullptr, y.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double number = decode(format, i);
      if (std::isnan(number)) {
        ASSERT_TRUE(std::isnan(decode(format, y[i]))) << kernel.id << " " << i;
      } else {
        ASSERT_EQ(decode(format, y[i]), number < 0 ? 0.0 : number) << kernel.id << " " << i;
      }
    }
  }
}

TEST(RunOnThreads, CoversEveryElementOnceForAnyAlignment) {
  // Adds one to y's marker through a kernel that copies x: each element must be written, none beyond.
  Function* copy = [](const void* x, const void*, void* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) static_cast<float*>(y)[i] += static_cast<const float*>(x)[i];
  };
  for (std::size_t offset = 0; offset < 17; ++offset) {
    for (const std::size_t n : {0u, 1u, 5u, 16u, 31u, 64u, 100u, 1000u}) {
      for (const int threads : {1, 2, 3, 7}) {
        std::vector<float> x(n);
        std::iota(x.begin(), x.end(), 1.0f);
        std::vector<float> y(n + offset + 32, 0.0f);
        run_on_threads(copy, sizeof(float), x.data(), nullptr, y.data() + offset, n, threads);
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
  // Enough bits for 10,007 numbers of any type; NaN results compare by their bits too, being of the same code.
  std::vector<std::uint64_t> x(10007);
  for (std::uint64_t& v : x) v = std::uint64_t{random()} << 32 | random();
  const std::size_t n = x.size();
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path)) continue;
    std::vector<std::uint64_t> one(n);
    std::vector<std::uint64_t> many(n);
    kernel.function(x.data(), x.data(), one.data(), n);
    run_on_threads(kernel.function, size_of(kernel.dtype), x.data(), x.data(), many.data(), n, 3);
    EXPECT_TRUE(one == many) << kernel.id;
  }
}

}  // namespace
}  // namespace gelubench
