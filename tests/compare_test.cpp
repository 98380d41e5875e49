#include "reports/compare.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "example_results.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = SpeedChange::Kind;

AccuracyRecord& accuracy_of(ResultSet& r, const std::string& kernel, const std::string& reference = "own") {
  for (AccuracyRecord& a : r.accuracy) {
    if (a.kernel == kernel && a.reference == reference && a.region == "all") return a;
  }
  throw std::logic_error(kernel);
}

/// Makes a row slower by a factor; every sample of it.
void slow_down(ResultSet& r, const std::string& kernel, const std::string& level, double factor) {
  for (TimingRecord& t : r.timings) {
    if (t.kernel != kernel || t.level != level) continue;
    for (double& s : t.samples_ns) s *= factor;
    t.median_ns *= factor;
    t.low_ns *= factor;
    t.high_ns *= factor;
  }
}

Comparison compared(const ResultSet& after, CompareOptions options = {}) {
  return compare(example_results(), after, options);
}

std::vector<std::string> rows(const Comparison& c, Kind kind) {
  std::vector<std::string> list;
  for (const SpeedChange* s : c.of(kind)) list.push_back(s->row());
  return list;
}

constexpr const char* good = "erf/double/f32/forward/scalar";

TEST(Compare, ARunWithItselfIsClean) {
  const Comparison c = compared(example_results());
  EXPECT_THAT(c.differences, IsEmpty());
  EXPECT_THAT(c.accuracy, IsEmpty());
  EXPECT_GT(c.compared_accuracy, 0u);
  EXPECT_GT(c.speed.size(), 0u);
  EXPECT_EQ(c.of(Kind::same).size(), c.speed.size());
  EXPECT_THAT(c.only_before, IsEmpty());
  EXPECT_THAT(c.only_after, IsEmpty());
}

TEST(Compare, AccuracyIsExact) {
  ResultSet r = example_results();
  AccuracyRecord& a = accuracy_of(r, good);
  a.max_ulp = std::nextafter(a.max_ulp, 1);
  EXPECT_TRUE(compared(r).accuracy_worse()) << "one bit of a maximum";
  EXPECT_THAT(compared(r).accuracy.front().what,
              HasSubstr("max ULP against its own formula, all: 0.5000001 -> 0.5000002"));
  a.max_ulp = 0.5;
  EXPECT_FALSE(compared(r).accuracy_worse());
  EXPECT_EQ(compared(r).accuracy.front().kind, AccuracyChange::Kind::better);
}

TEST(Compare, EveryWayToGetWorseIsFound) {
  using Change = void (*)(ResultSet&);
  const std::pair<Change, const char*> changes[] = {
      {[](ResultSet& r) { accuracy_of(r, good).max_abs *= 2; }, "max absolute error"},
      {[](ResultSet& r) { accuracy_of(r, good).nan = 1; }, "NaN against its own formula, all: 0 -> 1"},
      {[](ResultSet& r) { accuracy_of(r, good).infinite = 1; }, "infinite"},
      {[](ResultSet& r) { accuracy_of(r, good).wrong_sign = 1; }, "wrong sign"},
      {[](ResultSet& r) { accuracy_of(r, good).total_loss = 1; }, "lost"},
      {[](ResultSet& r) { accuracy_of(r, good).wrong_zero = 1; }, "zero of wrong sign"},
      {[](ResultSet& r) { r.special[0].failures = 1; }, "wrong special values: 0 -> 1"},
      {[](ResultSet& r) { r.shapes[0].wrong_steps = 1; }, "steps the wrong way: 0 -> 1"},
      {[](ResultSet& r) { r.shapes[0].below_minimum = 1; }, "results below the minimum"},
      {[](ResultSet& r) { r.agreements[1].differing = 1; }, "no longer the same bits as relu/max/f32/forward/avx2"},
      {[](ResultSet& r) {
         r.broken_claims.push_back({good, "claims more"});
       },
       "claim broken: claims more"},
      {[](ResultSet& r) {
         r.contracts.push_back({good, "lane", false, "n = 1", ""});
       },
       "contract broken, lane: n = 1"},
  };
  for (const auto& [change, text] : changes) {
    ResultSet r = example_results();
    change(r);
    const Comparison c = compared(r);
    EXPECT_TRUE(c.accuracy_worse()) << text;
    EXPECT_THAT(comparison_text(c), HasSubstr(text));
    // And the other way round it is an improvement.
    EXPECT_FALSE(compare(r, example_results(), {}).accuracy_worse()) << text;
  }
}

TEST(Compare, OneResultThatIsWorseShowsInTheMeanOfItsRegion) {
  ResultSet before = example_results(), after = example_results();
  const auto set = [](ResultSet& r, const char* digest, double mean) {
    for (AccuracyRecord& a : r.accuracy) {
      if (a.kernel != good || a.reference != "own") continue;
      a.digest = digest;
      AccuracyRecord positive = a;
      positive.region = "positive";
      positive.digest.clear();
      positive.mean_ulp = mean;
      r.accuracy.push_back(positive);
      return;
    }
  };
  set(before, "aaaa", 0.25);
  set(after, "bbbb", std::nextafter(0.25, 1));
  const Comparison worse = compare(before, after, {});
  EXPECT_TRUE(worse.accuracy_worse());
  EXPECT_THAT(comparison_text(worse),
              HasSubstr("mean ULP against its own formula, positive: 0.25 -> 0.25000000000000006"));
  EXPECT_FALSE(compare(after, before, {}).accuracy_worse());
  // The last digit of the reference, not of the results.
  after = example_results();
  set(after, "aaaa", std::nextafter(0.25, 1));
  EXPECT_THAT(compare(before, after, {}).accuracy, IsEmpty());
}

TEST(Compare, OtherBitsAreListedAndOtherInputsNotCompared) {
  ResultSet r = example_results();
  accuracy_of(r, "relu/max/f32/forward/avx2").digest = "ffff";
  EXPECT_FALSE(compared(r).accuracy_worse());
  EXPECT_TRUE(compared(r).results_differ());
  EXPECT_THAT(comparison_text(compared(r)), HasSubstr("results differ: digest 001122334455 -> ffff"));
  r = example_results();
  accuracy_of(r, good).inputs /= 2;
  accuracy_of(r, good).max_ulp = 9;
  EXPECT_FALSE(compared(r).accuracy_worse());
  EXPECT_THAT(comparison_text(compared(r)), HasSubstr("judged on other inputs"));
}

TEST(Compare, SpeedIsRedOnlyWhenSignificantAndAboveTheEffect) {
  ResultSet r = example_results();
  slow_down(r, good, "L1", 1.08);
  EXPECT_THAT(rows(compared(r), Kind::slower), ElementsAre("erf/double/f32/forward/scalar, L1, 1 thread",
                                                           "erf/double/f32/forward/scalar, L1, 2 threads"));
  r = example_results();
  slow_down(r, good, "L1", 1.04);
  EXPECT_THAT(rows(compared(r), Kind::slower), IsEmpty()) << "below the least effect";
  CompareOptions finer;
  finer.effect = 0.02;
  EXPECT_THAT(rows(compared(r, finer), Kind::slower), IsEmpty()) << "the intervals of the medians overlap";
  EXPECT_EQ(rows(compared(r, finer), Kind::unclear).size(), 2u);
  r = example_results();
  slow_down(r, good, "L1", 1.08);
  CompareOptions tolerant;
  tolerant.effects["erf/double"] = 0.1;
  EXPECT_THAT(rows(compared(r, tolerant), Kind::slower), IsEmpty()) << "an effect of its own";
  r = example_results();
  slow_down(r, good, "L1", 1 / 1.08);
  EXPECT_EQ(rows(compared(r), Kind::faster).size(), 2u);
}

TEST(Compare, ASlowerMachineIsNoSlowerKernel) {
  ResultSet r = example_results();
  for (TimingRecord& t : r.timings) {
    const double factor = t.level == "DRAM" ? 1.5 : 1.25;
    for (double& s : t.samples_ns) s *= factor;
    t.median_ns *= factor;
    t.low_ns *= factor;
    t.high_ns *= factor;
    for (double& c : t.cycle_ns) c *= t.level == "DRAM" ? 1 : factor;  // there memory is slower, not the clock
  }
  EXPECT_THAT(rows(compared(r), Kind::slower), IsEmpty());
  EXPECT_THAT(rows(compared(r), Kind::faster), IsEmpty());
  EXPECT_NEAR(compared(r).speed.front().clock, 1.25, 1e-9);
}

// A neighbour on the core slows kernels by other factors than memcpy, and the clock not at all.
TEST(Compare, WhereTheMachineChangedOnlyMoreThanThatIsSlower) {
  const auto kind = [](double kernel, double machine) {
    ResultSet r = example_results();
    slow_down(r, good, "L1", kernel);
    slow_down(r, "memcpy/f32/forward", "L1", machine);
    slow_down(r, "triad/f32/forward", "L1", machine);
    EXPECT_EQ(machine_changed(example_results(), r), machine > 1.2 || machine < 1 / 1.2) << machine;
    const Comparison c = compared(r);
    EXPECT_THAT(rows(c, Kind::slower), testing::Each(HasSubstr(good)));
    for (const SpeedChange& s : c.speed) {
      if (s.kernel == good && s.level == "L1" && s.threads == 1) return s.kind;
    }
    throw std::logic_error("no such row");
  };
  EXPECT_EQ(kind(1.3, 1.19), Kind::slower) << "less than a fifth is noise";
  EXPECT_EQ(kind(1.3, 1.4), Kind::unclear) << "may be the machine";
  EXPECT_EQ(kind(1.6, 1.4), Kind::slower) << "more than the machine";
  EXPECT_EQ(kind(1, 0.7), Kind::unclear) << "slower by as much as the machine was faster";
  EXPECT_EQ(kind(0.68, 0.7), Kind::same);
  EXPECT_EQ(kind(0.6, 0.7), Kind::faster);
  EXPECT_EQ(kind(1, 1), Kind::same);
  ResultSet r = example_results();
  slow_down(r, "memcpy/f32/forward", "L1", 1.4);
  slow_down(r, "triad/f32/forward", "L1", 1.4);
  slow_down(r, good, "L1", 1.3);
  EXPECT_THAT(
      comparison_text(compared(r)),
      HasSubstr("1 thread: 6.80 -> 8.84 ns, 1.30x [1.26, 1.35] after a clock factor of 1.000, noise 1.0 %, while "
                "memcpy and triad took 1.40x as long"));
}

TEST(Compare, NothingIsDropped) {
  ResultSet r = example_results();
  std::erase_if(r.kernels, [](const KernelRecord& k) { return k.id == good; });
  std::erase_if(r.timings, [](const TimingRecord& t) { return t.kernel == good; });
  r.kernels.push_back(r.kernels.front());
  r.kernels.back().id = "new/one/f32/forward/scalar";
  r.skipped.push_back({.kernel = "erf/libm/f32/forward/scalar", .stage = "timing", .reason = "broken"});
  const std::string text = comparison_text(compared(r));
  EXPECT_THAT(
      text,
      HasSubstr("only in the first:\n  erf/double/f32/forward/scalar\n  time of erf/double/f32/forward/scalar, L1"));
  EXPECT_THAT(text, HasSubstr("only in the second:\n  new/one/f32/forward/scalar\n"));
  // Not what the first skipped for the same reason, relu/max/f32/forward/avx512.
  EXPECT_THAT(text, HasSubstr("skipped by the second:\n  erf/libm/f32/forward/scalar, timing: broken\n"));
  EXPECT_THAT(text, Not(HasSubstr("this CPU has no avx512")));
}

TEST(Compare, OtherConditionsCannotBeCompared) {
  const std::pair<void (*)(Environment&), const char*> changes[] = {
      {[](Environment& e) { e.cpu_model = "other"; }, "CPU"},
      {[](Environment& e) { e.cpu->model = 1; }, "CPU"},
      {[](Environment& e) { e.cpu->stepping = 0; }, "CPU"},
      {[](Environment& e) { e.caches.back().bytes /= 2; }, "caches"},
      {[](Environment& e) { e.flags = "-O0"; }, "flags: '-O3' and '-O0'"},
      {[](Environment& e) { e.compiler = "Clang"; }, "compiler"},
      {[](Environment& e) { e.seed = 2; }, "seed of the inputs: '1' and '2'"},
      {[](Environment& e) { e.profile = "full"; }, "profile"},
      {[](Environment& e) { e.cores = 64; }, "cores"},
  };
  for (const auto& [change, text] : changes) {
    ResultSet r = example_results();
    change(r.environment);
    EXPECT_THAT(comparison_text(compared(r)), HasSubstr(text));
    EXPECT_EQ(compared(r).speed.size(), 0u);
    CompareOptions all_the_same;
    all_the_same.cross_machine = true;
    EXPECT_GT(compared(r, all_the_same).speed.size(), 0u);
  }
}

TEST(Compare, ASecondMeasurementDecides) {
  ResultSet r = example_results();
  slow_down(r, good, "L1", 1.2);
  Comparison c = compared(r);
  EXPECT_EQ(c.of(Kind::slower).size(), 2u);
  confirm(c, compared(example_results()).speed);
  EXPECT_EQ(c.of(Kind::slower).size(), 0u);
  c = compared(r);
  confirm(c, compared(r).speed);
  EXPECT_EQ(c.of(Kind::slower).size(), 2u);
}

TEST(ComparePairs, AreJudgedByTheSignTest) {
  PairedTimes even, slower, few;
  for (int i = 0; i < 15; ++i) {
    const double drift = 1 + 0.1 * i;  // of the machine, which both share
    even.before_ns.push_back(drift);
    even.after_ns.push_back(drift * (i % 2 == 0 ? 1.01 : 0.99));
    slower.before_ns.push_back(drift);
    slower.after_ns.push_back(drift * 1.06);
    if (i < 6) {
      few.before_ns.push_back(drift);
      few.after_ns.push_back(drift * 1.06);
    }
  }
  const auto changes = compare_pairs({even, slower, few}, {});
  EXPECT_EQ(changes[0].kind, Kind::same);
  EXPECT_EQ(changes[1].kind, Kind::slower);
  EXPECT_NEAR(changes[1].ratio, 1.06, 1e-12);
  EXPECT_NEAR(changes[1].low, 1.06, 1e-12);
  EXPECT_EQ(changes[2].kind, Kind::unclear) << "six pairs are too few for three rows";
  even.before_ns.resize(5);
  even.after_ns.resize(5);
  EXPECT_EQ(compare_pairs({even}, {})[0].kind, Kind::unclear) << "five pairs tell nothing";
}

TEST(Statistics, SignTestIsExact) {
  EXPECT_DOUBLE_EQ(sign_test_probability({1, 2, 3, 4, 5}), 2.0 / 32);
  EXPECT_DOUBLE_EQ(sign_test_probability({1, -2, 3, 0, 5}), 2 * 5.0 / 16);
  EXPECT_DOUBLE_EQ(sign_test_probability({1, -1}), 1);
  EXPECT_DOUBLE_EQ(sign_test_probability({}), 1);
}

}  // namespace
}  // namespace gelubench
