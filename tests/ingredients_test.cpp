// Kernels of what GELUs are made of: erf, erfc, tanh, sigmoid, exp and the normal distribution function.

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "accuracy/claims.hpp"
#include "accuracy/contract.hpp"
#include "accuracy/search.hpp"
#include "accuracy/special_values.hpp"
#include "accuracy/sweep.hpp"
#include "planted.hpp"
#include "results/hex_float.hpp"
#include "suite/accuracy_records.hpp"

namespace gelubench {
namespace {

using planted::ingredient_kernel;

KernelErrors swept(const Kernel& kernel, const std::vector<InputPiece>& pieces) {
  const std::vector<const Kernel*> kernels{&kernel};
  return sweep(kernels, pieces, {.threads = 2, .mirror = true}).kernels.front();
}

/// 2^10 inputs a binade and some inputs besides.
KernelErrors sampled(const Kernel& kernel, const std::vector<double>& also = {}) {
  std::vector<InputPiece> pieces = stratified_inputs(DType::f32, 10);
  const std::vector<InputPiece> listed = listed_inputs(DType::f32, also);
  pieces.insert(pieces.end(), listed.begin(), listed.end());
  return swept(kernel, pieces);
}

struct Ingredient {
  Kernel kernel;
  double bound;  ///< in ULP, of any C library
};

std::vector<Ingredient> of_the_c_library() {
  return {{ingredient_kernel<planted::libm_erf>("erf", Formula::erf), 1.5},
          {ingredient_kernel<planted::libm_erfc>("erfc", Formula::erfc), 4},
          {ingredient_kernel<planted::libm_tanh>("tanh", Formula::tanh), 3},
          {ingredient_kernel<planted::libm_exp>("exp", Formula::exp), 1},
          {ingredient_kernel<planted::libm_ndtr>("ndtr", Formula::ndtr), 0.501}};
}

TEST(Ingredients, OfTheCLibraryAreGood) {
  for (const Ingredient& i : of_the_c_library()) {
    SCOPED_TRACE(i.kernel.id);
    const KernelErrors errors = sampled(i.kernel);
    const ErrorStats all = errors.own.total();
    EXPECT_LE(all.max_ulp.value, i.bound) << hex_float(decode(binary32, all.max_ulp.at));
    EXPECT_GE(all.max_ulp.value, 0.45);
    EXPECT_EQ(all.counted_apart(), 0u);
    EXPECT_EQ(all.wrong_zero, 0u);
    EXPECT_EQ(errors.shape.wrong_steps, 0u);
    EXPECT_GT(errors.shape.steps, 100'000u);
    EXPECT_EQ(errors.shape.below_minimum, 0u);
    EXPECT_EQ(check_special_values(i.kernel, false).failures, 0u);
    for (const ContractCheck& check : check_contract(i.kernel)) EXPECT_TRUE(check.passed) << check.detail;
  }
}

// glibc 2.36, by an exhaustive sweep: docs/decisions/0006-outside-proof.md.
TEST(Ingredients, LargestErrorsOfGlibcAreWhereASweepFoundThem) {
  struct Largest {
    Kernel kernel;
    double x, got, ulp;
  };
  for (const Largest& l :
       {Largest{ingredient_kernel<planted::libm_erf>("erf", Formula::erf), -0x1.ac6212p-1, -0x1.86ce1p-1, 0.967919},
        Largest{ingredient_kernel<planted::libm_erfc>("erfc", Formula::erfc), 0x1.537a74p+0, 0x1.f198bcp-5, 3.125752},
        Largest{ingredient_kernel<planted::libm_tanh>("tanh", Formula::tanh), -0x1.ddca18p-3, -0x1.d54e4ap-3,
                2.188555}}) {
    SCOPED_TRACE(l.kernel.id);
    const Real exact = exact_value(l.kernel.curve(), l.x);
    EXPECT_NEAR(ulp_error(binary32, l.got, exact), l.ulp, 5e-7);
    if (judge(l.kernel, l.kernel.curve(), l.x).got != l.got) continue;  // another C library
    const KernelErrors errors = sampled(l.kernel, {l.x});
    EXPECT_NEAR(errors.own.total().max_ulp.value, l.ulp, 2e-6);
    EXPECT_EQ(std::fabs(decode(binary32, errors.own.worst.front().at)), std::fabs(l.x));
  }
}

// They are no GELUs: nothing is said of how far they are from one.
TEST(Ingredients, AreJudgedAgainstThemselvesAlone) {
  const Kernel kernel = ingredient_kernel<planted::libm_erf>("erf", Formula::erf);
  const KernelErrors errors = sampled(kernel);
  EXPECT_EQ(errors.gelu.total().inputs, 0u);
  EXPECT_EQ(errors.shape.mirrored, 0u) << "g(x) - g(-x) = x is of GELUs";
  ResultSet results;
  const Swept sweeps{.sampled = &errors, .curve = true};
  add_accuracy(kernel, sweeps, check_special_values(kernel, false), results);
  add_graph(kernel, 1, results);
  ASSERT_FALSE(results.accuracy.empty());
  for (const AccuracyRecord& record : results.accuracy) EXPECT_EQ(record.reference, "own") << record.region;
  EXPECT_EQ(results.shapes.size(), 1u);
  EXPECT_FALSE(results.shapes.front().asymmetry_ulp.has_value());
  EXPECT_TRUE(results.graphs.empty());
}

TEST(Ingredients, OverflowIsRightWhereTheExactValueRoundsToInfinity) {
  const KernelErrors right = sampled(ingredient_kernel<planted::libm_exp>("exp", Formula::exp));
  EXPECT_EQ(right.own.total().infinite, 0u);
  // The largest number for every x from 88.73 on: one ULP from what infinity stands for.
  const Kernel clamping = ingredient_kernel<planted::clamped_exp>("clamped_exp", Formula::exp);
  const ErrorStats clamped = sampled(clamping).own.total();
  EXPECT_EQ(clamped.counted_apart(), 0u);
  EXPECT_NEAR(clamped.max_ulp.value, 1, 1e-6);
  EXPECT_EQ(clamped.within_one_ulp, clamped.inputs);
  EXPECT_LT(clamped.correctly_rounded, right.own.total().correctly_rounded);
  EXPECT_EQ(judge(clamping, clamping.curve(), 1e30).ulp, 1);
  EXPECT_EQ(judge(clamping, clamping.curve(), 1e30).want, HUGE_VAL);
  EXPECT_EQ(check_special_values(clamping, false).failures, 1u);
  const Kernel early = ingredient_kernel<planted::early_exp>("early_exp", Formula::exp);
  const KernelErrors errors = sampled(early);
  EXPECT_GT(errors.own.total().infinite, 0u) << "between 88 and 88.72";
  EXPECT_LT(errors.own.total().infinite, 100u);
  EXPECT_FALSE(broken_claims(errors, {}).empty());
}

// The score of a block does not depend on what else is in it, beyond the border of overflow too.
TEST(Ingredients, OverflowIsJudgedAloneAsInABlock) {
  const Kernel kernel = ingredient_kernel<planted::clamped_exp>("clamped_exp", Formula::exp);
  const std::vector<double> x{88, 88.5, 88.72, 88.73, 89, 100, 1000, 1e38};
  ErrorStats sum;
  for (const double one : x) sum.merge(swept(kernel, listed_inputs(DType::f32, std::vector{one})).own.total());
  const ErrorStats all = swept(kernel, listed_inputs(DType::f32, x)).own.total();
  EXPECT_EQ(all.inputs, x.size());
  EXPECT_EQ(all.max_ulp.value, sum.max_ulp.value);
  EXPECT_EQ(all.within_one_ulp, sum.within_one_ulp);
  EXPECT_EQ(all.correctly_rounded, sum.correctly_rounded);
}

TEST(Ingredients, SigmoidByExpIsLostInTheTail) {
  const Kernel kernel = ingredient_kernel<planted::libm_sigmoid>("sigmoid", Formula::sigmoid);
  const KernelErrors errors = sampled(kernel);
  EXPECT_GT(errors.own.total().total_loss, 0u) << "from -88.73 to -103.97";
  EXPECT_EQ(errors.own.total().nan + errors.own.total().infinite + errors.own.total().wrong_sign, 0u);
  EXPECT_EQ(check_special_values(kernel, false).failures, 0u);
}

TEST(Ingredients, AWrongStepIsFoundWhateverTheDirection) {
  const Kernel rising = ingredient_kernel<planted::rising_erfc>("rising_erfc", Formula::erfc);
  EXPECT_GT(sampled(rising).shape.wrong_steps, 100u);
}

template <class Storage, class Number>
void exp_of(const void* x_, const void*, void* y_, std::size_t n) {
  const auto* x = static_cast<const Storage*>(x_);
  auto* y = static_cast<Storage*>(y_);
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<Storage, double>) {
      y[i] = std::exp(x[i]);
    } else {
      constexpr Format format = format_of(dtype_of<Storage>);
      y[i] = {static_cast<std::uint16_t>(encode(format, std::exp(decode(format, x[i].bits))))};
    }
  }
}

// Overflow of every type; binary64's largest numbers are next to the end of what binary64 can say.
TEST(Ingredients, OverflowInEveryType) {
  const Kernel half = planted::describe("exp", Formula::exp, &exp_of<Float16, double>, {}, DType::f16);
  const Kernel brain = planted::describe("exp", Formula::exp, &exp_of<BFloat16, double>, {}, DType::bf16);
  for (const Kernel* kernel : {&half, &brain}) {
    const ErrorStats all = swept(*kernel, exhaustive_inputs(kernel->dtype)).own.total();
    EXPECT_EQ(all.counted_apart(), 0u) << kernel->id;
    EXPECT_LE(all.max_ulp.value, 0.5 + 1e-9) << kernel->id;
    EXPECT_EQ(all.correctly_rounded, all.inputs) << kernel->id;
  }
  const Kernel wide = planted::describe("exp", Formula::exp, &exp_of<double, double>, {}, DType::f64);
  const ErrorStats all = swept(wide, stratified_inputs(DType::f64, 6)).own.total();
  EXPECT_EQ(all.counted_apart(), 0u);
  EXPECT_LE(all.max_ulp.value, 1);
  Kernel clamped = wide;
  clamped.function = +[](const void* x, const void* dy, void* y, std::size_t n) {
    exp_of<double, double>(x, dy, y, n);
    for (std::size_t i = 0; i < n; ++i) {
      double& v = static_cast<double*>(y)[i];
      v = std::min(v, std::numeric_limits<double>::max());
    }
  };
  const SearchResult found = search_large_errors(clamped, {.seeds = 1, .evaluations = 20'000});
  for (const double x : found.inputs) EXPECT_LT(x, 709.8) << "no error without bound";
  EXPECT_EQ(swept(clamped, listed_inputs(DType::f64, std::vector{709.0, 710.0})).own.total().max_ulp.value, 1);
}

}  // namespace
}  // namespace gelubench
