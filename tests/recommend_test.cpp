#include "reports/recommend.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "example_results.hpp"

namespace gelubench {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const ResultSet& example() {
  static const ResultSet results = example_results();
  return results;
}

Need within(double max_ulp, double max_abs) {
  Need need;
  need.budget.max_ulp = max_ulp;
  need.budget.max_abs = max_abs;
  return need;
}

std::string text_for(const ResultSet& results, const Need& need) {
  return recommendation_text(results, need, recommend(results, need).value());
}

TEST(Recommend, TakesTheCheapestWithinTheBudget) {
  const Recommendation r = recommend(example(), within(1, no_bound)).value();
  ASSERT_EQ(r.within.size(), 1u);
  EXPECT_EQ(r.within[0].kernel->id, "erf/double/f32/forward/scalar");
  EXPECT_DOUBLE_EQ(r.within[0].ns, 6.8);
  EXPECT_DOUBLE_EQ(*r.relu_ns, 0.05);
  EXPECT_FALSE(r.nearest);
  ASSERT_EQ(r.ruled_out.size(), 3u);
  EXPECT_EQ(r.ruled_out[0].implementation, "relu/max/f32/forward");
  EXPECT_EQ(r.ruled_out[0].reason, "1,100,000,000 results lost (0 where GELU is not); 1.67e7 ULP");
  EXPECT_EQ(r.ruled_out[1].reason, "11,538,042 results lost (0 where GELU is not); 1.17e7 ULP; -inf gives nan, not -0");
}

TEST(Recommend, NamesTheRunnerUpAndWhetherTheTwoAreSeparated) {
  const Need need = within(no_bound, 1e-3);
  EXPECT_THAT(text_for(example(), need),
              HasSubstr("take: tanh/exp/f32/forward/avx2\n  0.650 ns per element, 13.0x ReLU"));
  EXPECT_THAT(text_for(example(), need), HasSubstr("runner-up, slower by 10.5x: erf/double/f32/forward/scalar"));
  ResultSet alike = example_results();
  for (TimingRecord& t : alike.timings) {
    if (t.kernel != "erf/double/f32/forward/scalar") continue;
    t.median_ns = 0.651;
    for (double& s : t.samples_ns) s *= 0.651 / 6.8;
  }
  EXPECT_THAT(text_for(alike, need),
              HasSubstr("runner-up, as fast as far as the samples tell (not separated): erf/double"));
}

TEST(Recommend, UsesTheNearestConditionsAndSaysSo) {
  Need need = within(no_bound, 1);
  need.elements = 100'000'000;
  need.threads = 2;
  EXPECT_EQ(recommend(example(), need)->conditions.level, "DRAM");
  EXPECT_EQ(recommend(example(), need)->conditions.threads, 2);
  EXPECT_THAT(text_for(example(), need),
              HasSubstr("measured at 16,777,216 elements (DRAM), 2 threads, N(0,1) inputs\n"));
  EXPECT_THAT(text_for(example(), need), HasSubstr("asked for 100,000,000 elements on 2 threads: this is the nearest"));
  need = within(no_bound, 1);
  need.elements = 64;
  EXPECT_EQ(recommend(example(), need)->conditions.level, "64");
  EXPECT_THAT(text_for(example(), need), Not(HasSubstr("asked for")));
}

TEST(Recommend, ScalesByWhatADistributionCosts) {
  Need need = within(no_bound, 1);
  need.distribution = "subnormal";
  const Recommendation r = recommend(example(), need).value();
  EXPECT_TRUE(r.conditions.scaled);
  ASSERT_EQ(r.within.size(), 1u) << "what these inputs cost the others was not measured";
  EXPECT_DOUBLE_EQ(r.within[0].ns, 13);
  EXPECT_THAT(text_for(example(), need), HasSubstr("subnormal inputs (times of N(0,1), scaled"));
  Need unknown = within(no_bound, 1);
  unknown.distribution = "no such";
  EXPECT_THAT(text_for(example(), unknown), HasSubstr("asked for no such inputs, which were not measured"));
}

TEST(Recommend, OfAnImpossibleBudgetIsTheNearest) {
  const Need need = within(0.25, no_bound);
  const Recommendation r = recommend(example(), need).value();
  EXPECT_TRUE(r.within.empty());
  EXPECT_EQ(r.nearest->kernel->id, "erf/double/f32/forward/scalar");
  EXPECT_THAT(text_for(example(), need), HasSubstr("nothing measured here meets this budget\n\nnearest: erf/double/"));
  EXPECT_THAT(recommend(example(), within(no_bound, 1e-9))->nearest->kernel->id, "erf/double/f32/forward/scalar");
}

TEST(Recommend, NamesTheFunctionToCall) {
  ResultSet results = example_results();
  const Need need = within(1, no_bound);
  EXPECT_THAT(text_for(results, need), HasSubstr("call: not in libgelubench; kernels/erf/double.cpp: a paper"));
  for (KernelRecord& k : results.kernels) k.c_function = "gelubench_gelu_f32";
  EXPECT_THAT(text_for(results, need), HasSubstr("call: gelubench_gelu_f32 of libgelubench (gelubench/gelu.h)"));
}

TEST(Recommend, JsonIsValidWhateverTheFigures) {
  for (const double ulp : {0.25, 1.0, no_bound}) {
    const Need need = within(ulp, no_bound);
    const auto r = recommend(example(), need);
    const json document = json::parse(recommendation_json(example(), need, r.value()));
    EXPECT_EQ(document["met"], ulp >= 1);
    EXPECT_EQ(document["within"].size(), r->within.size());
    EXPECT_EQ(document["max_ulp"].is_null(), ulp == no_bound);
    EXPECT_EQ(document["nearest"].is_null(), ulp >= 1);
  }
}

TEST(Recommend, HoldsKernelsToATolerance) {
  ResultSet results = example_results();
  for (AccuracyRecord& a : results.accuracy) {
    if (a.reference != "gelu" && a.kernel != "erf/double/f32/forward/scalar") continue;
    a.close = CloseRecord{.rtol = 1e-3, .atol = 1e-5, .inputs = 10000, .outside = 0};
    if (a.kernel.starts_with("relu/")) {
      a.close->outside = 4321;
      a.close->x = -0.75;
      a.close->got = 0;
      a.close->want = -0.16997;
    }
  }
  Need need;
  need.budget.close = CloseBudget{1e-3, 1e-5};
  const Recommendation r = recommend(results, need).value();
  ASSERT_FALSE(r.ruled_out.empty());
  EXPECT_EQ(r.ruled_out[0].implementation, "relu/max/f32/forward");
  EXPECT_THAT(r.ruled_out[0].reason, HasSubstr("4,321 of 10,000 results tried are outside rtol 0.001, atol 1e-05; the "
                                               "worst: x = -0.75, got 0, want -0.16997"));
  EXPECT_THAT(text_for(results, need), HasSubstr("within rtol 0.001, atol 1e-05"));
  EXPECT_THAT(text_for(results, need), HasSubstr("take: tanh/exp/f32/forward/avx2"));
  const json document = json::parse(recommendation_json(results, need, r));
  EXPECT_EQ(document["rtol"], 1e-3);
  EXPECT_EQ(document["atol"], 1e-5);

  need.budget.close->rtol = 1e-4;
  const Recommendation other = recommend(results, need).value();
  EXPECT_TRUE(other.within.empty()) << "nothing was tried by that tolerance";
  EXPECT_THAT(other.ruled_out[0].reason, HasSubstr("not tried by this tolerance"));
}

TEST(Recommend, NeedsTimingsOfTheGroup) {
  Need bfloat = within(1, 1);
  bfloat.group = {"bf16", "forward"};
  EXPECT_FALSE(recommend(example(), bfloat));
  ResultSet none = example_results();
  none.timings.clear();
  EXPECT_FALSE(recommend(none, within(1, 1)));
}

TEST(Recommend, SaysNothingOfABudgetWithoutAccuracy) {
  ResultSet bench = example_results();
  bench.accuracy.clear();
  const Need need = within(1, no_bound);
  EXPECT_THAT(text_for(bench, need), HasSubstr("accuracy was not measured: nothing can be said of a budget\n"));
  EXPECT_THAT(text_for(bench, need), Not(HasSubstr("nothing measured here meets")));
  const json document = json::parse(recommendation_json(bench, need, recommend(bench, need).value()));
  EXPECT_TRUE(document["met"].is_null());
}

}  // namespace
}  // namespace gelubench
