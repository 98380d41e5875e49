// Sweeps of other runs: which are known, what is taken over of them, and what contradicts them.

#include "suite/known_records.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "accuracy/claims.hpp"
#include "example_results.hpp"
#include "results/result_json.hpp"
#include "suite/accuracy_records.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

const Kernel& find(std::string_view id) {
  return *std::find_if(registry().begin(), registry().end(), [&](const Kernel& k) { return k.id == id; });
}

/// A sweep of a tanh form, which is judged against two formulas and loses results, and its records.
class Contradiction : public testing::Test {
 protected:
  static KernelErrors swept(const std::vector<InputPiece>& pieces) {
    const Kernel* list[] = {&kernel()};
    return sweep(list, pieces, {.threads = 2}).kernels.front();
  }
  static const Kernel& kernel() { return find("tanh/exp/f32/forward/scalar"); }

  void SetUp() override {
    const KernelErrors all = swept(stratified_inputs(DType::f32, 6));
    add_accuracy(kernel(), {.exhaustive = &all, .curve = true}, check_special_values(kernel(), false), results_);
    for (AccuracyRecord& record : results_.accuracy) record.coverage = "exhaustive";
  }

  AccuracyRecord& record(const std::string& reference, const std::string& region) {
    for (AccuracyRecord& r : results_.accuracy) {
      if (r.reference == reference && r.region == region) return r;
    }
    throw std::logic_error("no record of " + region);
  }

  /// Of every third piece of the same sweep.
  std::string found() const {
    static const KernelErrors again = [] {
      std::vector<InputPiece> some;
      const std::vector<InputPiece> pieces = stratified_inputs(DType::f32, 6);
      for (std::size_t i = 0; i < pieces.size(); i += 3) some.push_back(pieces[i]);
      return swept(some);
    }();
    return contradiction(kernel(), results_, again, 1);
  }

  ResultSet results_;
};

TEST_F(Contradiction, IsNoneOfRightRecords) { EXPECT_EQ(found(), ""); }

TEST_F(Contradiction, OfARegionWithLargerErrorsThanRecorded) {
  record("own", "deep_tail").max_ulp /= 100;
  EXPECT_THAT(found(), HasSubstr("recorded are at most"));
}

TEST_F(Contradiction, OfAnAbsoluteErrorBeyondTheRecorded) {
  record("gelu", "shoulder").max_abs /= 10;
  EXPECT_THAT(found(), HasSubstr("recorded are at most 4.732e-05"));
}

TEST_F(Contradiction, OfCountsBeyondTheRecorded) {
  record("gelu", "deep_tail").total_loss = 0;
  EXPECT_THAT(found(), HasSubstr("lost results, recorded are 0"));
}

TEST_F(Contradiction, OfMoreWrongRoundingsThanRecorded) {
  record("own", "shoulder").correctly_rounded = 1;
  EXPECT_THAT(found(), HasSubstr("results not correctly rounded, recorded are 1"));
}

TEST_F(Contradiction, OfAWorstInputThatIsNone) {
  record("own", "all").worst_inputs.at(2).ulp *= 1.001;
  EXPECT_THAT(found(), HasSubstr("; recorded are got "));
}

TEST_F(Contradiction, OfErrorsAlongTheLineThatAreTooLarge) {
  for (CurvePoint& point : record("own", "all").curve) point.ulp *= 1.02;
  EXPECT_THAT(found(), HasSubstr("ULP, recorded are "));
}

// As recorded of gradients that are next to 1: an ULP is half as large below.
TEST_F(Contradiction, IsNoneWhereTheScreenTookTheUlpOfTheNextBinade) {
  for (CurvePoint& point : record("own", "all").curve) point.ulp *= 2;
  EXPECT_EQ(found(), "");
}

TEST_F(Contradiction, IsNoneWhereAnErrorIsNothingEitherWay) {
  // Where results are x, MPFR tells an error of 0 or the smallest number, the screen what vanishes for it.
  auto& curve = record("own", "all").curve;
  for (int i = 0; i < 10000; ++i) curve.push_back({100.0, 6.66e-257, 0});  // of which nearly all are picked
  EXPECT_EQ(found(), "");
}

TEST_F(Contradiction, OfErrorsAlongTheLineThatAreTooSmall) {
  auto& curve = record("gelu", "all").curve;
  for (CurvePoint& point : curve) {
    if (point.ulp > 1e6) point.ulp = 1;
  }
  EXPECT_THAT(found(), HasSubstr("recorded in its binade are at most"));
}

TEST_F(Contradiction, ClaimsAreHeldAgainstRecordsAsAgainstSweeps) {
  EXPECT_THAT(results_.broken_claims, IsEmpty());
  ResultSet worse = results_;
  Kernel claiming = kernel();
  claiming.claim.max_abs = 1e-9;
  const SpecialReport special = check_special_values(kernel(), false);
  EXPECT_THAT(broken_claims(errors_of_records(claiming, results_), special),
              testing::Contains(HasSubstr("claims max absolute error 1e-09, but at x = ")));
}

/// A folder with results files, which is where runs keep what they judged.
class Known : public testing::Test {
 protected:
  Known() : folder_(fs::path(testing::TempDir()) / fmt::format("known_results_test_{}", ::getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ::setenv("GELUBENCH_KNOWN", (folder_ / "kept").c_str(), 1);
  }
  ~Known() override {
    ::unsetenv("GELUBENCH_KNOWN");
    fs::remove_all(folder_);
  }

  fs::path write(const std::string& name, const ResultSet& results) const {
    const fs::path file = folder_ / name / "results.json";
    fs::create_directories(file.parent_path());
    std::ofstream(file) << to_json(results);
    return file;
  }
  static ResultSet clean(const std::string& utc = "2026-01-02T03:04:05Z") {
    ResultSet results = example_results();
    results.environment.dirty = false;
    results.environment.utc = utc;
    return results;
  }

  static constexpr const char* digest = "00112233445566778899aabbccddeeff";  // of the example's relu/max
  const Kernel& relu_ = find("relu/max/f32/forward/scalar");
  fs::path folder_;
};

TEST_F(Known, IsAnExhaustiveSweepWithADigestOfTheSameFormula) {
  const KnownResults known({write("there", clean())});
  const auto found = known.find(relu_, digest);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kernel, "relu/max/f32/forward/avx2") << "whatever the path";
  EXPECT_EQ(found->source.run, "there");
  EXPECT_EQ(found->source.commit, "0123456789abcdef0123456789abcdef01234567");
  EXPECT_FALSE(known.find(relu_, "ff112233445566778899aabbccddeeff"));
  EXPECT_TRUE(known.latest(relu_));
  EXPECT_FALSE(known.of_same_path(relu_));
  EXPECT_FALSE(known.latest(find("erf/libm/f32/forward/scalar"))) << "there is no digest";
  EXPECT_FALSE(known.latest(find("tanh/exp/f32/forward/scalar"))) << "sampled";

  ResultSet other = clean();
  for (KernelRecord& k : other.kernels) k.formula = "gelu";
  EXPECT_FALSE(KnownResults({write("other", other)}).latest(relu_)) << "another formula";
  EXPECT_THROW(KnownResults({folder_ / "missing.json"}), UnreadableResults);
}

TEST_F(Known, RunsThatContradictEachOtherAreNotBelieved) {
  ResultSet other = clean();
  for (AccuracyRecord& a : other.accuracy) {
    if (a.kernel == "relu/max/f32/forward/avx2" && a.reference == "own" && a.region == "all") a.max_abs += 0.5;
  }
  const KnownResults known({write("one", clean()), write("two", other)});
  testing::internal::CaptureStderr();
  EXPECT_FALSE(known.find(relu_, digest));
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("relu/max/f32/forward/scalar: the runs "));
  EXPECT_THAT(said, HasSubstr(" contradict each other about the same results (max absolute error "));
  EXPECT_THAT(said, HasSubstr("judged anew"));
}

// The mean of a few huge errors next to a zero depends on the CPU's screen.
TEST_F(Known, MeansMayDifferByLittle) {
  const auto with_mean = [](double mean) {
    ResultSet results = clean();
    for (AccuracyRecord& a : results.accuracy) {
      if (a.kernel == "relu/max/f32/forward/avx2" && a.reference == "own" && a.region == "all") a.mean_ulp = mean;
    }
    return results;
  };
  for (const auto& [other, believed] : {std::pair(5.0002e5, true), std::pair(5.02e5, false)}) {
    testing::internal::CaptureStderr();
    const KnownResults known({write("one", with_mean(5e5)), write("two", with_mean(other))});
    EXPECT_EQ(known.find(relu_, digest).has_value(), believed);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(said.find("contradict each other about the same results (mean ULP ") == std::string::npos, believed)
        << said;
  }
}

TEST_F(Known, TheLatestRunCounts) {
  const KnownResults known({write("old", clean("2026-01-01T00:00:00Z")), write("new", clean("2026-03-01T00:00:00Z"))});
  EXPECT_EQ(known.find(relu_, digest)->source.run, "new");
}

TEST_F(Known, IsTakenOverWithItsSource) {
  const ResultSet there = clean();
  const KnownResults known({write("there", there)});
  ResultSet results;
  take_over(*known.find(relu_, digest), relu_, results);
  ASSERT_EQ(results.accuracy.size(), 2u) << "against its formula and against GELU";
  for (const AccuracyRecord& record : results.accuracy) {
    EXPECT_EQ(record.kernel, "relu/max/f32/forward/scalar");
    EXPECT_EQ(record.same_bits_as->run, "there");
    EXPECT_EQ(record.coverage, "exhaustive");
  }
  EXPECT_EQ(results.accuracy[1].total_loss, 1100000000u);
  ASSERT_EQ(results.shapes.size(), 1u);
  EXPECT_EQ(results.shapes[0].steps, 4278190000u);
}

TEST_F(Known, IsKeptForLaterRunsOnTheMachine) {
  keep_known_results(example_results());
  EXPECT_FALSE(fs::exists(folder_ / "kept")) << "nothing of a dirty tree";
  keep_known_results(clean());
  EXPECT_EQ(default_known_results().find(relu_, digest)->source.run, "this machine");
  const auto kept = [&] { return KnownResults({fs::directory_iterator(folder_ / "kept")->path()}); };

  // Another program's results of the same kernel come before; what it did not judge stays.
  ResultSet later = clean("2026-05-01T00:00:00Z");
  for (AccuracyRecord& a : later.accuracy) {
    if (a.digest == digest) a.digest = "ffffffffffffffffffffffffffffffff";
  }
  std::erase_if(later.kernels, [](const KernelRecord& k) { return k.id.starts_with("erf/double"); });
  keep_known_results(later);
  const KnownResults known = kept();
  EXPECT_FALSE(known.find(relu_, digest));
  EXPECT_EQ(known.find(relu_, "ffffffffffffffffffffffffffffffff")->source.utc, "2026-05-01T00:00:00Z");

  // What was taken over is not kept again, as though it had been judged here.
  ResultSet taken = clean("2026-06-01T00:00:00Z");
  for (AccuracyRecord& a : taken.accuracy) a.same_bits_as = SourceRecord{"there", "0", "2026"};
  keep_known_results(taken);
  EXPECT_FALSE(kept().find(relu_, digest));
}

TEST_F(Known, ChangesAreNamedWithTheirInputs) {
  ResultSet there = clean();
  const std::string id = "erf/double/f32/forward/scalar";
  for (AccuracyRecord& a : there.accuracy) {
    if (a.kernel == id) a.digest = digest;
  }
  const KnownResults known({write("there", there)});
  ResultSet here = there;
  for (AccuracyRecord& a : here.accuracy) {
    if (a.kernel != id) continue;
    a.max_ulp = 0.75;
    a.curve = {{0x1.44ccccp+2, 0.75, 0}, {-3.0, 0.625, 0}};
  }
  const Kernel& kernel = find(id);
  EXPECT_EQ(
      changes_since(*known.of_same_path(kernel), kernel, here),
      "erf/double/f32/forward/scalar: other results than in there (0123456, 2026-01-02): max ULP 0.5000001 -> 0.75, "
      "mean ULP 0.0714286 -> 0.0714286; better in stretches of inputs: 1 (x = -5.54256 … -5.54256); worse in "
      "stretches of inputs: 2 (x = -3 … 5.075)");
}

}  // namespace
}  // namespace gelubench
