#include "reports/history.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "example_results.hpp"
#include "results/atomic_file.hpp"
#include "results/machine.hpp"
#include "results/result_json.hpp"
#include "results/statistics.hpp"
#include "suite/baselines.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* good = "erf/double/f32/forward/scalar";

std::vector<double> noisy(std::vector<double> levels, double deviation, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, deviation);
  for (double& level : levels) level += noise(random);
  return levels;
}

TEST(LevelShifts, FindsAStepWhereItIs) {
  const auto shifts = level_shifts({1.00, 1.01, 0.99, 1.00, 1.10, 1.11, 1.10}, 0.05, 0, 1);
  ASSERT_THAT(shifts, SizeIs(1));
  EXPECT_EQ(shifts[0].at, 4u);
  EXPECT_DOUBLE_EQ(shifts[0].before, 1.00);
  EXPECT_DOUBLE_EQ(shifts[0].after, 1.10);
  EXPECT_FALSE(shifts[0].is_last);
}

TEST(LevelShifts, FindsTwoStepsAndASlowDrift) {
  const std::vector<double> two{1, 1.001, 1, 0.999, 1.2, 1.201, 1.2, 1.199, 1.1, 1.101, 1.1};
  const auto shifts = level_shifts(two, 0.05, 0, 1);
  ASSERT_THAT(shifts, SizeIs(2));
  EXPECT_EQ(shifts[0].at, 4u);
  EXPECT_EQ(shifts[1].at, 8u);
  const std::vector<double> back{1, 1.001, 1, 0.999, 1.2, 1.201, 1.2, 1.199, 1, 1.001, 1, 1};
  EXPECT_THAT(level_shifts(back, 0.05, 0, 1), SizeIs(2)) << "there and back again";
  std::vector<double> drift;
  for (int i = 0; i < 30; ++i) drift.push_back(0.005 * i + 0.001 * (i % 2));
  EXPECT_THAT(level_shifts(drift, 0.05, 0, 1), Not(IsEmpty()));
}

TEST(LevelShifts, OneNumberIsNoStepUnlessItIsTheLast) {
  EXPECT_THAT(level_shifts({1, 1.001, 1, 1.5, 1, 1.001, 1}, 0.05, 0, 1), IsEmpty());
  EXPECT_THAT(level_shifts({1.5, 1, 1.001, 1, 1, 1.001, 1}, 0.05, 0, 1), IsEmpty());
  const auto last = level_shifts({1, 1.001, 1, 1.001, 1, 1.5}, 0.05, 0, 1);
  ASSERT_THAT(last, SizeIs(1));
  EXPECT_EQ(last[0].at, 5u);
  EXPECT_TRUE(last[0].is_last);
}

TEST(LevelShifts, SmallOrScatteredOnesDoNotCount) {
  const std::vector<double> step{1, 1.001, 1, 1.001, 1.1, 1.101, 1.1};
  EXPECT_THAT(level_shifts(step, 0.05, 0, 1), SizeIs(1));
  EXPECT_THAT(level_shifts(step, 0.2, 0, 1), IsEmpty()) << "below the least shift";
  EXPECT_THAT(level_shifts(step, 0.05, 0.1, 1), IsEmpty()) << "within a scatter known from elsewhere";
  EXPECT_THAT(level_shifts({}, 0.05, 0, 1), IsEmpty());
  EXPECT_THAT(level_shifts({1, 2}, 0.05, 0, 1), IsEmpty());
}

TEST(LevelShifts, NoiseRarelyMakesOneAndAStepOfFiveDeviationsNearlyAlwaysDoes) {
  int false_alarms = 0;
  int found = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::vector<double> level(20, 1.0);
    false_alarms += level_shifts(noisy(level, 0.02, seed), 0.01, 0.02, 1).empty() ? 0 : 1;
    for (std::size_t i = 12; i < level.size(); ++i) level[i] += 0.1;
    const auto shifts = level_shifts(noisy(level, 0.02, seed), 0.05, 0.02, 1);
    found += shifts.size() == 1 && shifts[0].at == 12 ? 1 : 0;
  }
  EXPECT_LE(false_alarms, 6) << "of 200, at 1 %";
  EXPECT_GE(found, 180);
}

/// Runs of one machine, a day each; `factor` of the times of a kernel, or of everything where `kernel` is empty.
std::vector<NamedResults> runs(const std::vector<double>& factors, const std::string& kernel = good) {
  std::vector<NamedResults> list;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    ResultSet r = example_results();
    r.environment.utc = fmt::format("2026-01-{:02}T00:00:00Z", i + 1);
    for (TimingRecord& t : r.timings) {
      const double factor = (kernel.empty() || t.kernel == kernel ? factors[i] : 1) * (i % 2 == 0 ? 1 : 1.001);
      for (double& s : t.samples_ns) s *= factor;
      t.median_ns *= factor;
      t.low_ns *= factor;
      t.high_ns *= factor;
    }
    list.push_back({fmt::format("run-{}", i + 1), r});
  }
  return list;
}

const RowHistory& row_of(const History& history, std::string_view kernel, std::string_view conditions) {
  for (const RowHistory& row : history.rows) {
    if (row.kernel == kernel && row.conditions == conditions) return row;
  }
  throw std::logic_error(fmt::format("no row {}, {}", kernel, conditions));
}

TEST(History, FindsAPlantedStepAndNothingElse) {
  const History history = history_of(runs({1, 1, 1, 1, 1.08, 1.08, 1.08}), {});
  const RowHistory& row = row_of(history, good, "L1, 1 thread");
  ASSERT_THAT(row.steps, SizeIs(1));
  EXPECT_EQ(row.steps[0].at, 4u);
  EXPECT_NEAR(row.steps[0].after_ns / row.steps[0].before_ns, 1.08, 0.002);
  for (const RowHistory& other : history.rows) EXPECT_EQ(other.steps.empty(), other.kernel != good) << other.kernel;
  const std::string text = history_text(history);
  EXPECT_THAT(text, HasSubstr("  L1, 1 thread      ▁▁▁▁▇▇▇  6.80 -> 7.34 ns, scatter 0.1 %\n"));
  EXPECT_THAT(text, HasSubstr(std::string(good) +
                              ", L1, 1 thread: 1.08x slower since run 5 (run-5, 0123456789ab with changes): "
                              "6.80 -> 7.34 ns\n"));
  EXPECT_THAT(history_of(runs({1, 1, 1, 1, 1.03, 1.03, 1.03}), {}).rows.front().steps, IsEmpty());
  CompareOptions strict;
  strict.effects[good] = 0.02;
  EXPECT_THAT(row_of(history_of(runs({1, 1, 1, 1, 1.03, 1.03, 1.03}), strict), good, "L1, 1 thread").steps, SizeIs(1));
}

TEST(History, LeavesOutRunsInWhichMemcpyWasSlowToo) {
  std::vector<NamedResults> disturbed = runs({1, 1, 1, 1, 1.3, 1.3, 1, 1}, "");
  const History history = history_of(disturbed, {});
  const RowHistory& row = row_of(history, good, "L1, 1 thread");
  EXPECT_THAT(row.steps, IsEmpty());
  EXPECT_FALSE(row.ns[4].has_value());
  EXPECT_NEAR(*row.disturbed_ns[4], 6.8 * 1.3, 0.02);
  EXPECT_THAT(history_text(history), HasSubstr("▁▁▁▁xx▁▁"));
  // Without memcpy and triad there is nothing to know it by.
  for (NamedResults& run : disturbed) {
    std::erase_if(run.results.timings, [](const TimingRecord& t) {
      return t.kernel.starts_with("memcpy/") || t.kernel.starts_with("triad/");
    });
  }
  EXPECT_THAT(row_of(history_of(disturbed, {}), good, "L1, 1 thread").steps, SizeIs(2));
}

TEST(History, SaysWhenResultsOrConditionsChanged) {
  std::vector<NamedResults> list = runs({1, 1, 1, 1});
  list[1].results.accuracy.clear();  // times only
  for (std::size_t i = 2; i < 4; ++i) {
    for (AccuracyRecord& a : list[i].results.accuracy) {
      if (a.kernel == good && a.reference == "own" && a.region == "all") a.max_ulp = 0.75;
    }
  }
  list[3].results.environment.compiler = "GNU 13";
  const std::string text = history_text(history_of(list, {}));
  EXPECT_THAT(text, HasSubstr(std::string(good) +
                              ": less accurate since run 3 (run-3, 0123456789ab with changes): max ULP against its own "
                              "formula, all: 0.5000001 -> 0.75\n"));
  EXPECT_THAT(text, HasSubstr("run-4\n       differs from the run before in compiler: 'GNU 12.2.0' and 'GNU 13'\n"));
}

TEST(History, PicturesShowKernelsWithStepsFirst) {
  const History history = history_of(runs({1, 1, 1, 1, 1.08, 1.08, 1.08}, "tanh/exp/f32/forward/avx2"), {});
  const std::vector<Chart> charts = history_charts(history, 2);
  ASSERT_THAT(charts, SizeIs(2));
  EXPECT_EQ(charts[0].id, "history-tanh-exp-f32-forward-avx2");
  ASSERT_THAT(charts[0].panels[0].borders, SizeIs(1));
  EXPECT_EQ(charts[0].panels[0].borders[0].at, 4.5);
  EXPECT_EQ(charts[0].panels[0].borders[0].label, "slower");
  EXPECT_EQ(charts[1].panels[0].borders.size(), 0u);
  const std::string page = history_markdown(history, charts);
  EXPECT_THAT(page, HasSubstr("![tanh/exp/f32/forward/avx2](history-tanh-exp-f32-forward-avx2.svg)"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
}

class BaselinesTest : public testing::Test {
 protected:
  BaselinesTest() {
    folder_ = std::filesystem::path(testing::TempDir()) /
              fmt::format("baselines_{}_{}", testing::UnitTest::GetInstance()->current_test_info()->name(), ::getpid());
    std::filesystem::remove_all(folder_);
  }
  ~BaselinesTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(BaselinesTest, FingerprintIsOfTheMachineAlone) {
  Environment e = example_results().environment;
  const std::string machine = machine_fingerprint(e);
  EXPECT_THAT(machine, StartsWith("some-b-cpu-b-3000-turbo-x-2-cores-"));
  e.commit = e.compiler = e.utc = e.profile = e.os = "other";
  EXPECT_EQ(machine_fingerprint(e), machine);
  e.cpu->stepping = 2;
  EXPECT_NE(machine_fingerprint(e), machine);
  e = example_results().environment;
  e.caches[0].bytes *= 2;
  EXPECT_NE(machine_fingerprint(e), machine);
}

TEST_F(BaselinesTest, BaselinesOfProgramsThatKnewOnlyTheNameOfTheCpuAreFound) {
  const Baselines baselines(folder_.string());
  ResultSet old = example_results();
  old.environment.cpu.reset();
  old.environment.utc = "2025-01-01T00:00:00Z";
  baselines.save("main", old);
  const Environment here = example_results().environment;
  EXPECT_EQ(baselines.read(here, "main").environment.utc, "2025-01-01T00:00:00Z");
  baselines.save("main", example_results());
  EXPECT_EQ(baselines.read(here, "main").environment.utc, here.utc) << "that of the present fingerprint goes first";
  EXPECT_EQ(baselines.all(machine_fingerprints(here)).size(), 2u);
}

TEST_F(BaselinesTest, KeepsWhatANameHadBefore) {
  const Baselines baselines(folder_.string());
  ResultSet r = example_results();
  for (const char* day : {"2026-01-01", "2026-01-02", "2026-01-03"}) {
    r.environment.utc = std::string(day) + "T00:00:00Z";
    baselines.save("main", r);
  }
  baselines.save("main", r);  // of the same second
  EXPECT_EQ(baselines.read(r.environment, "main").environment.utc, "2026-01-03T00:00:00Z");
  std::vector<std::string> names;
  for (const NamedResults& run : baselines.all(machine_fingerprints(r.environment))) names.push_back(run.name);
  EXPECT_THAT(names, ElementsAre("main@2026-01-01T00:00:00Z", "main@2026-01-02T00:00:00Z", "main@2026-01-03T00:00:00Z",
                                 "main"));
}

TEST_F(BaselinesTest, MistakesAreSaid) {
  const Baselines baselines(folder_.string());
  ResultSet r = example_results();
  for (const char* name : {"", "../main", "a/b", ".hidden", "main@1", "two words"}) {
    EXPECT_THROW(baselines.save(name, r), UsageError) << name;
  }
  baselines.save("main", r);
  try {
    (void)baselines.read(r.environment, "mine");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_EQ(error.what(), fmt::format("there is no baseline 'mine' in {}; there are main", folder_.string()));
  }
  r.environment.cores = 64;
  EXPECT_THROW((void)baselines.read(r.environment, "main"), Incomparable);
  const auto file = folder_ / machine_fingerprint(example_results().environment) / "main.json";
  write_file(file, "{");
  EXPECT_THROW((void)baselines.read(example_results().environment, "main"), UnreadableResults);
  EXPECT_THAT(baselines.all(machine_fingerprints(example_results().environment)), IsEmpty());
  baselines.save("main", example_results());
  EXPECT_TRUE(std::filesystem::exists(file.parent_path() / "main@unreadable.json"));
}

}  // namespace
}  // namespace gelubench
