// run_suite inputs and run_suite judge, as somebody uses them whose implementation runs elsewhere.

#include <cstring>
#include <vector>

#include "command.hpp"

namespace gelubench {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Judging : public Command {
 protected:
  void SetUp() override { ASSERT_EQ(run("inputs --dtype f32 --per-binade 4 --out x.npy").code, 0); }

  /// 200 numbers from -3 to 3, and as many factors.
  void write_with_factors(const std::string& x_name, const std::string& factor_name) const {
    std::vector<float> x, factors;
    for (int i = 0; i < 200; ++i) {
      x.push_back(-3 + 0.03f * static_cast<float>(i));
      factors.push_back(static_cast<float>(i % 7) - 2.5f);
    }
    write_raw(x_name, x);
    write_raw(factor_name, factors);
  }

  /// What a kernel makes of the inputs.
  void make(const std::string& kernel, const std::string& out, const std::string& more = "") const {
    const Outcome o = run(fmt::format("eval {} --in x.npy --out {} {}", kernel, out, more));
    ASSERT_EQ(o.code, 0) << o.err;
  }

  template <class T>
  void write_raw(const std::string& name, const std::vector<T>& numbers) const {
    write(name, std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)));
  }
};

TEST_F(Judging, InputsHaveEverySixteenBitNumber) {
  ASSERT_EQ(run("inputs --dtype bf16 --out all.bf16").code, 0);
  const std::string bytes = read(folder_ / "all.bf16");
  ASSERT_EQ(bytes.size(), 131072u);
  std::vector<std::uint16_t> patterns(65536);
  std::memcpy(patterns.data(), bytes.data(), bytes.size());
  for (std::size_t i = 0; i < patterns.size(); ++i) ASSERT_EQ(patterns[i], i);
}

TEST_F(Judging, InputsHaveBordersOfTheTypesOwnRegions) {
  // Where true GELU goes below the smallest normal number, and below half the smallest of all.
  ASSERT_EQ(run("inputs --dtype f64 --per-binade 0 --out x.f64").code, 0);
  const std::string bytes = read(folder_ / "x.f64");
  std::vector<double> x(bytes.size() / sizeof(double));
  std::memcpy(x.data(), bytes.data(), bytes.size());
  const auto has = [&](double v) { return std::find(x.begin(), x.end(), v) != x.end(); };
  for (const double border : {-38.6, -37.7, -6.0, -3.0, -1.0, 6.0, 0x1p-53, 0x1p-1022}) {
    const bool near = std::any_of(x.begin(), x.end(), [&](double v) {
      return std::fabs(v - border) <= 0.1 * std::fabs(border) && has(std::nextafter(v, 0)) &&
             has(std::nextafter(v, 2 * v));
    });
    EXPECT_TRUE(near) << border;
  }
  EXPECT_TRUE(has(std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(has(std::numeric_limits<double>::denorm_min()));
}

TEST_F(Judging, SaysFormulaClosenessAndErrors) {
  make("erf/libm/f32/forward/scalar", "y.npy");
  const Outcome o = run("judge x.npy y.npy --out judged.json");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr("follows gelu: at most"), HasSubstr("+ loss"), HasSubstr("-inf → nan"),
                           HasSubstr("not close to the formula (rtol 1.3e-06, atol 1e-05): 1 of")));
  EXPECT_THAT(o.out, Not(HasSubstr("run_suite explain"))) << "there is nothing to call again";
  EXPECT_THAT(read(folder_ / "judged.json"), HasSubstr("judged/y/f32/forward/native"));
  EXPECT_EQ(run("judge x.npy y.npy --assert-close").code, 3);
}

TEST_F(Judging, GivesDistancesFromEachOtherAndFromTheTruth) {
  make("erf/exact", "exact.npy");
  make("erf/libm/f32/forward/scalar", "libm.npy");
  const Outcome distances = run("judge x.npy exact.npy --against libm.npy");
  EXPECT_EQ(distances.code, 0) << distances.err;
  EXPECT_THAT(distances.out,
              AllOf(HasSubstr("exact.npy and the truth, rounded: 100 % equal, on average 0 representable"),
                    HasSubstr("libm.npy and the truth, rounded: "), HasSubstr("exact.npy and libm.npy: "),
                    HasSubstr("1 where only one is NaN")));
}

TEST_F(Judging, GradientsTakeAnyDy) {
  write_with_factors("x.f32", "dy.f32");
  ASSERT_EQ(run("eval erf/faithful/f32/backward --in x.f32 --dy dy.f32 --out dx.f32").code, 0);
  const Outcome o = run("judge x.f32 dx.f32 --dy dy.f32 --dtype f32 --assert-close");
  EXPECT_EQ(o.code, 0) << o.out << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr("follows gelu'"), HasSubstr("errors are in ULP of dy times the derivative"),
                           HasSubstr("`judged/dx/f32/backward/native`")));
  // Without them the results are of no formula.
  EXPECT_THAT(run("judge x.f32 dx.f32 --gradient --dtype f32").out, HasSubstr("follows no known formula"));
}

TEST_F(Judging, GatedResultsTakeAnyFactor) {
  write_with_factors("x.f32", "u.f32");
  ASSERT_EQ(run("eval sigmoid/silu/f32/gated --in x.f32 --u u.f32 --out y.f32").code, 0);
  const Outcome o = run("judge x.f32 y.f32 --u u.f32 --dtype f32 --assert-close");
  EXPECT_EQ(o.code, 0) << o.out << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr("follows silu"), HasSubstr("errors are in ULP of u times the function"),
                           HasSubstr("`judged/y/f32/gated/native`")));
  const Outcome other = run("judge x.f32 y.f32 --u u.f32 --dtype f32 --formula gelu");
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.out, HasSubstr("asked for gelu, but it follows silu"));
  // The activation was applied to the other half.
  EXPECT_THAT(run("judge u.f32 y.f32 --u x.f32 --dtype f32").out, HasSubstr("follows no known formula"));
  expect_refusal(run("judge x.f32 y.f32 --u u.f32 --dy u.f32 --dtype f32"), 2, "excludes --");
  expect_refusal(run("judge x.f32 y.f32 --u u.f32 --gradient --dtype f32"), 2, "excludes --");
}

TEST_F(Judging, AForwardPassIsNoGradient) {
  make("tanh/faithful", "y.npy");
  const Outcome o = run("judge x.npy y.npy --gradient");
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.out, HasSubstr("asked for a gradient, but it follows gelu_tanh: "));
  EXPECT_EQ(run("judge x.npy y.npy --formula gelu").code, 3);
}

TEST_F(Judging, WhatIsForwardOnlyHasNoGradient) {
  make("erf/libm", "y.npy");
  expect_refusal(run("judge x.npy y.npy --gradient --formula erf"), 2,
                 "erf is judged forward only: there is no gradient of it here");
}

TEST_F(Judging, RefusesBeforeItSaysAnything) {
  make("erf/libm", "y.npy");
  expect_refusal(run("judge x.npy y.npy --against nowhere.npy"), 2, "cannot read nowhere.npy");
  expect_refusal(run("judge x.npy y.npy --dy nowhere.npy"), 2, "cannot read nowhere.npy");
  expect_refusal(run("judge nowhere.npy y.npy"), 2, "cannot read nowhere.npy");
  write("short.npy", read(folder_ / "y.npy").substr(0, 1000));
  expect_refusal(run("judge x.npy short.npy"), 2, "short.npy is cut short");
  write("two.f32", "12345678");
  expect_refusal(run("judge x.npy two.f32"), 2, "two.f32 has 2 elements, x.npy has ");
  expect_refusal(run("judge two.f32 two.f32"), 2, "two.f32 is no .npy file: say the type of its numbers with --dtype");
  write("empty.f32", "");
  expect_refusal(run("judge empty.f32 empty.f32 --dtype f32"), 2, "empty.f32 has no elements");
  expect_refusal(run("judge two.f32 two.f32 --dtype f32"), 2, "too few inputs in [-6, 4] to tell the formula");
  expect_refusal(run("judge x.npy y.npy --formula swish"), 2, "swish");
  expect_refusal(run("judge x.npy y.npy --rtol nan"), 2, "--rtol");
  expect_refusal(run("judge x.npy y.npy --out /nowhere/r.json"), 2, "/nowhere");
}

TEST_F(Judging, SpecialValuesAloneAreEnough) {
  const float inf = std::numeric_limits<float>::infinity();
  write_raw<float>("x.f32", {inf, -inf, 0});
  write_raw<float>("y.f32", {inf, inf, 0});
  const Outcome o = run("judge x.f32 y.f32 --dtype f32 --formula gelu --out r.json");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("not close to the formula"));
  EXPECT_THAT(read(folder_ / "r.json"), HasSubstr("\"failures\":1,"));
}

TEST_F(Judging, ReadsBfloat16AsOthersWriteIt) {
  ASSERT_EQ(run("inputs --dtype bf16 --out x16.npy").code, 0);
  ASSERT_EQ(run("eval erf/exact/bf16 --in x16.npy --out y16.npy").code, 0);
  for (const char* name : {"x16.npy", "y16.npy"}) {
    std::string bytes = read(folder_ / name);
    bytes.replace(bytes.find("<u2"), 3, "<V2");  // as ml_dtypes has it
    write(name, bytes);
  }
  const Outcome o = run("judge x16.npy y16.npy --assert-close");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr("follows gelu: equal to it, rounded"), HasSubstr("exhaustive")));
}

TEST_F(Judging, TwoResultsOfOneInputAreWrong) {
  std::vector<float> x, y;
  for (int i = 0; i < 40; ++i) x.push_back(-2 + 0.1f * static_cast<float>(i / 2));
  for (int i = 0; i < 40; ++i) y.push_back(std::max(x[static_cast<std::size_t>(i)], 0.0f) + (i == 39 ? 1.0f : 0.0f));
  write_raw("x.f32", x);
  write_raw("y.f32", y);
  const Outcome o = run("judge x.f32 y.f32 --dtype f32");
  EXPECT_EQ(o.code, 3) << o.err;
  EXPECT_THAT(o.out, HasSubstr("results depend on more than the input: -0.1"));
}

}  // namespace
}  // namespace gelubench
