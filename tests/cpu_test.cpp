// The vocabulary of kernels, what depends on the CPU, and exceptions of parallel regions.

#include "kernels/cpu/cpu.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <concepts>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "accuracy/element.hpp"
#include "kernels/first_exception.hpp"
#include "kernels/kernel.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

template <class T>
concept HasDType = requires {
  dtype_of<T>;
};

static_assert(dtype_of<float> == DType::f32 && dtype_of<double> == DType::f64);
static_assert(dtype_of<Float16> == DType::f16 && dtype_of<BFloat16> == DType::bf16);
static_assert(!HasDType<int> && !HasDType<long double> && !HasDType<std::uint16_t> && !HasDType<const float>);

static_assert(!std::convertible_to<Formula, Curve>, "a formula is no curve before a direction is chosen");
static_assert(std::is_aggregate_v<Curve> && Curve{Formula::relu}.direction == Direction::forward);

TEST(DTypes, AnUnknownOneHasNoFormat) {
  const auto unknown = static_cast<DType>(99);
  EXPECT_THROW(format_of(unknown), std::logic_error);
  EXPECT_THROW(with_storage(unknown, [](auto) { return 0; }), std::logic_error);
}

TEST(Paths, AreThoseOfIdsInTheirOrder) {
  std::vector<std::string> names;
  for (const Path path : all_paths()) names.emplace_back(to_string(path));
  EXPECT_THAT(names, testing::ElementsAre("scalar", "sse4", "avx2", "avx512", "neon", "sve", "native"));
  EXPECT_TRUE(std::is_sorted(all_paths().begin(), all_paths().end()));
}

// Half of the smallest normal number as a result, and a subnormal operand times 2^30.
TEST(SubnormalFlushing, IsOnWhileItLives) {
  volatile float smallest = std::numeric_limits<float>::min();
  volatile float subnormal = 0x1p-140f;
  volatile float half = 0.5f;
  volatile float large = 0x1p30f;
  const auto results = [&] { return std::vector<float>{smallest * half, subnormal * large}; };
  const std::vector<float> exact{0x1p-127f, 0x1p-110f};
  EXPECT_FALSE(SubnormalFlushing::is_on());
  EXPECT_EQ(results(), exact);
  {
    const SubnormalFlushing flushing;
    EXPECT_TRUE(SubnormalFlushing::is_on());
    EXPECT_EQ(results(), std::vector<float>(2, 0.0f));
    {
      const SubnormalFlushing off(false);
      const SubnormalFlushing again;
      EXPECT_EQ(results(), std::vector<float>(2, 0.0f));
    }
    EXPECT_TRUE(SubnormalFlushing::is_on()) << "as before the inner ones";
  }
  EXPECT_FALSE(SubnormalFlushing::is_on());
  EXPECT_EQ(results(), exact);
}

TEST(FirstException, IsThrownOnBehindTheRegion) {
  FirstException failure;
  int run = 0;
  failure.guard([&] { ++run; });
  EXPECT_FALSE(failure.has_caught());
  EXPECT_NO_THROW(failure.rethrow());
  failure.guard([] { throw std::runtime_error("first"); });
  failure.guard([&] { ++run; });
  EXPECT_TRUE(failure.has_caught());
  EXPECT_EQ(run, 1) << "no further body runs";
  EXPECT_THAT([&] { failure.rethrow(); }, testing::ThrowsMessage<std::runtime_error>("first"));
}

TEST(FirstException, IsOneOfSeveralThreads) {
  FirstException failure;
#pragma omp parallel for num_threads(4) schedule(static, 1)
  for (int i = 0; i < 100; ++i) {
    failure.guard([&] { throw std::runtime_error("one of them"); });
  }
  EXPECT_THAT([&] { failure.rethrow(); }, testing::ThrowsMessage<std::runtime_error>("one of them"));
}

TEST(Threads, AKernelThatThrowsDoesNotEndTheProgram) {
  Function* const throws = [](const void*, const void*, void*, std::size_t) { throw std::runtime_error("kernel"); };
  const std::vector<float> x(1000);
  std::vector<float> y(1000);
  for (const int threads : {1, 2, 5}) {
    EXPECT_THAT([&] { run_on_threads(throws, sizeof(float), x.data(), nullptr, y.data(), y.size(), threads); },
                testing::ThrowsMessage<std::runtime_error>("kernel"));
  }
}

}  // namespace
}  // namespace gelubench
