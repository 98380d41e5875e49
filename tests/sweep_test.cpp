#include "accuracy/sweep.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/rounding.hpp"
#include "planted.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

const Kernel& find(std::string_view id) {
  return *std::find_if(registry().begin(), registry().end(), [&](const Kernel& k) { return k.id == id; });
}

TEST(Regions, PartitionEveryFiniteNonZeroNumber) {
  std::uint64_t next = 1;
  std::uint64_t total = 0;
  for (const RegionRun& run : region_runs(DType::f32)) {
    if ((run.first & sign_bit) != 0 && next == infinity_bits) next = std::uint64_t{sign_bit} + 1;
    EXPECT_EQ(run.first, next);
    next = std::uint64_t{run.last} + 1;
    total += run.size();
  }
  EXPECT_EQ(total, 4278190078u);
  EXPECT_EQ(region_of(DType::f32, -13.15f), Region::deep_tail);
  EXPECT_EQ(region_of(DType::f32, std::nextafter(-13.15f, -20.0f)), Region::underflow);
  EXPECT_EQ(region_of(DType::f32, -6.0f), Region::cancellation);
  EXPECT_EQ(region_of(DType::f32, 0.5f), Region::near_zero);
  EXPECT_EQ(region_of(DType::f32, 6.0f), Region::positive);
  EXPECT_EQ(region_of(DType::f32, 0x1p-126f), Region::tiny);
  EXPECT_EQ(region_of(DType::f32, 0x1.fffffcp-127f), Region::subnormal);
  EXPECT_EQ(region_of(DType::f32, -0.0f), Region::special);
  EXPECT_EQ(region_of(DType::f32, NAN), Region::special);
}

TEST(Regions, AtLeastABorder) {
  EXPECT_TRUE(region_is_at_least(Region::positive, DType::f32, -6));
  EXPECT_TRUE(region_is_at_least(Region::near_zero, DType::f32, -6));
  EXPECT_TRUE(region_is_at_least(Region::cancellation, DType::f32, -6));
  EXPECT_FALSE(region_is_at_least(Region::deep_tail, DType::f32, -6));
  EXPECT_TRUE(region_is_at_least(Region::deep_tail, DType::f32, -13.15f));
  EXPECT_FALSE(region_is_at_least(Region::underflow, DType::f32, -13.15f));
  EXPECT_TRUE(region_is_at_least(Region::far_negative, DType::f32, -std::numeric_limits<float>::infinity()));
  EXPECT_FALSE(region_is_at_least(Region::special, DType::f32, -std::numeric_limits<float>::infinity()));
}

TEST(Inputs, ExhaustiveIsEveryFiniteNonZeroNumberOnce) {
  std::uint64_t next = 1;
  for (const InputPiece& piece : exhaustive_inputs(DType::f32)) {
    if (piece.first == sign_bit + 1) next = piece.first;
    ASSERT_EQ(piece.first, next);
    ASSERT_EQ(piece.stride_log2, 0);
    next += piece.count;
  }
  EXPECT_EQ(input_count(exhaustive_inputs(DType::f32)), 4278190078u);
}

TEST(Inputs, StratifiedCoversEveryBinade) {
  std::map<std::uint32_t, std::uint64_t> per_binade;
  for (const InputPiece& piece : stratified_inputs(DType::f32, 16)) {
    const auto magnitude = static_cast<std::uint32_t>(piece.first) & ~sign_bit;
    // Subnormal binades are told apart by their highest bit.
    const std::uint32_t exponent = magnitude >> 23;
    const std::uint32_t binade = exponent > 0 ? exponent + 100 : static_cast<std::uint32_t>(std::bit_width(magnitude));
    per_binade[binade | (static_cast<std::uint32_t>(piece.first) & sign_bit)] += piece.count;
  }
  EXPECT_EQ(per_binade.size(), 2 * (254 + 23));
  for (const auto& [binade, count] : per_binade) {
    const std::uint32_t b = binade & ~sign_bit;
    const std::uint64_t size = b > 100 ? 1u << 23 : std::uint64_t{1} << (b - 1);
    EXPECT_GE(count, std::min<std::uint64_t>(size, 1u << 16)) << "binade " << b;
  }
}

// A state of many kernels takes megabytes: what threads gather is added up before it is kept.
TEST(Sweep, ThreadsShareTheirCheckpoints) {
  const std::vector<const Kernel*> kernels{&find("relu/max/f32/forward/scalar")};
  const auto pieces = stratified_inputs(DType::f32, 10);
  for (const auto& [seconds, least, most] : {std::tuple(1e9, 1, 1), std::tuple(0.0, 2, 100000)}) {
    int calls = 0;
    std::set<std::uint32_t> kept;
    std::uint64_t inputs = 0;
    sweep(kernels, pieces,
          {.threads = 4,
           .checkpoint =
               [&](const SweepState& gathered) {
                 ++calls;
                 kept.insert(gathered.pieces.begin(), gathered.pieces.end());
                 for (const ErrorStats& region : gathered.kernels[0].own.regions) inputs += region.inputs;
               },
           .checkpoint_seconds = seconds});
    EXPECT_GE(calls, least);
    EXPECT_LE(calls, most);
    EXPECT_EQ(kept.size(), pieces.size());
    EXPECT_EQ(inputs, input_count(pieces));
  }
}

TEST(Sweep, DoesNotDependOnThreads) {
  const std::vector<const Kernel*> kernels{&find("erf/libm/f32/forward/scalar"), &find("tanh/exp/f32/forward/scalar"),
                                           &find("relu/max/f32/forward/scalar")};
  const auto pieces = stratified_inputs(DType::f32, 10);
  const SweepResult one = sweep(kernels, pieces, {.seed = 9, .threads = 1});
  const SweepResult three = sweep(kernels, pieces, {.seed = 9, .threads = 3});
  ASSERT_TRUE(one.complete);
  EXPECT_EQ(one.inputs, input_count(pieces));
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    EXPECT_EQ(one.kernels[k].digest, three.kernels[k].digest);
    EXPECT_EQ(one.kernels[k].first_zero, three.kernels[k].first_zero);
    for (const bool gelu : {false, true}) {
      const ErrorStats a = (gelu ? one.kernels[k].gelu : one.kernels[k].own).total();
      const ErrorStats b = (gelu ? three.kernels[k].gelu : three.kernels[k].own).total();
      EXPECT_EQ(a.inputs, b.inputs);
      EXPECT_TRUE(a.ulp_sum == b.ulp_sum);
      EXPECT_TRUE(a.signed_ulp_sum == b.signed_ulp_sum);
      EXPECT_TRUE(a.ulp_square_sum == b.ulp_square_sum);
      EXPECT_EQ(a.correctly_rounded, b.correctly_rounded);
      EXPECT_EQ(a.within_one_ulp, b.within_one_ulp);
      EXPECT_EQ(a.total_loss, b.total_loss);
      EXPECT_EQ(a.max_ulp.value, b.max_ulp.value);
      EXPECT_EQ(a.max_ulp.at, b.max_ulp.at);
      EXPECT_EQ(a.max_abs.at, b.max_abs.at);
      EXPECT_EQ(a.max_rel, b.max_rel);
    }
  }
  EXPECT_NE(one.kernels[0].digest, sweep(kernels, pieces, {.seed = 10, .threads = 2}).kernels[0].digest)
      << "another seed samples other inputs";
}

// What everybody's GELU does: total loss from about -5.54 on, and 10^5 to 10^7 ULP before.
TEST(Sweep, FindsTheCancellationOfOnePlusErf) {
  const std::vector<const Kernel*> kernels{&find("erf/libm/f32/forward/scalar")};
  const KernelErrors errors = sweep(kernels, stratified_inputs(DType::f32, 16), {.threads = 2}).kernels.front();
  const ErrorStats& cancellation = errors.own.regions[static_cast<std::size_t>(Region::cancellation)];
  EXPECT_GT(cancellation.max_ulp.value, 1e7);
  EXPECT_GT(cancellation.total_loss, 1000u);
  EXPECT_NEAR(-decode(binary32, errors.first_zero), -5.5426, 1e-3);
  EXPECT_LT(errors.own.regions[static_cast<std::size_t>(Region::positive)].max_ulp.value, 2);
  EXPECT_EQ(errors.own.regions[static_cast<std::size_t>(Region::deep_tail)].scored(), 0u);
}

TEST(Sweep, ScoresAgainstBothFormulas) {
  const std::vector<const Kernel*> kernels{&find("tanh/exp/f32/forward/scalar")};
  const KernelErrors errors = sweep(kernels, stratified_inputs(DType::f32, 14), {.threads = 2}).kernels.front();
  const ErrorStats own = errors.own.total();
  const ErrorStats gelu = errors.gelu.total();
  EXPECT_LT(own.max_abs.value, 1e-6) << "a good kernel of its formula";
  EXPECT_NEAR(gelu.max_abs.value, 4.73e-4, 2e-6) << "whose formula is this far from GELU";
  EXPECT_NEAR(std::fabs(decode(binary32, gelu.max_abs.at)), 2.70, 0.02);
}

TEST(Sweep, ComparesPathsBitwise) {
  Kernel a = planted::relu_kernel<planted::right>("same");
  Kernel b = planted::relu_kernel<planted::one_ulp_at_one_input>("same");
  b.id = "planted/same/f32/forward/sse4";
  const std::vector<const Kernel*> kernels{&a, &b};
  std::vector<InputPiece> pieces;
  for (const InputPiece& piece : exhaustive_inputs(DType::f32)) {
    if (piece.region == Region::positive) pieces.push_back(piece);
  }
  const SweepResult result = sweep(kernels, pieces, {.threads = 2});
  ASSERT_EQ(result.agreements.size(), 1u);
  EXPECT_EQ(result.agreements.front().differing, 1u);
  EXPECT_EQ(decode(binary32, result.agreements.front().first_difference), planted::victim);
  EXPECT_EQ(result.agreements.front().inputs, input_count(pieces));
}

TEST(Regions, PartitionEveryType) {
  for (const DType dtype : all_dtypes()) {
    const Format format = format_of(dtype);
    std::uint64_t next = 1;
    for (const RegionRun& run : region_runs(dtype)) {
      if ((run.first & format.sign()) != 0 && next == format.infinity()) next = format.sign() | 1;
      EXPECT_EQ(run.first, next) << to_string(dtype) << " " << to_string(run.region);
      next = run.last + 1;
    }
    EXPECT_EQ(next, format.infinity() | format.sign());
  }
  EXPECT_EQ(region_of(DType::f16, -4.5), Region::underflow);
  EXPECT_EQ(region_of(DType::f16, -5.75), Region::far_negative);
  EXPECT_EQ(region_of(DType::bf16, -13.5), Region::underflow);
  EXPECT_EQ(region_of(DType::f64, -38.0), Region::underflow);
  EXPECT_EQ(region_of(DType::f64, -37.0), Region::deep_tail);
  EXPECT_EQ(region_size(Region::deep_tail, DType::f16), 0u);
  EXPECT_EQ(description(Region::underflow, DType::f16), "[-5.73, -4.18)");
}

TEST(Inputs, Of16BitTypesAreAllOfThem) {
  EXPECT_EQ(input_count(exhaustive_inputs(DType::f16)), 2u * 31743);
  EXPECT_EQ(input_count(exhaustive_inputs(DType::bf16)), 2u * 32639);
  EXPECT_THROW(exhaustive_inputs(DType::f64), std::logic_error);
}

TEST(Inputs, ListedOnesAreSortedIntoRegions) {
  const auto pieces = listed_inputs(DType::f64, {1.5, -2.0, 1.5, 0.0, -1e-320, INFINITY, -38.2, 1.25});
  EXPECT_EQ(input_count(pieces), 5u) << "no zero, no infinity, nothing twice";
  ASSERT_EQ(pieces.size(), 4u);
  EXPECT_EQ(pieces[0].region, Region::positive);
  EXPECT_EQ(pieces[0].count, 2u);
  EXPECT_EQ(pieces[3].region, Region::underflow);
}

// Every result of erf/double rounded to binary16 twice; of 63,486 inputs a handful falls to the wrong side.
TEST(Sweep, Of16BitTypesIsExhaustive) {
  const std::vector<const Kernel*> kernels{&find("erf/double/f16/forward/scalar")};
  const KernelErrors errors = sweep(kernels, exhaustive_inputs(DType::f16), {.threads = 2}).kernels.front();
  const ErrorStats total = errors.own.total();
  EXPECT_EQ(total.inputs, 63486u);
  EXPECT_GT(total.max_ulp.value, 0.5);
  EXPECT_LT(total.max_ulp.value, 0.5001);
  EXPECT_LT(total.correctly_rounded, total.inputs);
  EXPECT_GT(total.correctly_rounded, total.inputs - 20);
  EXPECT_EQ(total.within_one_ulp, total.inputs);
}

TEST(Sweep, JudgesBinary64AndTheGradient) {
  const std::vector<const Kernel*> kernels{&find("tanh/exp/f64/backward/scalar")};
  const KernelErrors errors = sweep(kernels, stratified_inputs(DType::f64, 4), {.threads = 2}).kernels.front();
  EXPECT_LT(errors.own.total().max_abs.value, 1e-15) << "a good kernel of its formula's derivative";
  EXPECT_NEAR(errors.gelu.total().max_abs.value, 8.6e-4, 1e-4) << "which is this far from gelu'";
  EXPECT_EQ(errors.own.worst.size(), 10u);
  for (std::size_t i = 1; i < 10; ++i) EXPECT_GE(errors.own.worst[i - 1].value, errors.own.worst[i].value);
}

// Every shard by itself, then merged, is the whole.
TEST(Sweep, ShardsMergeToTheWhole) {
  const std::vector<const Kernel*> kernels{&find("erf/abramowitz_stegun/f32/forward/scalar")};
  const auto pieces = stratified_inputs(DType::f32, 10);
  const ErrorStats whole = sweep(kernels, pieces, {.threads = 2}).kernels.front().own.total();
  ErrorStats merged;
  for (std::size_t shard = 0; shard < 3; ++shard) {
    std::vector<InputPiece> some;
    for (std::size_t i = shard; i < pieces.size(); i += 3) some.push_back(pieces[i]);
    merged.merge(sweep(kernels, some, {.threads = 1}).kernels.front().own.total());
  }
  EXPECT_EQ(merged.inputs, whole.inputs);
  EXPECT_EQ(merged.total_loss, whole.total_loss);
  EXPECT_EQ(merged.correctly_rounded, whole.correctly_rounded);
  EXPECT_EQ(merged.within_one_ulp, whole.within_one_ulp);
  EXPECT_TRUE(merged.ulp_sum == whole.ulp_sum);
  EXPECT_TRUE(merged.signed_ulp_sum == whole.signed_ulp_sum);
  EXPECT_TRUE(merged.ulp_square_sum == whole.ulp_square_sum);
  EXPECT_EQ(merged.max_ulp.value, whole.max_ulp.value);
  EXPECT_EQ(merged.max_ulp.at, whole.max_ulp.at);
  EXPECT_EQ(merged.max_abs.at, whole.max_abs.at);
  EXPECT_EQ(merged.max_rel, whole.max_rel);
  for (int b = 0; b < UlpHistogram::size; ++b) ASSERT_EQ(merged.histogram.count(b), whole.histogram.count(b));
}

TEST(Sweep, WorstInputsAreOfDistinctBinades) {
  const std::vector<const Kernel*> kernels{&find("erf/libm/f32/forward/scalar")};
  const KernelErrors errors = sweep(kernels, stratified_inputs(DType::f32, 10), {.threads = 2}).kernels.front();
  std::set<std::uint64_t> binades;
  for (const Extreme& worst : errors.own.worst) binades.insert(worst.at >> 23);
  EXPECT_EQ(binades.size(), 10u);
  EXPECT_EQ(errors.own.worst.front().value, errors.own.total().max_ulp.value);
}

TEST(Sweep, CurveIsTheLargestErrorOfEachStretch) {
  const Kernel& kernel = find("erf/libm/f32/forward/scalar");
  const std::vector<const Kernel*> kernels{&kernel};
  const KernelErrors errors = sweep(kernels, stratified_inputs(DType::f32, 10), {.threads = 2}).kernels.front();
  const std::vector<StretchErrors>& curve = errors.own.curve;
  double largest = 0;
  std::uint64_t apart = 0;
  std::set<std::uint64_t> stretches;
  for (const StretchErrors& stretch : curve) {
    EXPECT_TRUE(stretch.max_ulp.value > 0.5 || stretch.counted_apart > 0);
    largest = std::max(largest, stretch.max_ulp.value);
    apart += stretch.counted_apart;
    const std::uint64_t at = stretch.max_ulp.value > 0 ? stretch.max_ulp.at : stretch.at;
    EXPECT_TRUE(stretches.insert(at >> 20).second) << "two points in an eighth of a binade";
  }
  EXPECT_EQ(largest, errors.own.total().max_ulp.value);
  EXPECT_EQ(apart, errors.own.total().counted_apart());
  EXPECT_GT(apart, 0u);
  const auto in_binade = [&](double from) {
    const std::uint64_t first = encode(binary32, from) >> 23;
    return std::count_if(curve.begin(), curve.end(),
                         [&](const StretchErrors& s) { return s.max_ulp.at >> 23 == first; });
  };
  EXPECT_EQ(in_binade(-2), 8);        // [-4, -2): libm's erf loses digits everywhere
  EXPECT_LE(in_binade(-0x1p-20), 1);  // no detail there
  // The first loss: erf(x/sqrt(2)) rounds to -1 from -5.54 on.
  const auto lost =
      std::find_if(curve.begin(), curve.end(), [](const StretchErrors& s) { return s.counted_apart > 0; });
  ASSERT_NE(lost, curve.end());
  EXPECT_EQ(lost->at >> 20, encode(binary32, -5.5) >> 20);
}

// The short way for ties of x/2 gives what MPFR gives.
TEST(Rounding, DecidesTiesOfHalfSubnormalsLikeMpfr) {
  for (const Curve curve : all_curves()) {
    for (const Format format : {binary32, binary64, binary16, bfloat16}) {
      Rounding rounding(curve, format);
      std::size_t i = 0;
      for (const double multiple : {1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 63.0, 65.0, 101.0, 127.0, 129.0, 255.0}) {
        for (const double x :
             {std::ldexp(multiple, format.smallest_exponent()), -std::ldexp(multiple, format.smallest_exponent())}) {
          const double want = correctly_rounded(curve, x, format);
          EXPECT_EQ(rounding.at(i++, x), want) << to_string(curve) << " at " << hex_float(x);
        }
      }
    }
  }
}

// What odd subnormal inputs of a correctly rounded kernel are: ties that the next term decides.
TEST(Sweep, DecidesOddSubnormalsExactly) {
  const std::vector<const Kernel*> kernels{&find("erf/double/f32/forward/scalar")};
  std::vector<InputPiece> pieces;
  for (const InputPiece& piece : exhaustive_inputs(DType::f32)) {
    if (piece.region == Region::subnormal) pieces.push_back(piece);
  }
  const KernelErrors errors = sweep(kernels, pieces, {.threads = 2}).kernels.front();
  const ErrorStats& stats = errors.own.regions[static_cast<std::size_t>(Region::subnormal)];
  EXPECT_EQ(stats.inputs, 2u * 8388607);
  // x/2 in binary64 ties to even; the exact value lies above, so every second odd input is rounded the wrong way.
  EXPECT_EQ(stats.correctly_rounded, stats.inputs - 4194304);
}

TEST(Sweep, StopsWhenAsked) {
  const std::vector<const Kernel*> kernels{&find("relu/max/f32/forward/scalar")};
  std::atomic<bool> stop{false};
  SweepOptions options{.threads = 2, .stop = &stop};
  options.progress = [&](std::uint64_t done, std::uint64_t) { stop = done > 10'000'000; };
  const SweepResult result = sweep(kernels, exhaustive_inputs(DType::f32), options);
  EXPECT_FALSE(result.complete);
  EXPECT_TRUE(result.kernels.front().digest.empty());
  EXPECT_GT(result.inputs, 10'000'000u);
  EXPECT_LT(result.inputs, 30'000'000u);
  EXPECT_EQ(result.kernels.front().own.total().inputs, result.inputs);
}

void throws_beyond_two(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (x[i] > 2) throw std::runtime_error("kernel");
    y[i] = planted::relu(x[i]);
  }
}

// No exception may leave a parallel region by itself: it would end the program.
TEST(Sweep, ThrowsOnWhatAKernelThrows) {
  const Kernel kernel = planted::relu_kernel<throws_beyond_two>("throws");
  const std::vector<const Kernel*> kernels{&kernel};
  const auto pieces = stratified_inputs(DType::f32, 6);
  for (const int threads : {1, 2}) {
    std::uint64_t kept = 0;
    SweepOptions options{.threads = threads};
    options.checkpoint = [&](const SweepState& gathered) { kept += gathered.pieces.size(); };
    options.checkpoint_seconds = 0;
    EXPECT_THAT([&] { sweep(kernels, pieces, options); }, testing::ThrowsMessage<std::runtime_error>("kernel"));
    EXPECT_GT(kept, 0u);
    EXPECT_LT(kept, pieces.size());
  }
}

TEST(Sweep, ThrowsOnWhatItsCallbacksThrow) {
  const std::vector<const Kernel*> kernels{&find("relu/max/f32/forward/scalar")};
  const auto pieces = stratified_inputs(DType::f32, 6);
  const auto expect_thrown = [&](const std::string& message, SweepOptions options) {
    options.threads = 2;
    EXPECT_THAT([&] { sweep(kernels, pieces, options); }, testing::ThrowsMessage<std::runtime_error>(message));
  };
  std::atomic<std::uint64_t> tickets = 0;
  expect_thrown("progress", {.progress = [](std::uint64_t, std::uint64_t) { throw std::runtime_error("progress"); }});
  expect_thrown("takes", {.takes = [](std::size_t piece) -> bool {
                  if (piece == 7) throw std::runtime_error("takes");
                  return true;
                }});
  expect_thrown("ticket", {.ticket = [&] {
                  if (tickets == 9) throw std::runtime_error("ticket");
                  return tickets.fetch_add(1);
                }});
  int checkpoints = 0;
  expect_thrown("checkpoint", {.checkpoint =
                                   [&](const SweepState&) {
                                     ++checkpoints;
                                     throw std::runtime_error("checkpoint");
                                   },
                               .checkpoint_seconds = 0});
  EXPECT_EQ(checkpoints, 1) << "none after one that failed";
}

}  // namespace
}  // namespace gelubench
