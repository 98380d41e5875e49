// run_suite predict, and what reads its predictions, as users run it.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "command.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

class Predict : public Command {
 protected:
  void SetUp() override {
    ASSERT_EQ(shell("bash -c 'compgen -c llvm-mca'").code, 0) << "there is no llvm-mca here: scripts/setup installs it";
  }
};

TEST_F(Predict, TellsLoopLanesInstructionsCyclesAndWhatBinds) {
  const Outcome o = run("predict --cpu znver4 --filter '^relu/max/f32/forward/avx2' --json");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json json = Json::parse(o.out);
  ASSERT_EQ(json["cycles"].size(), 1U);
  EXPECT_EQ(json["cycles"][0]["cpu"], "znver4");
  EXPECT_EQ(json["cycles"][0]["model"], "znver4");
  EXPECT_EQ(json["loops"][0]["elements"], 16);
  // Two loads and stores of 8 lanes: a Zen 4 does one store of 32 bytes a cycle.
  EXPECT_GE(json["cycles"][0]["cycles"].get<double>(), 1.0 / 8);
  EXPECT_LE(json["cycles"][0]["cycles"].get<double>(), 3.0 / 8);
  EXPECT_THAT(run("predict --cpu znver4 --filter '^relu/max/f32/forward/avx2' --quiet").out,
              HasSubstr("relu/max/f32/forward/avx2        16"));
}

TEST_F(Predict, WhatIsMultipliedCountsBesideTheProduct) {
  for (const std::string path : {"avx2", "avx512"}) {
    const auto cycles = [&](const std::string& direction) {
      const std::string kernel = "^erf/faithful/f32/" + direction + "/" + path;
      const Outcome o = run("predict --cpu sapphirerapids --json --filter '" + kernel + "'");
      EXPECT_EQ(o.code, 0) << o.err;
      return Json::parse(o.out)["cycles"][0]["cycles"].get<double>();
    };
    EXPECT_GT(cycles("gated"), 0.9 * cycles("forward")) << path;
  }
}

// 16-bit numbers go through a function of floats, which is called for every block, and come back in a loop of their
// own; a function that is called on some ways only is not counted.
TEST_F(Predict, WhatIsCalledForIntermediateResultsCounts) {
  const auto predicted = [&](const std::string& kernel) {
    return run("predict --cpu znver3 --json --filter '^" + kernel + "$'");
  };
  const auto instructions = [](const Outcome& o) {
    return Json::parse(o.out)["loops"][0]["instructions"].get<double>();
  };
  const Outcome of_float = predicted("tanh/faithful/f32/gated/sse4");
  ASSERT_EQ(of_float.code, 0) << of_float.err;
  const Outcome through_float = predicted("tanh/faithful/f16/gated/sse4");
  if (through_float.code == 0)
    EXPECT_GT(instructions(through_float), 1.2 * instructions(of_float));
  else  // GCC 14 makes one loop of it
    expect_refusal(through_float, 4, "no prediction: tanh/faithful/f16/gated/sse4: its loop calls ");
  const Outcome by_table = predicted("sigmoid/silu/f16/gated/scalar");
  ASSERT_EQ(by_table.code, 0) << by_table.err;
  EXPECT_LT(instructions(by_table), 75);
}

TEST_F(Predict, PathsOfOtherCpusArePredictedToo) {
  const Outcome o = run("predict --cpu znver3,sapphirerapids --filter '^erf/faithful/f32/forward/avx512' --json");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json json = Json::parse(o.out);
  ASSERT_EQ(json["cycles"].size(), 1U) << "Zen 3 has no AVX-512";
  EXPECT_EQ(json["cycles"][0]["cpu"], "sapphirerapids");
}

TEST_F(Predict, SaysWhyThereIsNoPrediction) {
  expect_refusal(run("predict --cpu znver3 --quiet --filter '^erf/libm/f32/forward/scalar'"), 4,
                 "no prediction: erf/libm/f32/forward/scalar: its ");
  expect_refusal(run("predict --cpu znver3 --quiet --filter '^erf/onednn/f32/forward'"), 4,
                 "its code is a library's, oneDNN");
  expect_refusal(run("predict --cpu znver3 --quiet --filter '^relu/max/f32/forward/avx512'"), 4,
                 "no CPU asked for runs a kernel that matches");
}

TEST_F(Predict, MistakesAreOneSentence) {
  expect_refusal(run("predict --cpu z80"), 2, "--cpu 'z80' is none of native, haswell, ");
  expect_refusal(run("predict --cpu neoverse-v2 --quiet"), 2, "neoverse-v2 is of aarch64, and ");
  expect_refusal(run("predict --filter no_such"), 4, "no kernel matches --filter 'no_such'");
  expect_refusal(run("predict --binary no/such --quiet"), 2, "no/such is not a program that can be run");
  expect_refusal(run("predict --binary /bin/true --quiet --cpu znver3"), 2,
                 "/bin/true does not list kernels with their addresses: it is no run_suite of this version");
  write("script", "#!/bin/sh\n");
  shell("chmod +x script");
  expect_refusal(run("predict --binary ./script --quiet"), 2, "./script is no program for x86-64 or aarch64");
  expect_refusal(run("predict --add-to missing.json --quiet"), 2, "cannot read missing.json");
  expect_refusal(run("predict --add-to missing.json --measured-on zen --quiet"), 2, "--measured-on 'zen' is none of ");
  expect_refusal(run("predict --measured-on znver3 --quiet"), 2, "--measured-on is of the results file of --add-to");
  expect_refusal(run("predict --llvm-mca /bin/true"), 2, "/bin/true is no llvm-mca");
  expect_refusal(shell(fmt::format("PATH=/nowhere '{}' predict", RUN_SUITE)), 2,
                 "there is no llvm-mca here, LLVM's machine-code analyser: install Debian's llvm");
  const Outcome stripped = shell(fmt::format("strip -o bare '{}' && ./bare predict --cpu znver3 --quiet", RUN_SUITE));
  EXPECT_EQ(stripped.code, 2);
  EXPECT_THAT(stripped.err, HasSubstr("is stripped: where its functions end cannot be told"));
}

TEST_F(Predict, ReadsItsOwnCodeAlsoWhereItsFileHasGone) {
  const Outcome o =
      shell(fmt::format("cp '{}' gone && exec 3<gone && rm gone && "
                        "/proc/self/fd/3 predict --cpu znver3 --filter '^relu/max/f32/forward/avx2' --quiet",
                        RUN_SUITE));
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("relu/max/f32/forward/avx2"));
}

TEST_F(Predict, AnOlderLlvmThatDoesNotKnowTheCpuSaysSo) {
  write("llvm-mca",
        "#!/bin/sh\ncase \"$1\" in --version) echo 'LLVM version 9.0.0' ;;\n"
        "*) echo \"'znver3' is not a recognized processor for this target\" >&2; exit 1 ;; esac\n");
  shell("chmod +x llvm-mca; ln -s \"$(command -v $(bash -c 'compgen -c llvm-objdump | head -n 1'))\" llvm-objdump");
  expect_refusal(run("predict --cpu znver3 --quiet --llvm-mca ./llvm-mca --filter relu/max/f32/forward/avx2"), 2,
                 "llvm-mca 9.0.0 does not know znver3: a newer one may");
}

TEST_F(Predict, ResultsFilesReportsAndRecommendationsHaveThem) {
  ASSERT_EQ(run("accuracy --quiet --profile quick --filter '^(erf/faithful|relu/max)/f32/forward' --out r.json").code,
            0);
  const std::string before = read(folder_ / "r.json");
  expect_refusal(run("recommend r.json --max-ulp 1 --cpu znver3"), 4,
                 "r.json has no prediction of float32, forward for 'znver3': run_suite predict --cpu znver3 --add-to "
                 "r.json");
  EXPECT_EQ(read(folder_ / "r.json"), before);
  ASSERT_EQ(run("predict --quiet --cpu znver3,native --filter /f32/forward/ --add-to r.json").code, 0);
  const Outcome o = run("recommend r.json --max-ulp 1 --cpu znver3");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("take: erf/faithful/f32/forward/avx2\n"));
  EXPECT_THAT(o.out, HasSubstr(" cycles per element predicted, bound by "));
  EXPECT_THAT(o.out, HasSubstr("call: gelubench_gelu_f32 of libgelubench"));
  const Json json = Json::parse(run("recommend r.json --max-ulp 1 --cpu znver3 --json").out);
  EXPECT_EQ(json["within"][0]["kernel"], "erf/faithful/f32/forward/avx2");
  EXPECT_EQ(run("recommend r.json --max-ulp 0.5 --cpu znver3").code, 4);
  expect_refusal(run("recommend r.json --max-ulp 1 --cpu znver2"), 4, "for 'znver2', only for znver3");
  expect_refusal(run("recommend --max-ulp 1 --cpu znver3"), 2, "--cpu needs a results file with predictions");
  ASSERT_EQ(run("report r.json --out r").code, 0);
  EXPECT_THAT(read(folder_ / "r" / "report.md"), HasSubstr("## On other CPUs (predicted)"));
  EXPECT_THAT(read(folder_ / "r" / "report.md"), testing::ContainsRegex("[|] `znver3` +[|] `erf/faithful` "));
}

TEST_F(Predict, ARiseOfPredictedCyclesIsRedWhereAskedFor) {
  ASSERT_EQ(run("accuracy --quiet --profile quick --filter '^relu/max/f32/forward/avx2' --out a.json").code, 0);
  ASSERT_EQ(run("predict --quiet --cpu znver3 --filter '^relu/max/f32/forward/avx2' --add-to a.json").code, 0);
  Json results = Json::parse(read(folder_ / "a.json"));
  results["predictions"]["loops"][0]["code"] = "another";
  auto& cycles = results["predictions"]["cycles"][0]["cycles"];
  cycles = 1.06 * cycles.get<double>();
  write("b.json", results.dump());
  const std::string line = "  slower   relu/max/f32/forward/avx2: ";
  const Outcome red = run("compare a.json b.json --predicted fail");
  EXPECT_EQ(red.code, 1) << red.err;
  EXPECT_THAT(red.out, HasSubstr(line));
  EXPECT_EQ(run("compare a.json b.json --predicted fail --min-effect 0.07").code, 0);
  EXPECT_EQ(run("compare b.json a.json --predicted fail").code, 0);
  const Outcome listed = run("compare a.json b.json");
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr(line));
  results["predictions"]["analyser"] = "llvm-mca 14.0.6";
  write("b.json", results.dump());
  expect_refusal(run("compare a.json b.json --predicted fail"), 2, "needs predictions of one llvm-mca in both");
}

TEST_F(Predict, ComparesMachineCodeWithoutNoise) {
  ASSERT_EQ(run("accuracy --quiet --profile quick --filter '^erf/faithful/f32/forward' --out r.json").code, 0);
  expect_refusal(run("compare r.json r.json --predicted fail"), 2,
                 "--predicted=fail needs predictions of one llvm-mca in both results files");
  const Outcome same = run(fmt::format("compare r.json r.json --predicted fail --base-program '{}'", RUN_SUITE));
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_THAT(same.out, testing::ContainsRegex("machine code: the loops of [0-9]+ kernels are the same"));
  const Outcome slowed = shell(
      fmt::format("'{}' compare r.json r.json --predicted fail --base-program '{}'", RUN_SUITE_SLOWED, RUN_SUITE));
  EXPECT_EQ(slowed.code, 5) << slowed.err;
  EXPECT_THAT(slowed.out, HasSubstr("  unclear  erf/faithful/f32/forward/avx2: its loop could be told only before: "));
  EXPECT_THAT(slowed.out, testing::Not(HasSubstr("relu/max")));
}

TEST_F(Predict, KnowsItsCpus) {
  const Outcome o = run("predict --list");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("znver4           x86_64    avx512   AMD Zen 4 (2022)\n"));
  EXPECT_EQ(std::count(o.out.begin(), o.out.end(), '\n'), 17);
}

}  // namespace
}  // namespace gelubench
