// What the harness records; how long things take is for benchmarks.

#include <gmock/gmock.h>

#include "bench/harness.hpp"
#include "bench/working_set.hpp"

namespace gelubench {
namespace {

std::vector<const Kernel*> two_kernels() {
  std::vector<const Kernel*> kernels;
  for (const Kernel& kernel : registry()) {
    const bool plain =
        kernel.dtype == DType::f32 && kernel.direction == Direction::forward && kernel.path == Path::scalar;
    if (plain && (kernel.variant == "max" || kernel.variant == "hard")) kernels.push_back(&kernel);
  }
  return kernels;
}

TEST(Statistics, MedianAndDeviation) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(median_absolute_deviation({1, 2, 3, 4, 100}), 1);
  EXPECT_EQ(median_absolute_deviation({5}), 0);
}

TEST(WorkingSets, GrowWithTheLevelAndHoldWholeLines) {
  const auto l1 = working_set("L1", 4);
  const auto l2 = working_set("L2", 4);
  const auto dram = working_set("DRAM", 4);
  ASSERT_TRUE(l1 && l2 && dram);
  EXPECT_LT(l1->bytes, l2->bytes);
  EXPECT_LT(l2->bytes, dram->bytes);
  EXPECT_LE(dram->bytes, 512u << 20);
  EXPECT_EQ(l1->elements(2, 8), 2 * l1->elements(1, 8)) << "each core has its own L1";
  EXPECT_EQ(dram->elements(2, 8), dram->elements(1, 8)) << "memory is shared";
  EXPECT_EQ(l1->elements(1, 8) % 64, 0u);
  EXPECT_FALSE(working_set("L7", 4));
}

TEST(Harness, RecordsEveryRowWithAllSamples) {
  TimingOptions options;
  options.levels = {"L1", "L2"};
  options.threads = {1, 2};
  options.repetitions = 3;
  options.min_seconds = 1e-4;
  std::size_t calls = 0;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(done, ++calls);
    EXPECT_EQ(total, 3u * 2 * 2 * 3);
  };
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const auto records = measure(two_kernels(), options);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "") << "nothing of the library reaches the user";
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ASSERT_EQ(records.size(), 3u * 2 * 2);
  EXPECT_EQ(calls, records.size() * 3);
  EXPECT_EQ(records.front().kernel, "memcpy/f32/forward");
  for (const TimingRecord& r : records) {
    EXPECT_EQ(r.samples_ns.size(), 3u);
    EXPECT_EQ(r.median_ns, median(r.samples_ns));
    EXPECT_EQ(r.bytes, 8 * r.elements);
    EXPECT_DOUBLE_EQ(r.gb_per_s, 8 / r.median_ns);
    EXPECT_EQ(r.distribution, "N(0,1)");
  }
}

TEST(Harness, ComparesWithinATypeAndDirection) {
  std::vector<const Kernel*> kernels;
  for (const Kernel& kernel : registry()) {
    if (kernel.variant == "max" && kernel.path == Path::scalar) kernels.push_back(&kernel);
  }
  ASSERT_EQ(kernels.size(), 8u) << "four types forward and backward";
  TimingOptions options;
  options.levels = {"L1"};
  options.repetitions = 2;
  options.min_seconds = 1e-4;
  const auto records = measure(kernels, options);
  ASSERT_EQ(records.size(), 16u) << "each group with its memcpy";
  for (const TimingRecord& r : records) {
    const std::uint64_t per_element = r.bytes / r.elements;
    if (r.kernel.find("/f64/backward") != std::string::npos) {
      EXPECT_EQ(per_element, 24u);
    }
    if (r.kernel.find("/bf16/forward") != std::string::npos) {
      EXPECT_EQ(per_element, 4u);
    }
  }
}

TEST(Harness, CanBeUsedAgainAndStopped) {
  std::atomic<bool> stop{true};
  TimingOptions options;
  options.repetitions = 2;
  options.min_seconds = 1e-4;
  options.stop = &stop;
  EXPECT_TRUE(measure(two_kernels(), options).empty());
  stop = false;
  options.levels = {"L1"};
  EXPECT_EQ(measure(two_kernels(), options).size(), 3u);
}

}  // namespace
}  // namespace gelubench
