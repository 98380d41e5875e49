#include "reports/machines.hpp"

#include <gmock/gmock.h>

#include "example_results.hpp"
#include "reports/summary.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The example on a machine where erf/libm is right and fast, and tanh/exp gives other bits.
ResultSet other_machine() {
  ResultSet r = example_results();
  r.environment.cpu_model = "Other | CPU";
  for (SpecialRecord& s : r.special) s.failures = 0;
  for (AccuracyRecord& a : r.accuracy) {
    if (a.kernel == "erf/libm/f32/forward/scalar") {
      a.total_loss = 0;
      a.max_ulp = 0.75;
    }
    if (a.kernel == "relu/max/f32/forward/avx2" && a.reference == "own") {
      a.digest = "ffffffffffffffffffffffffffffffff";
      a.max_ulp = 2;
    }
  }
  return r;
}

TEST(Machines, SideBySideSayWhereTheChoiceDiffersAndWhy) {
  const std::string report = machines_report({example_results(), other_machine()});
  EXPECT_THAT(report, HasSubstr("| A       | Some &lt;b&gt;CPU&lt;/b&gt; \\| 3000"));
  EXPECT_THAT(report, HasSubstr("| B       | Other \\| CPU"));
  EXPECT_THAT(
      report,
      HasSubstr("`erf/double/f32/forward/scalar` 6.80 ns (136×) | `erf/libm/f32/forward/scalar` 5.40 ns (108×)"));
  EXPECT_THAT(report,
              HasSubstr("- ≤ 1 ULP, on A: `erf/libm/f32/forward/scalar`: 11,538,042 results lost (0 where GELU is "
                        "not); 1.17e7 ULP; -inf gives nan, not -0.\n"));
  EXPECT_THAT(report, HasSubstr("- ≤ 1 ULP, on B: `erf/double/f32/forward/scalar` takes 1.26× the time.\n"));
}

TEST(Machines, FlagResultsThatDiffer) {
  const std::string report = machines_report({example_results(), other_machine()});
  EXPECT_THAT(report, HasSubstr("Of 1 kernels compared bit for bit"));
  EXPECT_THAT(report, HasSubstr("| `relu/max/f32/forward/avx2` | A, B     |       0 |       2 | **the errors** |"));
  EXPECT_THAT(machines_report({example_results(), example_results()}),
              HasSubstr("None: 1 kernels gave the same bits at every input both tried.\n"));
}

TEST(Machines, SayWhereNothingWasJudgedTwice) {
  ResultSet bench = example_results();
  bench.accuracy.clear();
  EXPECT_THAT(machines_report({bench, bench}),
              HasSubstr("No kernel was judged by two of them over the same inputs.\n"));
}

TEST(Summary, HasARowForEachImplementation) {
  const std::string table = summary_table(example_results());
  EXPECT_THAT(table, HasSubstr("| `relu/max/avx2`     | `relu`      |"));
  EXPECT_THAT(table, HasSubstr("1.17e7 + loss"));
  EXPECT_THAT(table, HasSubstr("20.0× subnormal"));
  EXPECT_THAT(table, Not(HasSubstr("backward")));
  EXPECT_EQ(summary_table(ResultSet()), "");
}

}  // namespace
}  // namespace gelubench
