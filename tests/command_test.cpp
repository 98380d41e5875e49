// run_suite as a user runs it: what it prints, writes and exits with.

#include "command.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "places.hpp"
#include "results/result_json.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST_F(Command, ReportMeasuresAndWrites) {
  const Outcome o =
      run("--report --profile quick --filter '(relu/max|erf/double)/f32/forward' --out here/there --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out, "here/there/results.json\nhere/there/report.md\nhere/there/report.html\n");
  EXPECT_THAT(o.err, HasSubstr("million inputs/s"));
  const ResultSet results = read_results(folder_ / "here/there/results.json");
  EXPECT_FALSE(results.interrupted);
  EXPECT_EQ(results.environment.profile, "quick");
  EXPECT_EQ(results.kernels.size(), results.environment.paths.size() + 1) << "relu/max on each path, erf/double";
  EXPECT_FALSE(results.timings.empty());
  EXPECT_THAT(results.broken_claims, IsEmpty());
  const std::string report = read(folder_ / "here/there/report.md");
  EXPECT_THAT(report, HasSubstr("| ≤ 1 ULP "));
  EXPECT_THAT(report, HasSubstr("`erf/double/f32/forward/scalar`"));
  EXPECT_THAT(report, Not(HasSubstr("exhaustive  ")));

  const Outcome again = run("report here/there/results.json --out again");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.out, "again/report.md\nagain/report.html\n");
  EXPECT_EQ(read(folder_ / "again/report.md"), report) << "the same results give the same bytes";
}

TEST_F(Command, AccuracyPrintsATableAndWritesResults) {
  const Outcome o = run("accuracy --profile quick --filter erf/libm/f32/forward --out a.json --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("## Accuracy"));
  EXPECT_THAT(o.out, HasSubstr("-inf → nan"));
  EXPECT_THAT(o.err, HasSubstr("results: a.json"));
  const ResultSet results = read_results(folder_ / "a.json");
  EXPECT_EQ(results.accuracy.front().coverage, "sampled");
  EXPECT_EQ(results.accuracy.front().region, "all");
  EXPECT_GT(results.accuracy.front().total_loss, 0u);
  EXPECT_TRUE(results.timings.empty());
}

TEST_F(Command, AccuracyHoldsKernelsToATolerance) {
  const std::string kernels =
      "accuracy --profile quick --quiet --filter "
      "'^(erf/exact/f32/forward/sse4|erf/libm/f32/forward/scalar|polynomial/within_2_11/f32/forward/sse4)$' ";
  const Outcome defaults = run(kernels + "--assert-close --out a.json");
  EXPECT_EQ(defaults.code, 3);
  EXPECT_THAT(defaults.err, HasSubstr("not close: polynomial/within_2_11/f32/forward/sse4: "));
  EXPECT_THAT(defaults.err, HasSubstr("results tried are outside rtol 1.3e-06, atol 1e-05; the worst: x = "));
  EXPECT_THAT(defaults.err, Not(HasSubstr("not close: erf/exact")));
  EXPECT_THAT(defaults.err,
              HasSubstr("not close: erf/libm/f32/forward/scalar: 1 of 5,544 results tried are outside rtol "
                        "1.3e-06, atol 1e-05; the worst: x = -inf, got nan, want -0"));
  EXPECT_EQ(read_results(folder_ / "a.json").accuracy.front().close->outside, 0u) << "erf/exact's";
  const std::string polynomial =
      "accuracy --profile quick --quiet --filter '^polynomial/within_2_11/f32/forward/sse4$' ";
  EXPECT_EQ(run(polynomial + "--atol 3.4e-4").code, 0) << "its error is 3.32e-4";
  EXPECT_EQ(run(polynomial + "--atol 3.2e-4").code, 3);
  const Outcome relative = run(kernels + "--rtol 1e-3");
  EXPECT_EQ(relative.code, 3) << "without --atol, zeros in the tail are outside";
  EXPECT_THAT(relative.err, HasSubstr("not close: erf/libm/f32/forward/scalar: "));
  EXPECT_THAT(relative.err, HasSubstr("outside rtol 0.001, atol 0; the worst: x = "));
  expect_refusal(run(kernels + "--rtol nan"), 2, "--rtol");
  expect_refusal(run(kernels + "--atol -1"), 2, "--atol");
}

TEST_F(Command, BenchPrintsATableAndWritesResults) {
  const Outcome o =
      run("bench --profile quick --filter relu/max/f32/forward --sizes L1 --threads 1 --out b.json --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("### float32, forward, L1"));
  EXPECT_THAT(o.out, HasSubstr("| `memcpy/f32/forward`"));
  EXPECT_THAT(o.out + o.err, Not(HasSubstr("WARNING")));
  EXPECT_THAT(o.out + o.err, Not(HasSubstr("Benchmark")));
  const ResultSet results = read_results(folder_ / "b.json");
  EXPECT_TRUE(results.accuracy.empty());
  EXPECT_EQ(results.timings.front().kernel, "memcpy/f32/forward");
}

TEST_F(Command, WithoutTheRightToPinItSaysSoAndMeasures) {
  const std::string bench =
      "bench --profile quick --brief --filter relu/max/f32/forward/scalar --sizes L1 --out r.json --quiet";
  const Outcome o = shell(fmt::format("'{}' '{}' {}", WITHOUT_PINNING, RUN_SUITE, bench));
  if (o.code == 77) GTEST_SKIP() << "\nnot checked: threads without pinning, because " << o.err;
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.err, HasSubstr("threads could not be pinned to CPUs: the system may have moved them"));
  for (const TimingRecord& t : read_results(folder_ / "r.json").timings) EXPECT_FALSE(t.pinned) << t.kernel;
  EXPECT_THAT(run(bench).err, Not(HasSubstr("could not be pinned")));
}

TEST_F(Command, ListShowsIdsAndClaims) {
  const Outcome o = run("list --filter erf/double/f32/forward");
  EXPECT_EQ(o.code, 0);
  EXPECT_THAT(o.out, StartsWith("erf/double/f32/forward/scalar  gelu "));
  EXPECT_THAT(o.out, HasSubstr("ULP"));
  const Outcome json = run("list --filter erf/.*/f32 --json");
  EXPECT_EQ(json.code, 0);
  EXPECT_THAT(json.out, HasSubstr("\"id\": \"erf/double/f32/forward/scalar\""));
  const Outcome formulas = run("list --formulas");
  EXPECT_THAT(formulas.out, HasSubstr("silu          with derivative  x / (1 + exp(-x))\n"));
  EXPECT_THAT(formulas.out, HasSubstr("erfc          forward only     1 - erf(x)\n"));
  EXPECT_THAT(run("list --formulas --json").out, HasSubstr("\"formula\": \"ndtr\""));
  EXPECT_THAT(run("list --filter erf/ --filter=-avx").out, Not(HasSubstr("avx")));
}

TEST_F(Command, ReportInOtherFormatsAndOfSeveralMachines) {
  const std::string golden = std::string(GELUBENCH_TEST_DATA) + "/results.json";
  EXPECT_EQ(run("report " + golden + " --out one --format summary").out, "one/summary.md\n");
  EXPECT_FALSE(fs::exists(folder_ / "one/report.md"));
  EXPECT_EQ(run("report " + golden + " " + golden + " --out two").out, "two/report.md\n");
  EXPECT_THAT(read(folder_ / "two/report.md"), StartsWith("# Which GELU on which machine?"));
  expect_refusal(run("report " + golden + " --out one --format pdf"), 2, "pdf");
  expect_refusal(run("report " + golden + " missing.json --out three"), 2, "cannot read missing.json");
  EXPECT_FALSE(fs::exists(folder_ / "three"));
}

TEST_F(Command, ReportWithoutGnuplotHasNoPicturesAndSaysSo) {
  const std::string golden = std::string(GELUBENCH_TEST_DATA) + "/results.json";
  const Outcome o = shell(fmt::format("PATH=/nowhere '{}' report '{}' --out r", RUN_SUITE, golden));
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.err, "report.md has no pictures: there is no gnuplot\n");
  EXPECT_THAT(read(folder_ / "r/report.md"), HasSubstr("This report has no pictures: there is no gnuplot. Install"));
  EXPECT_FALSE(fs::exists(folder_ / "r/frontier.svg"));
  const Outcome with = run("report " + golden + " --out r");
  if (with.err.empty()) {
    EXPECT_TRUE(fs::exists(folder_ / "r/frontier.svg"));
  }
}

TEST_F(Command, RecommendFromAResultsFile) {
  const std::string golden = std::string(GELUBENCH_TEST_DATA) + "/results.json";
  const Outcome o = run("recommend " + golden + " --max-abs 1e-3 --size 64MiB --threads max");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("measured at 16,777,216 elements (DRAM), 2 threads, N(0,1) inputs"));
  EXPECT_THAT(o.out, HasSubstr("take: tanh/exp/f32/forward/avx2"));
  const Outcome impossible = run("recommend " + golden + " --max-ulp 0.25 --json");
  EXPECT_EQ(impossible.code, 4);
  EXPECT_THAT(impossible.out, HasSubstr("\"met\": false"));
  EXPECT_THAT(impossible.out, HasSubstr("\"kernel\": \"erf/double/f32/forward/scalar\""));
  expect_refusal(run("recommend " + golden), 2,
                 "say what error is acceptable: --max-ulp U, --max-abs A, --assert-close, --rtol R, --atol A");
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --size 4k"), 2,
                 "--size '4k' is none of L1, L2, LLC, DRAM, a number of elements");
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --size 0"), 2, "--size '0' is none of");
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --threads few"), 2, "--threads 'few'");
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --dtype f8"), 2, "f8");
  expect_refusal(run("recommend " + golden + " --max-ulp -1"), 2, "--max-ulp");
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --distribution cauchy"), 2, "'cauchy' is none of normal");
  expect_refusal(run("recommend " + golden + " --max-ulp 1 --dtype bf16"), 4, "has no timing of bfloat16, forward");
  expect_refusal(run("recommend missing.json --max-ulp 1"), 2, "cannot read missing.json");
  const Outcome untried = run("recommend " + golden + " --assert-close");
  EXPECT_EQ(untried.code, 4);
  EXPECT_THAT(untried.out, HasSubstr("within rtol 1.3e-06, atol 1e-05"));
  EXPECT_THAT(untried.out, HasSubstr("not tried by this tolerance"));
}

TEST_F(Command, RecommendMeasuresWhatItNeeds) {
  const Outcome o = run("recommend --max-ulp 0.51 --dtype bf16 --direction backward --size 4096 --quiet --json");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("\"elements\": 4096"));
  EXPECT_THAT(o.out, HasSubstr("\"kernel\": \"erf/exact/bf16/backward/"));
  EXPECT_THAT(o.out, HasSubstr("\"c_function\": \"gelubench_gelu_backward_bf16\""));
  const Outcome close = run("recommend --rtol 1e-2 --dtype bf16 --direction backward --size 4096 --quiet --json");
  EXPECT_EQ(close.code, 0) << close.err;
  EXPECT_THAT(close.out, HasSubstr("\"rtol\": 0.01"));
  EXPECT_THAT(close.out, HasSubstr("\"met\": true"));
}

TEST_F(Command, EvalOnNumbers) {
  const Outcome o = run("eval erf/double 1 -0x1.8p+0 inf -inf nan -0");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out,
            "# erf/double/f32/forward/scalar\n1\t0.8413448\t0x1.aec4bep-1\n-1.5\t-0.1002108\t-0x1.9a76a4p-4\n"
            "inf\tinf\tinf\n-inf\t-0\t-0x0p+0\nnan\tnan\tnan\n-0\t-0\t-0x0p+0\n");
}

TEST_F(Command, EvalOnArrays) {
  const float x[] = {1.0f, -1.0f, 2.0f};
  write("x.f32", std::string(reinterpret_cast<const char*>(x), sizeof x));
  const Outcome o = run("eval relu/max --in x.f32 --out y.f32");
  EXPECT_EQ(o.code, 0) << o.err;
  const float y[] = {1.0f, 0.0f, 2.0f};
  EXPECT_EQ(read(folder_ / "y.f32"), std::string(reinterpret_cast<const char*>(y), sizeof y));
  expect_refusal(run("eval relu/max --in x.npy --out y.npy"), 2, "cannot read x.npy: No such file or directory");
  write("cut.npy", "\x93NUMPY");
  expect_refusal(run("eval relu/max --in cut.npy --out y.npy"), 2, "cut.npy is cut short");
  EXPECT_FALSE(fs::exists(folder_ / "y.npy")) << "nothing half-written";
  expect_refusal(run("eval relu/max --in x.f32 --out no/such/y.f32"), 2, "cannot write no/such/y.f32");
}

TEST_F(Command, EvalOnEveryTypeAndTheGradient) {
  EXPECT_EQ(run("eval erf/double/f64 1").out,
            "# erf/double/f64/forward/scalar\n1\t0.841344746068543\t0x1.aec4bd120d37ep-1\n");
  EXPECT_EQ(run("eval erf/double/f16 1 1e9").out,
            "# erf/double/f16/forward/scalar\n1\t0.8413086\t0x1.aecp-1\ninf\tinf\tinf\n");
  EXPECT_EQ(run("eval erf/double/bf16 -- -3").out, "# erf/double/bf16/forward/scalar\n-3\t-0.004058838\t-0x1.0ap-8\n");
  EXPECT_EQ(run("eval relu/max/f32/backward/scalar 2 -2").out,
            "# relu/max/f32/backward/scalar\n2\t1\t0x1p+0\n-2\t0\t0x0p+0\n");
  const double x[] = {3.0, -1.0, 2.0};
  const double dy[] = {0.5, 7.0, -4.0};
  write("x.f64", std::string(reinterpret_cast<const char*>(x), sizeof x));
  write("dy.f64", std::string(reinterpret_cast<const char*>(dy), sizeof dy));
  const Outcome o = run("eval relu/max/f64/backward --in x.f64 --dy dy.f64 --out dx.f64");
  EXPECT_EQ(o.code, 0) << o.err;
  const double dx[] = {0.5, 0.0, -4.0};
  EXPECT_EQ(read(folder_ / "dx.f64"), std::string(reinterpret_cast<const char*>(dx), sizeof dx));
  write("short.f64", "12345678");
  expect_refusal(run("eval relu/max/f64/backward --in x.f64 --dy short.f64 --out y"), 2,
                 "short.f64 has shape (1,), x.f64 has (3,)");
  expect_refusal(run("eval relu/max/f64 --in x.f64 --dy dy.f64 --out y"), 2,
                 "--dy is for backward kernels and --u for gated ones");
  expect_refusal(run("eval relu/max/f64/backward 1 --dy dy.f64"), 2, "--dy and --u go with --in and --out");
  write("odd.f64", "123456789");
  expect_refusal(run("eval relu/max/f64 --in odd.f64 --out y"), 2, "odd.f64 has 9 bytes, no multiple of the 8 of f64");
  fs::resize_file(folder_ / "odd.f64", std::uintmax_t{1} << 41);
  expect_refusal(run("eval relu/max/f64 --in odd.f64 --out y"), 2, "more than half of this machine's memory");
  EXPECT_FALSE(fs::exists(folder_ / "y")) << "nothing half-written";
}

TEST_F(Command, ExplainTheGradientAndOtherTypes) {
  const Outcome o = run("explain tanh/exp/f64/backward/scalar -0.75");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, StartsWith("tanh/exp/f64/backward/scalar, derivative gelu_tanh', dy = 1\n"
                                "x             -0.75 (-0x1.8p-1, bits 0xbfe8000000000000), region minimum\n"));
  EXPECT_THAT(o.out,
              HasSubstr("  exact       0.001061743862585702342281723159277954890524\n"
                        "  rounded     0.0010617438625857023 (0x1.16546caa87f85p-10, bits 0x3f516546caa87f85)\n"));
  EXPECT_THAT(o.out, HasSubstr("against gelu'\n  exact       0.0007742782607648956283087644599653189730199\n"));
  EXPECT_THAT(run("explain erf/double/bf16 -3").out, HasSubstr("bits 0xc040), region shoulder"));
  EXPECT_THAT(run("explain erf/libm/f32/backward inf").out, HasSubstr("rule          inf gives 1: broken"));
}

TEST_F(Command, CheckClaimsSaysWhichHold) {
  const Outcome o = run("accuracy --check-claims --profile quick --filter 'sigmoid/exp/(f32|bf16)/.*scalar' --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("sigmoid/exp/f32/forward/scalar\tsampled("));
  EXPECT_THAT(o.out, HasSubstr("sigmoid/exp/bf16/forward/scalar\texhaustive\tholds\n"));
  const Outcome broken = run_planted("accuracy --check-claims --profile quick --filter flipped_sign --quiet");
  EXPECT_EQ(broken.code, 3);
  EXPECT_THAT(broken.out, HasSubstr("\tBROKEN\n"));
  EXPECT_THAT(broken.err, HasSubstr("planted/flipped_sign/f32/forward/scalar: claims max"));
}

TEST_F(Command, SearchKeepsWhatItFinds) {
  const Outcome o = run("search --filter erf/erfc/f64/forward --seconds 0.2 --corpus found --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("| `erf/erfc/f64/forward/scalar` "));
  const std::string corpus = read(folder_ / "found/gelu.forward.txt");
  EXPECT_EQ(std::count(corpus.begin(), corpus.end(), '\n'), 4) << corpus;
  // The worst is in the deep tail, where erfc amplifies the rounding of its argument.
  EXPECT_THAT(corpus,
              StartsWith("# Inputs of float64 at which kernels of gelu err most, found by run_suite search.\n-0x1."));
  const Outcome replay =
      run("accuracy --profile quick --filter erf/erfc/f64/forward --corpus found --out a.json --quiet");
  EXPECT_EQ(replay.code, 0) << replay.err;
  EXPECT_EQ(read_results(folder_ / "a.json").accuracy.front().coverage, "searched");
  std::ofstream(folder_ / "found/gelu.forward.txt", std::ios::app) << "-1.5  # fine\n0x1.8zz\n";
  expect_refusal(run("accuracy --profile quick --filter erf/erfc --corpus found"), 2,
                 "found/gelu.forward.txt, line 6: '0x1.8zz' is no finite number");
  expect_refusal(run("accuracy --corpus nowhere"), 2, "cannot read the corpus folder nowhere");
  expect_refusal(run("search --filter /f32/"), 4, "no binary64 kernel matches");
  expect_refusal(run("search --filter erf/erfc --seconds 0"), 2, "--seconds takes a number above 0, not 0");
}

TEST_F(Command, ExplainShowsGotExactAndError) {
  const Outcome o = run("explain tanh/libm -5");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out,
            "tanh/libm/f32/forward/scalar, formula gelu_tanh\n"
            "x             -5 (-0x1.4p+2, bits 0xc0a00000), region cancellation\n"
            "got           -2.9802322e-07 (-0x1.4p-22, bits 0xb4a00000)\n"
            "against gelu_tanh\n"
            "  exact       -2.291796196629506045592755328546905026848e-07\n"
            "  rounded     -2.2917962e-07 (-0x1.ec28d4p-23, bits 0xb476146a)\n"
            "  neighbours  -0x1.ec28d6p-23 and -0x1.ec28d2p-23\n"
            "  error       4844437.97 ULP, 6.884e-08 absolute\n"
            "against gelu\n"
            "  exact       -1.433257859395969558368761664373226769272e-06\n"
            "  rounded     -1.4332578e-06 (-0x1.80bcbap-20, bits 0xb5c05e5d)\n"
            "  neighbours  -0x1.80bcbcp-20 and -0x1.80bcb8p-20\n"
            "  error       9985629.46 ULP, 1.135e-06 absolute\n");
  EXPECT_THAT(run("explain erf/libm -inf").out, HasSubstr("rule          -inf gives -0: broken"));
  EXPECT_THAT(run("explain relu/max -- -0").out, HasSubstr("rule          -0 gives -0 of either sign: kept"));
  expect_refusal(run("explain erf/libm five"), 2, "'five' is no number");
}

TEST_F(Command, CertifyHoldsAndSaysHowFar) {
  const Outcome o = run("certify --formula gelu_tanh --formula hard_gelu --points 20000 --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("| `gelu_tanh` "));
  EXPECT_THAT(o.out, HasSubstr("| 2^-45 | holds "));
  EXPECT_THAT(o.out, HasSubstr("2^-4"));
  expect_refusal(run("certify --formula cosine"), 2, "--formula \"cosine\" is none of gelu, gelu_tanh,");
  expect_refusal(run("certify --points 0"), 2, "--points 0 certifies nothing");
  const Outcome range = run("certify --formula \"gelu'\" --range 1,1.001 --quiet");
  EXPECT_EQ(range.code, 0) << range.err;
  EXPECT_THAT(range.out, HasSubstr("| `gelu'` |  8,389 |"));
  EXPECT_THAT(run("certify --formula gelu_tanh --dtype f64 --points 3000 --quiet").out, HasSubstr("| 2^-96 | holds "));
  expect_refusal(run("certify --dtype f16"), 2, "--dtype 'f16' is neither f32");
  expect_refusal(run("certify --dtype f64 --range=-inf,inf"), 2, "numbers of f64; more than 2^32 are not tried");
  expect_refusal(run("certify --range 3,1"), 2, "--range '3,1' is not two numbers A,B with A <= B");
}

TEST_F(Command, HelpHasAnExampleForEachCommand) {
  EXPECT_THAT(run("--help").out, HasSubstr("Exit codes:"));
  for (const char* command : {"", "accuracy", "bench", "list", "report", "eval", "explain", "certify", "search",
                              "recommend", "doctor", "compare", "history", "ab", "merge"}) {
    const Outcome o = run(fmt::format("{} --help", command));
    EXPECT_EQ(o.code, 0);
    EXPECT_THAT(o.out, HasSubstr("Example: run_suite")) << command;
  }
  EXPECT_THAT(run("--version").out, StartsWith("gelubench "));
}

// A kernel of what GELUs are made of goes through everything: it is compared with no GELU and recommended for none.
TEST_F(Command, IngredientsAreReportedToo) {
  const Outcome o =
      run_planted("--report --profile quick --filter 'planted/(erf|exp)|relu/max/f32/forward' --out r --quiet");
  EXPECT_EQ(o.code, 0) << o.err;
  const ResultSet results = read_results(folder_ / "r/results.json");
  EXPECT_NE(results.find_accuracy("planted/erf/f32/forward/scalar", "own", "all"), nullptr);
  EXPECT_EQ(results.find_accuracy("planted/erf/f32/forward/scalar", "gelu", "all"), nullptr);
  EXPECT_NE(results.find_timing("planted/exp/f32/forward/scalar", "L1", 1), nullptr);
  EXPECT_THAT(read(folder_ / "r/report.md"), HasSubstr("| `planted/exp/f32/forward/scalar` | `exp` | "));
  const Outcome again = run("report r/results.json --out again");
  EXPECT_EQ(again.code, 0) << again.err;
  const Outcome advice = run("recommend r/results.json");
  EXPECT_THAT(advice.out, Not(HasSubstr("planted/erf")));
  const Outcome overflow = run_planted("explain planted/exp/f32/forward 100");
  EXPECT_THAT(overflow.out, HasSubstr("error       0 ULP, 0 absolute\n"));
  EXPECT_THAT(overflow.out, Not(HasSubstr("against gelu")));
}

/// The accuracy, shapes and flushed records of a results file, as text.
std::string findings(const fs::path& path) {
  const ResultSet all = read_results(path);
  ResultSet some;
  some.accuracy = all.accuracy;
  some.shapes = all.shapes;
  some.flushed = all.flushed;
  some.special = all.special;
  some.contracts = all.contracts;
  return to_json(some);
}

TEST_F(Command, OneCoreFindsTheSameBytes) {
  const std::string arguments = "accuracy --profile quick --filter 'sigmoid/bowling/.*(scalar|avx2)' --quiet --out ";
  ASSERT_EQ(run(arguments + "many.json").code, 0);
  const Outcome one = shell(fmt::format("taskset -c 0 '{}' {}one.json", RUN_SUITE, arguments));
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(findings(folder_ / "one.json"), findings(folder_ / "many.json"));
}

TEST_F(Command, SecondRunGivesTheSameAccuracy) {
  const std::string arguments =
      "accuracy --profile quick --filter '^tanh/exp/(f32|f64)/.*(scalar|avx2)' --quiet --out ";
  ASSERT_EQ(run(arguments + "a.json").code, 0);
  ASSERT_EQ(run(arguments + "b.json").code, 0);
  EXPECT_EQ(findings(folder_ / "a.json"), findings(folder_ / "b.json"));
}

}  // namespace
}  // namespace gelubench
