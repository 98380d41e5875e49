// Runs that know of other runs: the same bits are not judged again, other bits are, and wrong records are found. And
// files of digests: a changed bit is named with its input.

#include <functional>

#include "command.hpp"
#include "results/result_json.hpp"

namespace gelubench {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class KnownSweeps : public Command {
 protected:
  void SetUp() override {
    const std::string run = std::string(GELUBENCH_TEST_DATA) + "/../../reports/published/amd-epyc-zen4-2-cores";
    fs::create_directories(folder_ / "there");
    fs::copy_file(run + "/results.json", folder_ / "there/results.json");
  }

  /// Sweeps ReLU, which takes some seconds.
  Outcome sweep(const std::string& more) const {
    return run("accuracy --quiet --filter '^relu/max/f32/forward/sse4$' --out here.json " + more);
  }
  AccuracyRecord own(const std::string& file) const {
    return *read_results(folder_ / file).find_accuracy("relu/max/f32/forward/sse4", "own", "all");
  }
  void change(const std::function<void(AccuracyRecord&)>& what) const {
    ResultSet results = read_results(folder_ / "there/results.json");
    for (AccuracyRecord& a : results.accuracy) {
      if (a.kernel.starts_with("relu/max/f32/forward/")) what(a);
    }
    write("there/results.json", to_json(results));
  }
};

TEST_F(KnownSweeps, TheSameBitsAreNotJudgedAgain) {
  const Outcome o = sweep("--known there/results.json");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.err, HasSubstr("a thousandth of what is known is judged again, picked by seed "));
  EXPECT_THAT(o.out, HasSubstr("exhaustive, same bits as there (96db66f, 2026-11-27)"));
  const AccuracyRecord here = own("here.json");
  EXPECT_EQ(here.inputs, 4278190078u);
  EXPECT_EQ(here.coverage, "exhaustive");
  EXPECT_EQ(here.same_bits_as->commit, "96db66f5b1089d79b8c191b4c22d668066dc6d12");
  EXPECT_LT(read_results(folder_ / "here.json").stages.back().inputs, 100'000'000u) << "judged here";
}

TEST_F(KnownSweeps, ARecordThatDoesNotHoldIsFound) {
  change([](AccuracyRecord& a) {
    if (a.reference == "gelu" && a.region == "all") a.worst_inputs.back().ulp += 1;
  });
  const Outcome o = sweep("--known there/results.json");
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.err,
              HasSubstr("relu/max/f32/forward/sse4: the results are those of there (96db66f, 2026-11-27), but what "
                        "is recorded there does not hold (seed "));
}

TEST_F(KnownSweeps, OtherBitsAreJudged) {
  change([](AccuracyRecord& a) {
    if (!a.digest.empty()) a.digest.front() = a.digest.front() == '0' ? '1' : '0';
  });
  // All of it would take a minute: until it says that it judges every input is enough.
  const Outcome o = shell(fmt::format(
      "'{}' accuracy --filter '^relu/max/f32/forward/sse4$' --out here.json --known there/results.json 2>log & "
      "for i in $(seq 3000); do grep -q 'every float32 (1 kernels)' log && break; sleep 0.1; done; "
      "kill -INT $!; wait $!; code=$?; cat log >&2; exit $code",
      RUN_SUITE));
  EXPECT_EQ(o.code, 130) << o.err;
  EXPECT_THAT(o.err, HasSubstr("accuracy, every float32 (1 kernels): "));
  EXPECT_THAT(o.err, Not(HasSubstr("judged again")));
  EXPECT_FALSE(own("here.json").same_bits_as);
  std::vector<std::string> sweeps;
  const ResultSet here = read_results(folder_ / "here.json");
  for (const StagePart& sweep : *here.stages.back().sweeps) sweeps.push_back(sweep.part);
  EXPECT_THAT(sweeps, testing::Contains("every float32, by digest, relu/max/f32/forward/sse4"));
}

TEST_F(KnownSweeps, MistakesAreRefused) {
  expect_refusal(sweep("--known missing.json"), 2, "cannot read missing.json");
  write("foreign.json", "{}");
  expect_refusal(sweep("--known foreign.json"), 2, "foreign.json is not a gelubench results file");
  expect_refusal(sweep("--known there/results.json --afresh"), 2, "--afresh judges everything: leave out --known");
  expect_refusal(sweep("--known there/results.json --shard 1/2"), 2, "--known is of whole runs");
  const std::string there = read(folder_ / "there/results.json");
  write("cut.json", there.substr(0, there.size() / 2));
  expect_refusal(sweep("--known cut.json"), 2, "cut.json");
  expect_refusal(run("accuracy --filter relu/max/f32 --known there/results.json --out there/../there/results.json"), 2,
                 "there/results.json would be overwritten, which --known names");
  expect_refusal(run("--report --known there/results.json --out there --filter relu/max/f32"), 2,
                 "there/results.json would be overwritten, which --known names");
  EXPECT_EQ(read(folder_ / "there/results.json"), there) << "nothing is lost";
}

class Digests : public Command {
 protected:
  /// Of ReLU, as though the scalar path had been hashed too, which is slower.
  void SetUp() override {
    const Outcome o = run("digest --quiet --filter '^relu/max/f32/forward/sse4$' --out digests");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.out, "relu/max/f32/forward/sse4\t9ed01d4e334bffe647895e056c947d2e\n");
    text_ = read(folder_ / "digests");
    text_.replace(text_.find(" sse4 "), 6, " sse4,scalar ");
    write("digests", text_);
  }
  std::string text_;
};

TEST_F(Digests, AChangedBitIsNamedWithItsInput) {
  const Outcome o = shell(
      fmt::format("'{}' digest --quiet --filter '^relu/max/f32/forward/scalar$' --against digests", RUN_SUITE_CHANGED));
  EXPECT_EQ(o.code, 3);
  EXPECT_EQ(o.err,
            "relu/max/f32/forward/scalar: other results for inputs in 0x1.800002p+1 … 0x1.ap+1 (1 of them, the first "
            "x = 0x1.951eb8p+1: 0x1.951ebap+1, before 0x1.951eb8p+1)\n");
  EXPECT_THAT(o.out, HasSubstr("\tDIFFERS\n"));
}

TEST_F(Digests, OfAnArrayNameAChangedBitToo) {
  // 1 and 0x1.951eb8p+1
  const std::string relu = "digest --quiet --filter '^relu/max/f32/forward/(scalar|sse4)$' --in x.bin --dtype f32 ";
  ASSERT_EQ(shell(R"(printf '\000\000\200\077\134\217\112\100' >x.bin)").code, 0);
  ASSERT_EQ(run(relu + "--out before").code, 0);
  EXPECT_THAT(read(folder_ / "before"), HasSubstr("\n# inputs: 2 f32 ("));
  EXPECT_THAT(read(folder_ / "before"), HasSubstr("\nrelu/max/f32/forward scalar,sse4 "));
  const Outcome same = run(relu + "--against before");
  EXPECT_EQ(same.code, 0);
  EXPECT_THAT(same.out, HasSubstr("\tthe same\n"));
  const Outcome o = shell(fmt::format("'{}' {} --against before", RUN_SUITE_CHANGED, relu));
  EXPECT_EQ(o.code, 3);
  EXPECT_EQ(o.err,
            "relu/max/f32/forward/scalar: other results for inputs in 0x1p+0 … 0x1.951eb8p+1 (1 of them, the first x = "
            "0x1.951eb8p+1: 0x1.951ebap+1, before 0x1.951eb8p+1)\n");

  // Of another architecture: SIMD paths are held to those there, scalar has nothing to be compared with.
  std::string text = read(folder_ / "before");
  const std::size_t paths = text.find(" scalar,sse4 ");
  text.replace(paths, 13, " neon ");
  write("elsewhere", text);
  const Outcome there = run(relu + "--against elsewhere");
  EXPECT_EQ(there.code, 0);
  EXPECT_THAT(there.out, ContainsRegex("scalar\t[0-9a-f]+\tnot compared: not in elsewhere\n"));
  EXPECT_THAT(there.out, ContainsRegex("sse4\t[0-9a-f]+\tthe same\n"));
  text.replace(paths + 6, 1, "g");  // a digit of the digest
  write("elsewhere", text);
  EXPECT_EQ(run(relu + "--against elsewhere").code, 3);
}

TEST_F(Digests, MistakesAreRefused) {
  write("x.bin", "1234");
  expect_refusal(run("digest --in x.bin"), 2, "--in of a raw file needs --dtype");
  expect_refusal(run("digest --dtype f32"), 2, "--dtype");
  expect_refusal(run("inputs --dtype f64 --nearest 5 --out x.npy"), 2, "--nearest is for float32 only");
  expect_refusal(run("inputs --dtype f32 --nearest 5 --formula swish --out x.npy"), 2,
                 "--formula \"swish\" is none of ");
  expect_refusal(run("inputs --dtype f32 --formula gelu --out x.npy"), 2, "--formula");
  expect_refusal(run("digest --in x.bin --dtype f32 --against digests"), 2,
                 "digests has digests for every float32, not for 1 f32 (");
  expect_refusal(run("digest --in x.bin --dtype f32 --filter bf16"), 4, "no f32 kernel matches");

  const std::string digest = "digest --quiet --filter '^relu/max/f32/forward/sse4$' ";
  expect_refusal(run(digest + "--against missing"), 2, "cannot read missing");
  write("foreign", "{}\n");
  expect_refusal(run(digest + "--against foreign"), 2, "foreign is no file of digests of this program");
  write("cut", text_.substr(0, text_.size() - 100));
  expect_refusal(run(digest + "--against cut"), 2, "cut:3 is no entry of a file of digests");
  expect_refusal(run("digest --filter bf16"), 4, "no float32 kernel matches");
  expect_refusal(run(digest + "--out missing/folder"), 2, "missing/folder");
}

}  // namespace
}  // namespace gelubench
