// What users type: numbers, sizes and ids, right and wrong.

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "command.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using testing::Not;

using Arguments = Command;

const std::string golden = std::string(GELUBENCH_TEST_DATA) + "/results.json";

TEST_F(Arguments, EveryNumberThatStrtodReadsIsANumber) {
  const Outcome o = run("eval erf/double -nan -inf -0x1p-3 -infinity -INF '-nan(0x1)' -.5e-3 -0X1P-3 -2 +1 .5");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out,
            "# erf/double/f32/forward/scalar\n"
            "nan\tnan\tnan\n"
            "-inf\t-0\t-0x0p+0\n"
            "-0.125\t-0.05628272\t-0x1.cd116cp-5\n"
            "-inf\t-0\t-0x0p+0\n"
            "-inf\t-0\t-0x0p+0\n"
            "nan\tnan\tnan\n"
            "-0.0005\t-0.00024990027\t-0x1.060a18p-12\n"
            "-0.125\t-0.05628272\t-0x1.cd116cp-5\n"
            "-2\t-0.045500264\t-0x1.74bcf8p-5\n"
            "1\t0.8413448\t0x1.aec4bep-1\n"
            "0.5\t0.34573123\t0x1.62075ep-2\n");
  EXPECT_THAT(run("explain erf/libm -nan").out, HasSubstr("x             nan"));
  EXPECT_THAT(run("list --filter -nan").out, HasSubstr("erf/libm")) << "an expression, not a number";
}

TEST_F(Arguments, NumberOptionsSayInWordsWhatTheyTake) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"recommend " + golden + " --max-ulp nan", "--max-ulp takes a number from 0 up, not nan"},
      {"recommend " + golden + " --max-ulp -nan", "--max-ulp takes a number from 0 up, not -nan"},
      {"recommend " + golden + " --max-ulp -1", "--max-ulp takes a number from 0 up, not -1"},
      {"recommend " + golden + " --max-ulp inf", "--max-ulp takes a number from 0 up, not inf"},
      {"recommend " + golden + " --max-abs nan", "--max-abs takes a number from 0 up, not nan"},
      {"recommend " + golden + " --max-abs -inf", "--max-abs takes a number from 0 up, not -inf"},
      {"search --seconds nan", "--seconds takes a number above 0, not nan"},
      {"search --seconds 0", "--seconds takes a number above 0, not 0"},
      {"accuracy --journal-every nan", "--journal-every takes a number from 0 up, not nan"},
      {"certify --journal-every inf", "--journal-every takes a number from 0 up, not inf"},
      {"compare --min-effect nan a b", "--min-effect takes a number from 0.001 to 10, not nan"},
      {"compare --effect erf=inf a b", "--effect 'erf=inf' is not KERNEL=SHARE with a share above 0"},
      {"compare --effect erf=nan a b", "--effect 'erf=nan' is not KERNEL=SHARE with a share above 0"},
      {"ab --rounds 3 a b", "--rounds takes a number from 6 to 1000, not 3"},
      {"doctor --trials nan", "--trials takes a number above 0, not nan"}};
  for (const auto& [arguments, sentence] : cases) expect_refusal(run(arguments), 2, sentence);
}

TEST_F(Arguments, AllCommandsShareOneVocabularyOfSizes) {
  EXPECT_THAT(run("recommend " + golden + " --max-ulp 1 --size L1").out, HasSubstr("measured at 2,048 elements (L1)"));
  EXPECT_THAT(run("recommend " + golden + " --max-ulp 1 --size DRAM").out,
              HasSubstr("measured at 16,777,216 elements (DRAM)"));
  EXPECT_THAT(run("recommend " + golden + " --max-ulp 1 --size 64x32").out, HasSubstr("measured at 2,048 elements"));
  EXPECT_THAT(run("recommend " + golden + " --max-ulp 1 --size 8KiB").out,
              testing::AllOf(HasSubstr("measured at 2,048 elements"), Not(HasSubstr("asked for"))));
  EXPECT_THAT(run("recommend " + golden + " --max-ulp 1 --size LLC").out,
              HasSubstr("asked for LLC on 1 thread: this is the nearest that was measured"));
  const Outcome bench =
      run("bench --filter relu/max/f32/forward/scalar --sizes 8KiB,2x512 --threads 1 --brief --profile quick --quiet "
          "--out b.json");
  EXPECT_EQ(bench.code, 0) << bench.err;
  EXPECT_THAT(read(folder_ / "b.json"), testing::AllOf(HasSubstr("\"elements\":2048"), HasSubstr("\"elements\":1024")));
  const std::string words = "L1, L2, LLC, DRAM, a number of elements, ROWSxCOLUMNS or bytes of inputs such as 16MiB";
  expect_refusal(run("bench --sizes 4k"), 2, "--sizes '4k' is none of small, models, " + words);
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --size 4k"), 2, "--size '4k' is none of " + words);
}

TEST_F(Arguments, AnIdThatFitsNoOneKernelNamesWhatFits) {
  expect_refusal(
      run("explain erf/libm/backward 1"), 2,
      "'erf/libm/backward' leaves open which kernel: an id is METHOD/VARIANT/TYPE/DIRECTION[/PATH]; there are "
      "erf/libm/f32/backward, erf/libm/f64/backward, erf/libm/f16/backward, erf/libm/bf16/backward\n");
  expect_refusal(run("eval erf 1"), 2, "'erf' leaves open which kernel");
  expect_refusal(run("eval erf/libn 1"), 2, "there is no kernel 'erf/libn', the nearest is erf/libm; run_suite list");
  expect_refusal(run("eval erf/boost/f16/backward 1"), 2,
                 "there is no kernel 'erf/boost/f16/backward'; of erf/boost there are erf/boost/f32/forward, ");
  expect_refusal(run("eval nonsense 1"), 2, "there is no kernel 'nonsense'; run_suite list shows the ids");
}

TEST_F(Arguments, ErrorsBelowWhatADoubleTellsAreNoArtefacts) {
  const Outcome o = run("explain tanh/libm/f16 -1500");
  EXPECT_THAT(o.out, HasSubstr("exact       -1.001998805406187379269072333034545648726e-60206"));
  EXPECT_THAT(o.out, HasSubstr("  error       0 ULP, 0 absolute\n"));
  EXPECT_THAT(o.out, Not(HasSubstr("4.94065646e-324")));
}

}  // namespace
}  // namespace gelubench
