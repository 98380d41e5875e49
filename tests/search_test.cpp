#include "accuracy/search.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "accuracy/claims.hpp"
#include "accuracy/corpus.hpp"

namespace gelubench {
namespace {

/// gelu, but off by 1000 ULP in an interval of 2^-22 around a place no sample would hit.
constexpr double hidden = -2.345678;

void wrong_in_one_place(const void* x_, const void*, void* y_, std::size_t n) {
  const auto* x = static_cast<const double*>(x_);
  auto* y = static_cast<double*>(y_);
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = 0.5 * x[i] * std::erfc(-x[i] * M_SQRT1_2);
    // A hill that rises over 2^-4 towards the place.
    const double away = std::fabs(x[i] - hidden);
    if (away < 0x1p-4) y[i] *= 1 + 0x1p-52 * 1000 * (1 - away * 0x1p4);
  }
}

Kernel hill() {
  Kernel k;
  k.id = "planted/hill/f64/forward/scalar";
  k.dtype = DType::f64;
  k.function = &wrong_in_one_place;
  return k;
}

TEST(Search, ClimbsToWhereErrorsAreLargest) {
  const Kernel kernel = hill();
  const SearchResult found = search_large_errors(kernel, {.seed = 3, .seeds = 2, .evaluations = 40'000});
  ASSERT_FALSE(found.inputs.empty());
  EXPECT_LE(found.inputs.size(), 10u);
  double best = 0;
  double nearest = 1;
  for (const double x : found.inputs) {
    if (x < -4 || x > -2) continue;
    best = judge(kernel, {Formula::gelu}, x).ulp;
    nearest = std::fabs(x - hidden);
  }
  EXPECT_LT(nearest, 1e-3);
  EXPECT_GT(best, 995);
  EXPECT_GE(found.evaluations, 80'000u);
}

TEST(Search, IsTheSameEveryTime) {
  const Kernel kernel = hill();
  const SearchOptions options{.seed = 5, .seeds = 1, .evaluations = 10'000};
  EXPECT_EQ(search_large_errors(kernel, options).inputs, search_large_errors(kernel, options).inputs);
}

TEST(Search, EndsWhenItsTimeIsUp) {
  const Kernel kernel = hill();
  const SearchResult found = search_large_errors(kernel, {.seeds = 100, .evaluations = 1'000'000'000, .seconds = 0.05});
  EXPECT_LT(found.evaluations, 100'000'000u);
}

TEST(Corpus, ReadsNumbersAndComments) {
  EXPECT_THAT(parse_corpus("# why\n\n-0x1.8p+1\n 2.5 # here\r\n1e-300", "a.txt"),
              testing::ElementsAre(-3.0, 2.5, 1e-300));
  for (const char* bad : {"1.5x", "nan", "inf", "1 2", "0x"}) {
    try {
      parse_corpus(std::string("1\n\n") + bad, "a.txt");
      ADD_FAILURE() << bad;
    } catch (const BadCorpus& error) {
      EXPECT_EQ(std::string(error.what()), std::string("a.txt, line 3: '") + bad + "' is no finite number");
    }
  }
}

TEST(Corpus, HoldsInputsForEverySmoothCurve) {
  for (const Formula formula :
       {Formula::gelu, Formula::gelu_tanh, Formula::gelu_sigmoid, Formula::gelu_bowling, Formula::silu}) {
    EXPECT_GE(corpus({formula}).size(), 3u) << to_string(formula);
    EXPECT_GE(corpus({formula, Direction::backward}).size(), 2u) << to_string(formula) << "'";
  }
}

}  // namespace
}  // namespace gelubench
