#include "accuracy/claims.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "accuracy/corpus.hpp"
#include "accuracy/reference.hpp"
#include "kernels/cpu/cpu.hpp"
#include "kernels/peers/versions.hpp"
#include "planted.hpp"
#include "suite/accuracy_records.hpp"

namespace gelubench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

KernelErrors swept(const Kernel& kernel, const std::vector<InputPiece>& pieces) {
  const Kernel* list[] = {&kernel};
  return sweep(list, pieces, {.threads = 2}).kernels.front();
}

std::vector<InputPiece> region_inputs(Region region) {
  std::vector<InputPiece> pieces;
  for (const InputPiece& piece : exhaustive_inputs(DType::f32)) {
    if (piece.region == region) pieces.push_back(piece);
  }
  return pieces;
}

class ClaimsOf : public testing::TestWithParam<DType> {
 protected:
  /// Every kernel of the type on every path.
  static std::vector<const Kernel*> kernels() {
    std::vector<const Kernel*> list;
    for (const Kernel& kernel : registry()) {
      if (cpu_supports(kernel.path) && kernel.dtype == GetParam()) list.push_back(&kernel);
    }
    return list;
  }

  /// float32: 2^13 inputs of every binade; float64: 2^4 and the corpora; the others: all.
  static std::vector<InputPiece> inputs() {
    if (size_of(GetParam()) == 2) return exhaustive_inputs(GetParam());
    if (GetParam() == DType::f32) return stratified_inputs(DType::f32, 13);
    std::vector<double> known;
    for (const Curve curve : all_curves()) {
      const std::vector<double> some = corpus(curve);
      known.insert(known.end(), some.begin(), some.end());
    }
    std::vector<InputPiece> pieces = stratified_inputs(DType::f64, 4);
    const std::vector<InputPiece> listed = listed_inputs(DType::f64, known);
    pieces.insert(pieces.end(), listed.begin(), listed.end());
    return pieces;
  }
};

INSTANTIATE_TEST_SUITE_P(Claims, ClaimsOf, testing::ValuesIn(all_dtypes().begin(), all_dtypes().end()),
                         [](const auto& parameter) { return std::string(to_string(parameter.param)); });

// A bound nobody comes near is not a claim: the sample finds at least a quarter of each. What a library runs here of
// its own choice (path native) may be better than on the CPU that its claim is of: oneDNN's bfloat16 ReLU gives
// subnormal results 0 with AVX512_BF16 only.
void expect_no_slack(const SweepResult& result) {
  std::map<std::string, std::pair<double, double>> found;  // largest ULP and absolute error over the paths
  std::map<std::string, Claim> claims;
  for (const KernelErrors& errors : result.kernels) {
    if (errors.kernel->path == Path::native || claimed_elsewhere(*errors.kernel)) continue;
    auto& [ulp, abs] = found[errors.kernel->implementation()];
    claims[errors.kernel->implementation()] = errors.kernel->claim;
    for (std::size_t r = 0; r < region_count; ++r) {
      const auto region = static_cast<Region>(r);
      if (region_is_at_least(region, errors.kernel->dtype, errors.kernel->claim.ulp_from)) {
        ulp = std::max(ulp, errors.own.regions[r].max_ulp.value);
      }
      if (region != Region::identity) abs = std::max(abs, errors.own.regions[r].max_abs.value);
    }
  }
  for (const auto& [implementation, claim] : claims) {
    const auto& [ulp, abs] = found[implementation];
    EXPECT_TRUE(claim.max_ulp != Claim::none || claim.max_abs != Claim::none) << implementation << " claims nothing";
    if (claim.max_ulp != Claim::none) {
      EXPECT_GE(ulp, claim.max_ulp / 4) << implementation;
    }
    if (claim.max_abs != Claim::none) {
      EXPECT_GE(abs, claim.max_abs / 4) << implementation;
    }
  }
}

// One sweep for both: it is what takes the time.
TEST_P(ClaimsOf, HoldForEveryKernelAndAreNotSlack) {
  const SweepResult result = sweep(kernels(), inputs(), {.seed = 20261123, .threads = 2});
  for (const KernelErrors& errors : result.kernels) {
    if (claimed_elsewhere(*errors.kernel)) continue;
    EXPECT_THAT(broken_claims(errors, check_special_values(*errors.kernel, false)), IsEmpty());
  }
  expect_no_slack(result);
}

TEST(Claims, OneUlpAtOneInputOfAllIsCaught) {
  const Kernel wrong = planted::relu_kernel<planted::one_ulp_at_one_input>("one_ulp");
  const Kernel right = planted::relu_kernel<planted::right>("right");
  const auto pieces = region_inputs(region_of(DType::f32, static_cast<double>(planted::victim)));
  const KernelErrors errors = swept(wrong, pieces);
  const auto broken = broken_claims(errors, check_special_values(wrong, false));
  EXPECT_THAT(broken,
              ElementsAre("planted/one_ulp/f32/forward/scalar: claims max ULP 0, but at x = 0x1.91eb86p+1 got "
                          "0x1.91eb88p+1, want 0x1.91eb86p+1: 1 ULP, 2.384e-07 absolute",
                          testing::StartsWith("planted/one_ulp/f32/forward/scalar: claims max absolute error 0")));
  EXPECT_NE(errors.digest, swept(right, pieces).digest);
}

TEST(Claims, AFlippedSignIsCaught) {
  const Kernel wrong = planted::relu_kernel<planted::flipped_sign>("flipped");
  const KernelErrors errors = swept(wrong, stratified_inputs(DType::f32, 6));
  EXPECT_GT(errors.own.regions[static_cast<std::size_t>(Region::positive)].wrong_sign, 10u);
  EXPECT_THAT(broken_claims(errors, {}), testing::Contains(HasSubstr("results of the wrong sign")));
}

TEST(Claims, ANanLaneIsCaught) {
  const Kernel wrong = planted::relu_kernel<planted::nan_lane>("nan_lane");
  const KernelErrors errors = swept(wrong, stratified_inputs(DType::f32, 6));
  EXPECT_THAT(broken_claims(errors, {}), testing::Contains(HasSubstr("NaN and 0 infinite results for finite inputs")));
}

TEST(Claims, DroppedNanIsCaught) {
  const Kernel wrong = planted::relu_kernel<planted::nan_to_zero>("nan_to_zero");
  const SpecialReport special = check_special_values(wrong, false);
  EXPECT_EQ(special.failures, 48u);
  KernelErrors errors;
  errors.kernel = &wrong;
  EXPECT_THAT(broken_claims(errors, special),
              ElementsAre(HasSubstr("claims right special values, but at x = nan got 0x0p+0, want nan")));
}

TEST(Claims, ABoundTooTightByAHundredthOfAUlpIsCaught) {
  Kernel kernel = planted::relu_kernel<planted::one_ulp_between_2_and_3>("tight");
  kernel.claim = {.max_ulp = 1};
  EXPECT_THAT(broken_claims(swept(kernel, stratified_inputs(DType::f32, 6)), {}), IsEmpty());
  kernel.claim = {.max_ulp = 0.99};
  EXPECT_THAT(broken_claims(swept(kernel, stratified_inputs(DType::f32, 6)), {}),
              ElementsAre(HasSubstr("claims max ULP 0.99")));
}

/// Empty for a library that is not known.
std::string version_of(std::string_view library) {
  for (const PeerVersion& peer : peer_versions()) {
    if (peer.library == library) return peer.version;
  }
  return {};
}

// A claim of a library is of its version; one of our own kernels holds everywhere.
TEST(Claims, OfALibraryAreOfItsVersion) {
  Kernel kernel = planted::relu_kernel<planted::one_ulp_between_2_and_3>("peer");
  EXPECT_EQ(claimed_elsewhere(kernel), std::nullopt);
  const std::string running = version_of("glibc");
  kernel.library = {"glibc", running};
  EXPECT_EQ(claimed_elsewhere(kernel), std::nullopt);
  kernel.library = {"glibc", "2.1"};
  EXPECT_EQ(claimed_elsewhere(kernel), "claimed of glibc 2.1, here is " + running);

  // In a run, what is broken then is told, and breaks nothing.
  const KernelErrors errors = swept(kernel, stratified_inputs(DType::f32, 6));
  ResultSet results;
  add_accuracy(kernel, {.sampled = &errors}, {}, results);
  EXPECT_THAT(results.broken_claims, IsEmpty());
  ASSERT_EQ(results.skipped.size(), 2u) << "its ULP and its absolute error";
  EXPECT_EQ(results.skipped.front().stage, "claim");
  EXPECT_THAT(results.skipped.front().reason, HasSubstr("claims max ULP 0, but at x = "));
  EXPECT_THAT(results.skipped.front().reason, testing::EndsWith(" (claimed of glibc 2.1, here is " + running + ")"));

  kernel.library = {"glibc", running};
  ResultSet counted;
  add_accuracy(kernel, {.sampled = &errors}, {}, counted);
  EXPECT_THAT(counted.skipped, IsEmpty());
  EXPECT_EQ(counted.broken_claims.size(), 2u);
}

// The libraries that kernels name are ones whose version is known: a misspelt name would hide that it is another.
TEST(Claims, NameLibrariesOfKnownVersions) {
  for (const Kernel& kernel : registry()) {
    if (kernel.library.name.empty()) continue;
    EXPECT_NE(version_of(kernel.library.name), "") << kernel.id << " runs " << kernel.library.name;
    EXPECT_NE(kernel.library.version, "") << kernel.id;
  }
}

TEST(Judge, RecomputesInMpfr) {
  const Kernel& libm = *std::find_if(registry().begin(), registry().end(),
                                     [](const Kernel& k) { return k.variant == "libm" && k.method == "erf"; });
  const JudgedError e = judge(libm, {Formula::gelu}, -5.5);
  EXPECT_EQ(e.want, correctly_rounded({Formula::gelu}, -5.5));
  EXPECT_GT(e.ulp, 1e5) << "1 + erf cancels";
  EXPECT_NEAR(e.abs, 1.04e-7 * 0.57, 1e-7);
}

}  // namespace
}  // namespace gelubench
