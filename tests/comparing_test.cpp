// run_suite compare, ab and baselines as a user runs them.

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "command.hpp"
#include "places.hpp"
#include "results/result_json.hpp"

namespace gelubench {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Command, CompareExitsByWhatGotWorse) {
  const std::string golden = read(std::string(GELUBENCH_TEST_DATA) + "/results.json");
  const auto replaced = [&](const std::string& what, const std::string& with) {
    std::string text = golden;
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
  };
  write("base.json", golden);
  EXPECT_EQ(run("compare base.json base.json").code, 0);
  EXPECT_THAT(run("compare base.json base.json").out, HasSubstr("0 figures worse, 0 better, 0 other changes"));
  write("worse.json", replaced("\"exhaustive\",\"max_ulp\":0.5000001", "\"exhaustive\",\"max_ulp\":0.5000002"));
  const Outcome worse = run("compare base.json worse.json");
  EXPECT_EQ(worse.code, 3);
  EXPECT_THAT(worse.out, StartsWith("less accurate:\n  erf/double/f32/forward/scalar: max ULP"));
  EXPECT_EQ(run("compare worse.json base.json").code, 0);
  write("bits.json", replaced("00112233445566778899aabbccddeeff", "10112233445566778899aabbccddeeff"));
  EXPECT_EQ(run("compare base.json bits.json").code, 0);
  EXPECT_EQ(run("compare base.json bits.json --digests fail").code, 3);
  write("other.json", replaced("\"flags\":\"-O3\"", "\"flags\":\"-O0\""));
  const Outcome other = run("compare base.json other.json");
  EXPECT_EQ(other.code, 6);
  EXPECT_THAT(other.out, HasSubstr("flags: '-O3' and '-O0'"));
  EXPECT_EQ(run("compare base.json other.json --cross-machine").code, 0);
  write("old.json", replaced("\"schema\": 4", "\"schema\": 3"));
  const Outcome old = run("compare old.json base.json");
  EXPECT_EQ(old.code, 6);
  EXPECT_THAT(old.err, HasSubstr("old.json has results schema 3, this program reads schema 4"));
  expect_refusal(run("compare base.json missing.json"), 2, "cannot read missing.json");
  expect_refusal(run("compare base.json base.json --effect erf"), 2, "--effect 'erf' is not KERNEL=SHARE");
  expect_refusal(run("compare base.json base.json --min-effect -1"), 2, "--min-effect");
}

// Every figure is better but one result of 65,536, which only the first program can tell.
TEST_F(Command, CompareFindsOneWorseResultAmongBetterOnes) {
  const std::string accuracy =
      " accuracy --profile quick --filter lut/nearest/bf16/forward/scalar --filter relu/max/bf16 --quiet --out ";
  ASSERT_EQ(run(accuracy + "base.json").code, 0);
  ASSERT_EQ(shell(RUN_SUITE_CHANGED + accuracy + "changed.json").code, 0);
  const Outcome sums = run("compare base.json changed.json");
  EXPECT_EQ(sums.code, 0) << sums.out;
  EXPECT_THAT(sums.out, HasSubstr("0 figures worse"));
  const std::string compare = std::string(RUN_SUITE_CHANGED) + " compare base.json changed.json --base-program ";
  const Outcome one = shell(compare + RUN_SUITE);
  EXPECT_EQ(one.code, 3) << one.err;
  EXPECT_THAT(one.out,
              StartsWith("less accurate:\n  lut/nearest/bf16/forward/scalar: 1 of 65,278 results are worse, "));
  EXPECT_THAT(one.out, HasSubstr("at x = -0x1.8p-1 -0x1.5cp-3 (0.0499 ULP) -> -0x1.5ep-3 (0.951 ULP)"));
  const Outcome other_way =
      shell(std::string(RUN_SUITE) + " compare changed.json base.json --base-program " + RUN_SUITE_CHANGED);
  EXPECT_EQ(other_way.code, 3);
  EXPECT_THAT(other_way.out, HasSubstr(" results are worse, 1 better"));
  expect_refusal(run("compare base.json changed.json --base-program missing"), 2,
                 "missing is not a program that can be run");
  write("broken", "#!/bin/sh\nexit 9\n");
  shell("chmod +x broken");
  expect_refusal(shell(compare + "./broken"), 2, "./broken eval lut/nearest/bf16/forward/scalar failed (exit code 9)");
}

TEST_F(Command, BaselinesAreKeptComparedAndDrawn) {
  // Accuracy is exact, so that how a loaded machine times does not matter here.
  const std::string accuracy = "accuracy --profile quick --filter erf/exact/bf16/forward --quiet --baselines kept ";
  const Outcome saved = run(accuracy + "--save-baseline main");
  EXPECT_EQ(saved.code, 0) << saved.err;
  EXPECT_THAT(saved.err, HasSubstr("baseline: kept/"));
  const Outcome same = run(accuracy + "--baseline main --out new.json");
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("0 figures worse, 0 better, 0 other changes; 0 times compared"));
  EXPECT_EQ(run("compare --baselines kept --baseline main new.json").code, 0);

  // A baseline that was better than what is measured now.
  EXPECT_EQ(shell("sed -i 's/\"max_ulp\":0.5,/\"max_ulp\":0.25,/' kept/*/main.json").code, 0);
  const Outcome worse = run(accuracy + "--baseline main --save-baseline main");
  EXPECT_EQ(worse.code, 3) << worse.err;
  EXPECT_THAT(worse.out, HasSubstr("less accurate:\n  erf/exact/bf16/forward/"));
  EXPECT_THAT(worse.out, HasSubstr("0.25 -> 0.5\n"));
  const Outcome history = run("history --baselines kept --filter bf16 --out drawn");
  EXPECT_EQ(history.code, 0) << history.err;
  EXPECT_THAT(history.out, HasSubstr("less accurate since run 2 (main, "));
  EXPECT_THAT(history.out, HasSubstr("2 runs, 0 rows of times, "));
  EXPECT_TRUE(fs::exists(folder_ / "drawn/history.md"));

  const std::string bench =
      "bench --profile quick --filter relu/max/f32/forward --sizes L1 --threads 1 --brief --quiet ";
  expect_refusal(run(bench + "--baselines kept --baseline mine"), 2,
                 "there is no baseline 'mine' in kept; there are main");
  expect_refusal(run(bench + "--baselines none --baseline mine"), 2, "there is no baseline 'mine' in none");
  expect_refusal(run(bench + "--baselines kept --save-baseline a/b"), 2, "'a/b' does not fit");
  expect_refusal(run(bench + "--baselines /proc/none --save-baseline a"), 2, "cannot make the folder /proc/none/");
  expect_refusal(
      run(bench + "--baselines kept --baseline main --seed 7"), 6,
      "the baseline 'main' cannot be compared with this run, they differ in seed of the inputs: '1' and '7'");
  expect_refusal(run("compare --baselines kept --baseline main new.json new.json"), 2, "give only the second");
  expect_refusal(run("compare new.json"), 2, "give the results files of two runs, or one and --baseline NAME");
  const std::string golden = std::string(GELUBENCH_TEST_DATA) + "/results.json";
  expect_refusal(run("compare --baselines kept --baseline main " + golden), 6,
                 "the baseline 'main' in kept is of the machine ");
  expect_refusal(run("history --baselines none"), 4, "--save-baseline NAME makes one");
  expect_refusal(run("history --baselines kept --machine pdp-11"), 4,
                 "no baseline of the machine pdp-11 in kept, there");
  expect_refusal(run("history --baselines kept --filter nothing"), 4, "no times in the baselines match --filter");
  EXPECT_EQ(shell("env -u HOME -u XDG_DATA_HOME -u GELUBENCH_BASELINES '" RUN_SUITE "' history").code, 2);
  EXPECT_THAT(shell("HOME=here '" RUN_SUITE "' history").err, HasSubstr(" in here/.local/share/gelubench/baselines;"));

  const Outcome timed = run(bench + "--baselines timed --save-baseline main");
  EXPECT_EQ(timed.code, 0) << timed.err;
  EXPECT_THAT(run("history --baselines timed").out, HasSubstr("relu/max/f32/forward/scalar\n  L1, 1 thread  ▁  "));
}

TEST_F(Command, AbMeasuresTwoProgramsByTurns) {
  write("noted", "#!/bin/sh\necho \"$@\" >>'" + (folder_ / "arguments").string() + "'\nexec '" RUN_SUITE "' \"$@\"\n");
  fs::permissions(folder_ / "noted", fs::perms::owner_all);
  const std::string both = "'" RUN_SUITE "' ./noted";
  const Outcome o = run("ab " + both +
                        " --filter '^relu/max/f32/forward/scalar$' --rounds 6 --min-effect 9 --distribution tail "
                        "--inconclusive warn --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  // On a machine that changes all the time, pairs are left out.
  EXPECT_THAT(o.out, ContainsRegex("[01] times compared: 0 slower, 0 faster, [01] unclear\n[0-6] pairs of runs"));
  EXPECT_THAT(read(folder_ / "arguments"), HasSubstr("--sizes L1 --threads 1 --distribution tail --out "));
  expect_refusal(run("ab missing '" RUN_SUITE "'"), 2, "missing is not a program that can be run");
  expect_refusal(run("ab /bin/false '" RUN_SUITE "' --quiet"), 2, "/bin/false bench failed (exit code 1)");
  expect_refusal(run("ab " + both + " --rounds 3"), 2, "--rounds");
  expect_refusal(run("ab " + both + " --distribution tial"), 2, "--distribution 'tial' is none of normal, wide");
}

// What looks slower in the file of the first run is not where both programs are at hand.
TEST_F(Command, CompareTimesDoubtfulRowsByTurns) {
  const std::string kernel = "relu/max/f32/forward/scalar";
  ASSERT_EQ(
      run("bench --profile quick --brief --filter '^" + kernel + "$' --sizes L1 --threads 1 --quiet --out new.json")
          .code,
      0);
  ResultSet results = read_results(folder_ / "new.json");
  for (TimingRecord& t : results.timings) {
    if (t.kernel != kernel) continue;
    for (double& s : t.samples_ns) s /= 2;
    t.median_ns /= 2;
    t.low_ns /= 2;
    t.high_ns /= 2;
  }
  write("base.json", to_json(results));
  const Outcome stored = run("compare base.json new.json --no-rerun");
  EXPECT_EQ(stored.code, 1) << stored.out;
  EXPECT_THAT(stored.out, HasSubstr("slower:\n  " + kernel + ", L1, 1 thread: "));
  const Outcome turns = run("compare base.json new.json --min-effect 0.5 --base-program '" RUN_SUITE "'");
  EXPECT_EQ(turns.code, 0) << turns.out;
  EXPECT_THAT(turns.out, HasSubstr("1 times compared: 0 slower, 0 faster, 0 unclear"));
  EXPECT_THAT(turns.err, HasSubstr("measuring again what may be slower"));
}

}  // namespace
}  // namespace gelubench
