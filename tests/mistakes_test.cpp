// run_suite where something goes wrong: one sentence, the right exit code, and nothing measured is lost.

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

TEST_F(Command, BadArgumentsExit2) {
  expect_refusal(run(""), 2, "say what to do");
  expect_refusal(run("--no-such-flag"), 2, "--no-such-flag");
  expect_refusal(run("frobnicate"), 2, "frobnicate");
  expect_refusal(run("--report --profile huge"), 2, "unknown profile 'huge'; choose quick, standard or full");
  expect_refusal(run("--report --filter '['"), 2, "'[' is not a regular expression");
  expect_refusal(run("bench --threads 0"), 2, "--threads '0' is neither a positive number nor 'max'");
  expect_refusal(run("bench --threads 100000"), 2, "this process may use");
  expect_refusal(
      run("bench --filter relu --sizes 12q"), 2,
      "--sizes '12q' is none of small, models, L1, L2, LLC, DRAM, a number of elements, ROWSxCOLUMNS or bytes");
  expect_refusal(run("bench --filter relu/max/f32/forward --sizes 9999999x9999999"), 2, "GiB of memory; ");
  expect_refusal(run("bench --filter relu/max/f32/forward --in no.npy"), 2, "cannot read no.npy: No such file");
  write("three.raw", "abc");
  expect_refusal(run("bench --filter relu/max/f32/forward --in three.raw"), 2, "no multiple of the 4 of f32");
  expect_refusal(run("bench --filter relu/max --in three.raw"), 2,
                 "three.raw is of one data type, the selected kernels are not: add --filter /f32/");
  write("empty.raw", "");
  expect_refusal(run("bench --filter relu/max/f32/forward --in empty.raw"), 2, "empty.raw has no elements");
  expect_refusal(run("doctor --trials 0"), 2, "--trials");
  expect_refusal(run("bench --sizes L9"), 2, "--sizes 'L9' is none of small, models, L1, L2, LLC, DRAM");
  expect_refusal(run("bench --distribution odd"), 2,
                 "--distribution 'odd' is none of normal, wide, uniform, tail, far");
  expect_refusal(run("--report list"), 2, "--report stands alone");
  expect_refusal(run("eval erf/double one"), 2, "'one' is no number");
  expect_refusal(run("eval no/such 1"), 2, "there is no kernel 'no/such'");
  expect_refusal(run("eval erf/double"), 2, "give either numbers or --in FILE --out FILE");
  expect_refusal(run("eval erf/double 1 --in x"), 2, "--in and --out go together");
  expect_refusal(run("report results.json"), 2, "--out");
}

TEST_F(Command, BadResultsFilesExit2) {
  write("cut.json", "{\"schema\": 4, \"environment\": {");
  write("foreign.json", "{\"context\": {}, \"benchmarks\": []}");
  write("future.json", "{\"schema\": 5}");
  write("misfit.json", "{\"schema\": 4}");
  fs::create_directory(folder_ / "folder");
  expect_refusal(run("report missing.json --out r"), 2, "cannot read missing.json: No such file or directory");
  expect_refusal(run("report folder --out r"), 2, "folder is a folder");
  expect_refusal(run("report cut.json --out r"), 2, "cut.json is not complete JSON");
  expect_refusal(run("report foreign.json --out r"), 2, "foreign.json is not a gelubench results file");
  expect_refusal(run("report future.json --out r"), 2, "future.json has results schema 5, this program reads schema 4");
  expect_refusal(run("report misfit.json --out r"), 2, "misfit.json does not fit the results schema at /");
  EXPECT_FALSE(fs::exists(folder_ / "r"));
}

TEST_F(Command, UnwritablePlacesExit2BeforeAnythingIsMeasured) {
  write("file", "");
  expect_refusal(run("--report --out file/below"), 2, "cannot make the folder file/below");
  expect_refusal(run("--report --out /proc/gelubench"), 2, "cannot make the folder /proc/gelubench");
  expect_refusal(run("accuracy --out /proc/results.json"), 2, "cannot write /proc/results.json");
  expect_refusal(run("accuracy --out ."), 2, "cannot write .: it is a folder");
}

TEST_F(Command, NothingMatchedExits4) {
  for (const char* command : {"--report", "accuracy", "bench", "list"}) {
    expect_refusal(run(fmt::format("{} --filter no_such_kernel", command)), 4,
                   "no kernel matches --filter 'no_such_kernel'; run_suite list shows the ids");
  }
}

TEST_F(Command, BrokenClaimsExit3AndAreReported) {
  const Outcome o =
      run_planted("--report --profile quick --filter 'flipped_sign|relu/max/f32/forward' --out r --quiet");
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.err,
              HasSubstr("claim broken: planted/flipped_sign/f32/forward/scalar: claims max ULP 0, but positive has 0 "
                        "NaN, 0 infinite, 0 zero and"));
  const ResultSet results = read_results(folder_ / "r/results.json");
  EXPECT_FALSE(results.broken_claims.empty());
  EXPECT_EQ(results.find_timing("planted/flipped_sign/f32/forward/scalar", "L1", 1), nullptr) << "checked before timed";
  EXPECT_NE(results.find_timing("relu/max/f32/forward/scalar", "L1", 1), nullptr);
  EXPECT_EQ(results.skipped.back().kernel, "planted/flipped_sign/f32/forward/scalar");
  EXPECT_THAT(read(folder_ / "r/report.md"), HasSubstr("**Broken claims**"));
}

TEST_F(Command, ABrokenContractExits3) {
  const Outcome o = run_planted("bench --profile quick --filter nan_lane --sizes L1 --threads 1 --quiet");
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.err,
              HasSubstr("contract broken: planted/nan_lane/f32/forward/scalar: lane: 64 elements, element 5: x = "));
  EXPECT_EQ(run_planted("accuracy --profile quick --filter nan_lane --quiet").code, 3);
}

TEST_F(Command, AnInternalErrorExits70) {
  expect_refusal(run_planted("accuracy --profile quick --filter planted/throws --quiet"), 70, "planted failure");
}

TEST_F(Command, AnInterruptKeepsWhatWasMeasured) {
  // Ctrl-C as soon as the exhaustive sweep shows progress.
  const Outcome o = shell(
      fmt::format("'{}' --report --profile full --filter 'relu/max/f32/forward/scalar|erf/libm/f32/forward' --sizes L1 "
                  "--threads 1 --out r 2>progress.txt & pid=$!; "
                  "for i in $(seq 1200); do grep -q 'every float32' progress.txt && break; sleep 0.1; done; "
                  "kill -INT $pid; wait $pid",
                  RUN_SUITE));
  EXPECT_EQ(o.code, 130) << read(folder_ / "progress.txt");
  EXPECT_THAT(read(folder_ / "progress.txt"), HasSubstr("interrupted; what was measured so far is kept"));
  EXPECT_THAT(read(folder_ / "progress.txt"), ContainsRegex("this will take about [0-9].*: timing .*, accuracy "));
  const ResultSet results = read_results(folder_ / "r/results.json");
  EXPECT_TRUE(results.interrupted);
  EXPECT_FALSE(results.timings.empty());
  EXPECT_THAT(read(folder_ / "r/report.md"), HasSubstr("This run was interrupted"));
}

TEST_F(Command, AVanishedFolderLosesNothing) {
  fs::create_directory(folder_ / "rescue");
  const Outcome o = shell(fmt::format(
      "(until [ -d r ]; do sleep 0.01; done; rm -rf r) & TMPDIR=rescue '{}' --report --profile quick --filter "
      "'relu/max/f32/forward/scalar' --sizes L1 --threads 1 --out r --quiet",
      RUN_SUITE));
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(
      o.err, HasSubstr("cannot write r/results.json: No such file or directory; the results are in rescue/gelubench-"));
  ASSERT_FALSE(fs::is_empty(folder_ / "rescue"));
  const ResultSet results = read_results(fs::directory_iterator(folder_ / "rescue")->path());
  EXPECT_FALSE(results.accuracy.empty());
  EXPECT_FALSE(results.timings.empty());
}

TEST_F(Command, AFileSizeLimitIsOneSentence) {
  const Outcome o = shell(
      fmt::format("ulimit -f 4; '{}' accuracy --profile quick --filter 'relu/max/f32/forward/scalar' --out a.json "
                  "--quiet",
                  RUN_SUITE));
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, HasSubstr("run_suite: cannot write a.json: File too large"));
  EXPECT_FALSE(fs::exists(folder_ / "a.json"));
  const Outcome table =
      shell(fmt::format("'{}' accuracy --profile quick --filter relu/max/f16 --quiet >/dev/full", RUN_SUITE));
  EXPECT_EQ(table.code, 2);
  EXPECT_THAT(table.err, HasSubstr("run_suite: cannot write the output: "));
}

}  // namespace
}  // namespace gelubench
