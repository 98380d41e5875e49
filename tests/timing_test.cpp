// What the harness records; how long things take is for benchmarks.

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

#include "bench/ceilings.hpp"
#include "bench/cycle_clock.hpp"
#include "bench/distribution.hpp"
#include "bench/harness.hpp"
#include "bench/pinning.hpp"
#include "bench/working_set.hpp"
#include "results/statistics.hpp"

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

TEST(Statistics, IntervalOfTheMedianByOrder) {
  const auto upto = [](int n) {
    std::vector<double> list;
    for (int i = n; i > 0; --i) list.push_back(i);
    return list;
  };
  // Ranks of published tables (Conover, Practical Nonparametric Statistics).
  EXPECT_TRUE(std::isinf(median_interval(upto(5)).low));
  EXPECT_EQ(median_interval(upto(6)).low, 1);
  EXPECT_EQ(median_interval(upto(6)).high, 6);
  EXPECT_EQ(median_interval(upto(10)).low, 2);
  EXPECT_EQ(median_interval(upto(10)).high, 9);
  EXPECT_EQ(median_interval(upto(20)).low, 6);
  EXPECT_EQ(median_interval(upto(20)).high, 15);
  EXPECT_DOUBLE_EQ(relative_uncertainty(upto(10)), 3.5 / 5.5);
}

TEST(Statistics, RankSumProbability) {
  EXPECT_DOUBLE_EQ(rank_sum_probability({1, 2, 3}, {4, 5, 6}), 0.1) << "2 of 20 orders";
  EXPECT_DOUBLE_EQ(rank_sum_probability({4, 5, 6}, {1, 2, 3}), 0.1);
  EXPECT_DOUBLE_EQ(rank_sum_probability({1, 2, 4}, {3, 5, 6}), 0.2) << "4 of 20 orders";
  EXPECT_DOUBLE_EQ(rank_sum_probability({1, 2, 3, 4}, {5, 6, 7, 8}), 2.0 / 70);
  EXPECT_EQ(rank_sum_probability({1, 3}, {2, 4, 0}), 1);
  EXPECT_EQ(rank_sum_probability({}, {2}), 1);
  EXPECT_EQ(rank_sum_probability({5, 5, 5}, {5, 5, 5}), 1) << "ties only";
  // The normal approximation beside the exact count of 20 numbers each, apart from a tie.
  std::vector<double> a;
  std::vector<double> b;
  for (int i = 0; i < 20; ++i) {
    a.push_back(i);
    b.push_back(i + 5.5);
  }
  const double exact = rank_sum_probability(a, b);
  b.back() = b[18];
  EXPECT_NEAR(rank_sum_probability(a, b), exact, 0.2 * exact);
}

TEST(Statistics, CorrectsForTheNumberOfComparisons) {
  EXPECT_THAT(significant({0.004, 0.006}), testing::ElementsAre(true, true)) << "0.005 and 0.01";
  EXPECT_THAT(significant({0.006, 0.006}), testing::ElementsAre(false, false));
  EXPECT_THAT(significant({0.009}), testing::ElementsAre(true));
  EXPECT_THAT(significant({1, 1e-9, 0.02}), testing::ElementsAre(false, true, false));
  EXPECT_TRUE(significant({}).empty());
}

TEST(CycleClock, TellsAPlausibleCycle) {
  const auto cycle = nanoseconds_per_cycle();
  ASSERT_TRUE(cycle);
  EXPECT_GT(*cycle, 0.1) << "10 GHz";
  EXPECT_LT(*cycle, 5) << "200 MHz";
}

TEST(WorkingSets, GrowWithTheLevelAndHoldWholeLines) {
  const auto l1 = working_set("L1", 4);
  const auto l2 = working_set("L2", 4);
  const auto dram = working_set("DRAM", 4);
  ASSERT_TRUE(l1 && l2 && dram);
  EXPECT_LT(l1->bytes, l2->bytes);
  EXPECT_LT(l2->bytes, dram->bytes);
  EXPECT_LE(dram->bytes, 512u << 20);
  EXPECT_EQ(l1->elements(2, 4, 8), 2 * l1->elements(1, 4, 8)) << "each core has its own L1";
  EXPECT_EQ(dram->elements(2, 4, 8), dram->elements(1, 4, 8)) << "memory is shared";
  EXPECT_EQ(l1->elements(1, 4, 8) % 64, 0u);
  EXPECT_FALSE(working_set("L7", 4));
  EXPECT_EQ(working_set("7", 4)->elements(2, 4, 8), 7u) << "not rounded, and of all threads";
  EXPECT_EQ(working_set("32x4096", 4)->elements(1, 4, 8), 131072u);
  for (const char* bad : {"", "0", "x", "4x", "x4", "-1", "1x0", "1.5", "3x4x5", "l1"})
    EXPECT_FALSE(working_set(bad, 4)) << bad;
  EXPECT_EQ(working_set("9999999999x9999999999", 4)->count, std::numeric_limits<std::size_t>::max());
}

/// Two rounds of samples that take no time.
TimingOptions short_options() {
  TimingOptions options;
  options.sampling.sample_seconds = 1e-4;
  options.sampling.min_samples = 2;
  options.sampling.budget_seconds = 0;
  return options;
}

TEST(Harness, RecordsEveryRowWithAllSamples) {
  TimingOptions options = short_options();
  options.sizes = {"L1", "L2", "7"};
  options.threads = {1, 2};
  std::size_t last = 0;
  options.sampling.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_GE(done, last);
    last = done;
    EXPECT_EQ(total, 100 * (4u * 2 * 2 + 4)) << "7 elements are not shared";
  };
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const auto records = measure(two_kernels(), options);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "") << "nothing of the library reaches the user";
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ASSERT_EQ(records.size(), 4u * 2 * 2 + 4);
  EXPECT_EQ(last, 100 * records.size());
  EXPECT_EQ(records[0].kernel, "memcpy/f32/forward");
  EXPECT_EQ(records[1].kernel, "triad/f32/forward");
  for (const TimingRecord& r : records) {
    EXPECT_EQ(r.samples_ns.size(), 2u);
    EXPECT_EQ(r.cycle_ns.size(), 2u);
    EXPECT_EQ(r.median_ns, median(r.samples_ns));
    EXPECT_TRUE(std::isinf(r.high_ns)) << "two samples have no interval";
    EXPECT_EQ(r.stopped_by, "budget");
    ASSERT_TRUE(r.cycles);
    EXPECT_NEAR(*r.cycles * median(r.cycle_ns), r.median_ns, 0.5 * r.median_ns);
    EXPECT_EQ(r.bytes, 8 * r.elements);
    EXPECT_DOUBLE_EQ(r.gb_per_s, 8 / r.median_ns);
    EXPECT_EQ(r.distribution, "N(0,1)");
    EXPECT_FALSE(r.in_place);
    EXPECT_TRUE(r.pinned);
  }
}

TEST(Harness, StopsSamplingAtTheTargetOrTheBudget) {
  TimingOptions options = short_options();
  options.sizes = {"L1"};
  options.sampling.min_samples = 6;
  options.sampling.target = 1e9;
  options.sampling.budget_seconds = 1000;
  for (const TimingRecord& r : measure(two_kernels(), options)) {
    EXPECT_EQ(r.stopped_by, "target");
    EXPECT_EQ(r.samples_ns.size(), 6u);
  }
  options.sampling.target = 0;
  options.sampling.max_samples = 9;
  for (const TimingRecord& r : measure(two_kernels(), options)) EXPECT_EQ(r.samples_ns.size(), 9u);
  options.sampling.max_samples = 1000000;
  options.sampling.budget_seconds = 0.1;
  for (const TimingRecord& r : measure(two_kernels(), options)) {
    EXPECT_GT(r.samples_ns.size(), 6u);
    EXPECT_NE(r.stopped_by, "interrupt");
  }
}

/// Counts calls; says where they were.
std::size_t calls = 0;
std::vector<const void*> begins;
std::size_t longest = 0;
void note_call(const void* x, const void*, void*, std::size_t n) {
  ++calls;
  begins.push_back(x);
  longest = std::max(longest, n);
  const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(5 * n);
  while (std::chrono::steady_clock::now() < until) {
  }
}

TEST(Sampler, GoesThroughLargeArraysInParts) {
  std::vector<float> data(std::size_t{1} << 20);
  TimedRow row;
  row.name = "slow";
  row.function = &note_call;
  row.x = row.dy = data.data();
  row.y = data.data();
  row.elements = data.size();
  Sampling sampling;
  sampling.sample_seconds = 5e-4;
  sampling.min_samples = 12;
  sampling.budget_seconds = 0;
  std::vector<TimedRow> rows{row};
  begins.clear();
  longest = 0;
  sample(std::vector{&rows[0]}, sampling);
  EXPECT_EQ(rows[0].samples_ns.size(), 12u);
  EXPECT_GE(median(rows[0].samples_ns), 5);
  EXPECT_LT(longest, data.size() / 4);
  EXPECT_GE(std::set<const void*>(begins.begin(), begins.end()).size(), 6u)
      << "each sample goes on where the last ended";
}

/// Takes as long whatever else the machine does, unless a whole core is missing.
void wait_20_microseconds(const void*, const void*, void*, std::size_t) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(20);
  while (std::chrono::steady_clock::now() < end) continue;
}

TEST(Sampler, CountsTheExtraWorkOfSlowerRows) {
  std::vector<float> data(64);
  TimedRow row;
  row.name = "row";
  row.function = &wait_20_microseconds;
  row.x = row.dy = data.data();
  row.y = data.data();
  row.elements = data.size();
  Sampling sampling;
  sampling.sample_seconds = 1e-3;
  sampling.budget_seconds = 0;
  std::vector<TimedRow> rows{row, row};
  rows[1].name = "slower";
  rows[1].slower = 1.5;
  sample(std::vector{&rows[0], &rows[1]}, sampling);
  EXPECT_GT(median(rows[1].samples_ns), 1.25 * median(rows[0].samples_ns));
}

TEST(Harness, ComparesDistributionsAndInPlaceUse) {
  TimingOptions options = short_options();
  options.sizes = {"L1"};
  options.baselines = false;
  options.distributions = {"normal", "far"};
  auto records = measure(two_kernels(), options);
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0].distribution, "N(0,1)");
  EXPECT_EQ(records[1].distribution, "half -20, half -10^30");
  EXPECT_EQ(records[0].kernel, records[1].kernel);
  options.in_place = true;
  records = measure(two_kernels(), options);
  ASSERT_EQ(records.size(), 4u);
  EXPECT_FALSE(records[0].in_place);
  EXPECT_TRUE(records[1].in_place);
  EXPECT_EQ(records[1].distribution, fixed_points().description);
}

TEST(Distributions, TinyInputsAreNormalAndTheirSquaresUnderflow) {
  std::mt19937 bits(1);
  const auto draw = find_distribution("tiny")->draw;
  constexpr double smallest = std::numeric_limits<float>::min();
  int negative = 0;
  double least = 1;
  double largest = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = draw(bits, smallest);
    least = std::min(least, std::fabs(x));
    largest = std::max(largest, std::fabs(x));
    negative += x < 0 ? 1 : 0;
  }
  EXPECT_GE(least, smallest);
  EXPECT_LE(least, 1.1 * smallest);
  EXPECT_LE(largest, 0x1p-63);
  EXPECT_GE(largest, 0x1p-64);
  EXPECT_NEAR(negative, 5000, 300);
}

TEST(Harness, TakesInputsOfOthers) {
  const std::vector<float> x(100, 1);
  const GivenInputs given{"x.npy", DType::f32, std::as_bytes(std::span(x))};
  TimingOptions options = short_options();
  options.given = &given;
  const auto records = measure(two_kernels(), options);
  ASSERT_EQ(records.size(), 4u);
  for (const TimingRecord& r : records) {
    EXPECT_EQ(r.elements, 100u);
    EXPECT_EQ(r.level, "100");
    EXPECT_EQ(r.distribution, "x.npy");
  }
}

TEST(Harness, SaysWhatMemoryItNeeds) {
  TimingOptions options;
  options.sizes = {"1000", "4000000000x1000"};
  EXPECT_EQ(memory_needed(two_kernels(), options), 3 * 4e12 * 4) << "x, dy and y";
}

TEST(Harness, PutsThreadsBackWhereTheyWere) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  for (const int threads : {1, 2}) {
    {
      const Pinning pinning(threads);
      EXPECT_TRUE(pinning.pinned());
      cpu_set_t now;
      sched_getaffinity(0, sizeof now, &now);
      EXPECT_EQ(CPU_COUNT(&now), 1);
      EXPECT_TRUE(CPU_ISSET(static_cast<unsigned>(cpus_for_threads().front()), &now) || threads == 2);
    }
    cpu_set_t after;
    sched_getaffinity(0, sizeof after, &after);
    EXPECT_TRUE(CPU_EQUAL(&before, &after)) << threads;
  }
}

TEST(Ceilings, TheSlowerOfTwoBinds) {
  const auto row = [](const char* kernel, const char* level, int threads, double ns) {
    TimingRecord t;
    t.kernel = kernel;
    t.level = level;
    t.threads = threads;
    t.median_ns = ns;
    t.gb_per_s = 8 / ns;
    return t;
  };
  std::vector<TimingRecord> rows{
      row("memcpy/f32/forward", "L1", 1, 0.04),  row("a", "L1", 1, 0.5),   row("b", "L1", 1, 0.05),
      row("memcpy/f32/forward", "DRAM", 2, 0.2), row("a", "DRAM", 2, 0.3), row("b", "DRAM", 2, 0.25),
      row("never in L1", "DRAM", 2, 0.25)};
  compare_with_ceilings(rows);
  EXPECT_EQ(rows[1].ceiling->name, "arithmetic");
  EXPECT_FALSE(rows[1].ceiling->share);
  EXPECT_EQ(rows[2].ceiling->name, "bandwidth");
  EXPECT_DOUBLE_EQ(*rows[2].ceiling->share, 0.8);
  EXPECT_EQ(rows[4].ceiling->name, "arithmetic");
  EXPECT_DOUBLE_EQ(*rows[4].ceiling->share, 0.25 / 0.3);
  EXPECT_EQ(rows[5].ceiling->name, "bandwidth");
  EXPECT_DOUBLE_EQ(*rows[5].ceiling->share, 0.8);
  EXPECT_FALSE(rows[6].ceiling);
}

TEST(Ceilings, TheTriadAddsTwoStreams) {
  std::vector<float> x{1, 2, 3};
  std::vector<float> dy{4, 6, 8};
  std::vector<float> y(3);
  triad(DType::f32, Direction::backward)(x.data(), dy.data(), y.data(), 3);
  EXPECT_THAT(y, testing::ElementsAre(3, 5, 7));
  y = {0, 0, 0};
  triad(DType::f32, Direction::forward)(x.data(), dy.data(), y.data(), 3);
  EXPECT_THAT(y, testing::ElementsAre(3, 5, 0)) << "two thirds: as many bytes as of a kernel";
}

TEST(Harness, ComparesWithinATypeAndDirection) {
  std::vector<const Kernel*> kernels;
  for (const Kernel& kernel : registry()) {
    if (kernel.variant == "max" && kernel.path == Path::scalar) kernels.push_back(&kernel);
  }
  ASSERT_EQ(kernels.size(), 12u) << "four types, forward, backward and gated";
  TimingOptions options = short_options();
  options.sizes = {"L1"};
  const auto records = measure(kernels, options);
  ASSERT_EQ(records.size(), 36u) << "each group with its memcpy and triad";
  for (const TimingRecord& r : records) {
    const std::uint64_t per_element = r.bytes / r.elements;
    if (r.kernel.find("/f64/backward") != std::string::npos) {
      EXPECT_EQ(per_element, r.kernel.starts_with("memcpy") ? 16u : 24u) << "x, dy and dx";
    }
    if (r.kernel.find("/f32/gated") != std::string::npos) {
      EXPECT_EQ(per_element, r.kernel.starts_with("memcpy") ? 8u : 12u) << "x, u and y";
    }
    if (r.kernel.find("/bf16/forward") != std::string::npos) {
      EXPECT_EQ(per_element, 4u);
    }
  }
}

TEST(Harness, CanBeUsedAgainAndStopped) {
  std::atomic<bool> stop{true};
  TimingOptions options = short_options();
  options.sampling.stop = &stop;
  EXPECT_TRUE(measure(two_kernels(), options).empty());
  stop = false;
  options.sizes = {"L1"};
  EXPECT_EQ(measure(two_kernels(), options).size(), 4u);
}

}  // namespace
}  // namespace gelubench
