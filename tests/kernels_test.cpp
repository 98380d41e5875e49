#include <fmt/format.h>
#include <gmock/gmock.h>

#include <bit>
#include <cfenv>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <regex>
#include <set>

#include "accuracy/claims.hpp"
#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"
#include "kernels/cpu/cpu.hpp"
#include "kernels/kernel.hpp"
#include "kernels/threads.hpp"
#include "places.hpp"

namespace gelubench {
namespace {

const std::set<std::string> scalar_only{"erf/libm",  "erf/erfc",     "erf/boost", "erf/double",
                                        "tanh/libm", "sigmoid/libm", "silu/libm"};
const std::set<std::string> simd{"relu/max",
                                 "erf/faithful",
                                 "erf/exact",
                                 "erf/abramowitz_stegun",
                                 "erf/erfc_rational",
                                 "tanh/exp",
                                 "tanh/faithful",
                                 "tanh/continued_fraction",
                                 "sigmoid/exp",
                                 "sigmoid/faithful",
                                 "sigmoid/silu",
                                 "sigmoid/bowling",
                                 "polynomial/minimax",
                                 "polynomial/sixteen_quadratics",
                                 "polynomial/i_gelu",
                                 "polynomial/hard",
                                 "polynomial/within_2_8",
                                 "polynomial/within_2_11",
                                 "polynomial/within_2_16",
                                 "polynomial/within_2_20",
                                 "polynomial/relative_2_9",
                                 "polynomial/relative_2_12",
                                 "lut/nearest",
                                 "lut/linear",
                                 "lut/cubic",
                                 "lut/binary16"};

/// SIMD too.
const std::set<std::string> forward_of_float_only{"erf/rational",     "erf/rational_11_10",    "erf/rational_5_5",
                                                  "erf/rational_3_2", "erf/three_polynomials", "erf/erf_table",
                                                  "erf/erfc_table",   "tanh/rational_12_10",   "erf/split_range"};

/// Where there are such libraries.
const std::set<std::string> peers{"erf/libmvec",  "erf/libmvec_erf", "erf/sleef",   "erf/sleef_erf", "erf/onednn",
                                  "erf/eigen",    "erf/mkl_ha",      "erf/mkl_la",  "erf/mkl_ep",    "tanh/eigen",
                                  "tanh/libmvec", "tanh/sleef",      "tanh/onednn", "relu/onednn"};

bool is_peer(const Kernel& kernel) { return peers.contains(kernel.method + "/" + kernel.variant); }

using Kinds = std::set<std::pair<DType, Direction>>;

/// What an implementation has: everything forward and backward where it need not say otherwise.
Kinds kinds_of(const std::string& name) {
  constexpr auto forward = Direction::forward;
  constexpr auto backward = Direction::backward;
  constexpr auto gated = Direction::gated;
  if (name == "erf/faithful") {
    return {{DType::f32, forward},
            {DType::f32, backward},
            {DType::f32, gated},
            {DType::f64, forward},
            {DType::f64, backward}};
  }
  if (name == "relu/max" || name == "sigmoid/silu") {
    Kinds kinds;
    for (const DType dtype : all_dtypes())
      for (const Direction direction : all_directions()) kinds.insert({dtype, direction});
    if (name == "sigmoid/silu") kinds.erase({DType::f64, gated});
    return kinds;
  }
  const Kinds forward_of_float{{DType::f32, forward}, {DType::f16, forward}, {DType::bf16, forward}};
  if (forward_of_float_only.contains(name)) return forward_of_float;
  if (name == "erf/erfc_rational" || name == "polynomial/sixteen_quadratics") {
    Kinds kinds = forward_of_float;
    for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) kinds.insert({dtype, backward});
    return kinds;
  }
  if (name.ends_with("/in_16_bits")) {
    return {{DType::f16, forward}, {DType::f16, backward}, {DType::bf16, forward}, {DType::bf16, backward}};
  }
  if (name == "erf/rational_6_4") return {{DType::f16, forward}};
  if (name == "tanh/faithful") {
    return {
        {DType::f32, forward}, {DType::f32, backward}, {DType::f32, gated}, {DType::f16, gated}, {DType::bf16, gated}};
  }
  if (name == "sigmoid/faithful") return {{DType::f32, forward}, {DType::f32, backward}};
  if (name == "erf/exact") {
    return {{DType::f32, forward},   {DType::f16, forward}, {DType::f16, backward}, {DType::bf16, forward},
            {DType::bf16, backward}, {DType::f16, gated},   {DType::bf16, gated}};
  }
  const bool is_rung = name.starts_with("polynomial/within_") || name.starts_with("polynomial/relative_");
  Kinds kinds{{DType::f32, forward}, {DType::f64, forward}, {DType::f16, forward}, {DType::bf16, forward}};
  if (name == "lut/binary16" || is_rung) kinds.erase({DType::f64, forward});
  if (is_rung) return kinds;
  if (name == "erf/boost") return kinds;
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) kinds.insert({dtype, backward});
  if (name != "lut/binary16") kinds.insert({DType::f64, backward});
  return kinds;
}

TEST(Registry, HoldsEveryImplementationOnEveryPath) {
  std::map<std::string, std::vector<Path>> paths;
  std::map<std::string, Kinds> kinds;
  std::set<std::string> ids;
  for (const Kernel& kernel : registry()) {
    kinds[kernel.method + "/" + kernel.variant].insert({kernel.dtype, kernel.direction});
    if (kernel.dtype == DType::f32 && kernel.direction == Direction::forward) {
      paths[kernel.method + "/" + kernel.variant].push_back(kernel.path);
    }
    EXPECT_TRUE(ids.insert(kernel.id).second) << kernel.id << " twice";
    EXPECT_EQ(kernel.id, kernel_id(kernel.method, kernel.variant, kernel.dtype, kernel.direction, kernel.path));
    EXPECT_NE(kernel.function.here(), nullptr);
    EXPECT_FALSE(kernel.provenance.empty()) << kernel.id;
  }
  for (const std::string& peer : peers) {
    paths.erase(peer);
    kinds.erase(peer);
  }
  for (const auto& [name, list] : paths) {
    if (scalar_only.count(name) > 0) {
      EXPECT_THAT(list, testing::ElementsAre(Path::scalar)) << name;
    } else {
      EXPECT_TRUE(simd.count(name) + forward_of_float_only.count(name) > 0) << name << " is not in this test";
      EXPECT_THAT(list, testing::ElementsAre(Path::scalar, Path::sse4, Path::avx2, Path::avx512)) << name;
    }
  }
  EXPECT_EQ(paths.size(), scalar_only.size() + simd.size() + forward_of_float_only.size());
  for (const auto& [name, list] : kinds) EXPECT_EQ(list, kinds_of(name)) << name;
}

// The header is what users read, the registry what they get.
TEST(Registry, HasTheFunctionsOfTheHeader) {
  std::ifstream file(GELUBENCH_HEADER);
  const std::string header{std::istreambuf_iterator<char>(file), {}};
  const std::regex declaration(R"(GELUBENCH_API void (gelubench_\w+)\()");
  std::set<std::string> declared;
  for (std::sregex_iterator i(header.begin(), header.end(), declaration), end; i != end; ++i) declared.insert((*i)[1]);
  std::map<std::string, std::set<Path>> named;
  for (const Kernel& kernel : registry()) {
    if (kernel.c_function.empty()) continue;
    EXPECT_TRUE(named[kernel.c_function].insert(kernel.path).second) << kernel.c_function << " twice";
  }
  std::set<std::string> names;
  for (const auto& [name, paths] : named) {
    names.insert(name);
    EXPECT_EQ(paths.size(), 4u) << name;
  }
  EXPECT_EQ(names, declared);
}

TEST(Kernels, AcceptNothing) {
  for (const Kernel& kernel : registry()) {
    if (cpu_supports(kernel.path)) kernel.function(nullptr, nullptr, nullptr, 0);
  }
}

// Coarse, but of each kernel: its own formula to 1 % of the largest slope between the table entries of lut/nearest.
TEST(Kernels, ComputeTheirFormula) {
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path)) continue;
    for (const double number : {-5.5, -2.75, -0.75, -0.01, 0.01, 0.4, 1.0, 3.3, 7.0}) {
      const double x = round_to(format_of(kernel.dtype), number);
      const double tolerance = kernel.dtype == DType::bf16 ? 2e-2 : 4e-3;
      EXPECT_NEAR(evaluate(kernel, x), exact_value(kernel.curve(), x).to_double(), tolerance)
          << kernel.id << " at " << x;
    }
  }
}

/// Inputs that try every branch of the methods: borders, both sides of them, tails, ties, special values.
std::vector<float> awkward_floats() {
  std::vector<float> x;
  for (const float border : {0x1p-149f, 0x1p-126f, 0x1p-125f, 0x1p-60f, 0x1p-40f, 0.75179154f, 5.875f, 6.0f,
                             11.2421875f, 13.15f, 14.356f, 14.4921875f, 14.8f, 3e38f}) {
    for (const float sign : {1.0f, -1.0f}) {
      const float at = sign * border;
      for (const float v : {at, std::nextafter(at, 0.0f), std::nextafter(at, sign * INFINITY)}) x.push_back(v);
    }
  }
  for (const float v : {0.0f, -0.0f, INFINITY, -INFINITY, NAN}) x.push_back(v);
  std::mt19937 bits(7);
  while (x.size() < 20000) x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits())));
  std::normal_distribution<float> normal(0.0f, 4.0f);
  while (x.size() < 60000) x.push_back(normal(bits));
  return x;
}

// Somebody takes erf/exact to have the same bits on every CPU: all paths, and what MPFR says.
TEST(Kernels, ExactIsCorrectlyRoundedAndTheSameOnEveryPath) {
  const std::vector<float> x = awkward_floats();
  std::vector<std::uint32_t> first;
  for (const Kernel& kernel : registry()) {
    if (kernel.implementation() != "erf/exact/f32/forward" || !cpu_supports(kernel.path)) continue;
    std::vector<std::uint32_t> y(x.size());
    kernel.function(x.data(), nullptr, y.data(), x.size());
    if (first.empty()) first = y;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(x[i])) continue;
      ASSERT_EQ(y[i], first[i]) << kernel.id << " at " << x[i];
    }
  }
  for (std::size_t i = 0; i < 2000; ++i) {
    if (!std::isfinite(x[i])) continue;
    const double want = correctly_rounded({Formula::gelu}, x[i], format_of(DType::f32));
    ASSERT_EQ(first[i], std::bit_cast<std::uint32_t>(static_cast<float>(want))) << x[i];
  }
}

// Inputs whose result the first step of erf/exact leaves undecided, found by the exhaustive sweep: the nearest to ties.
TEST(Kernels, ExactDecidesTheHardestInputs) {
  const std::vector<float> hard{-0x1.5fc664p+1f, -0x1p-149f, 0x1p-149f, -0x1.8p-148f, 0x1.8p-148f};
  for (const Kernel& kernel : registry()) {
    if (kernel.implementation() != "erf/exact/f32/forward" || !cpu_supports(kernel.path)) continue;
    for (const float x : hard) {
      const double want = correctly_rounded({Formula::gelu}, x, format_of(DType::f32));
      EXPECT_EQ(std::bit_cast<std::uint64_t>(evaluate(kernel, x)), std::bit_cast<std::uint64_t>(want))
          << kernel.id << x;
    }
  }
}

// By the same methods; the rows of tanh/faithful are others than its method by AVX-512.
TEST(Kernels, GatedByOneAreForward) {
  const std::vector<float> x = awkward_floats();
  int compared = 0;
  for (const Kernel& gated : registry()) {
    if (gated.direction != Direction::gated || !cpu_supports(gated.path)) continue;
    const std::string forward_id = kernel_id(gated.method, gated.variant, gated.dtype, Direction::forward, gated.path);
    for (const Kernel& forward : registry()) {
      if (forward.id != forward_id || (gated.path == Path::avx512 && gated.method == "tanh")) continue;
      ++compared;
      for (std::size_t i = 0; i < x.size(); i += gated.dtype == DType::f32 ? 1 : 16) {
        const double at = round_to(format_of(gated.dtype), x[i]);
        const double want = evaluate(forward, at);
        const double got = evaluate(gated, at);
        // A subnormal bfloat16 number is rounded twice.
        const bool is_subnormal = gated.dtype == DType::bf16 && std::fabs(want) < 0x1p-126;
        if (is_subnormal || (std::isnan(want) && std::isnan(got))) continue;
        ASSERT_EQ(std::bit_cast<std::uint64_t>(got), std::bit_cast<std::uint64_t>(want)) << gated.id << " at " << at;
      }
    }
  }
  EXPECT_GE(compared, 3 * 10);
}

// Where the rows of the tables from end to end meet, and at their ends.
TEST(Kernels, FaithfulKeepTheirClaimsWhereRowsMeet) {
  int kernels = 0;
  for (const Kernel& kernel : registry()) {
    const bool is_faithful = kernel.variant == "faithful" || kernel.variant == "silu";
    if (!is_faithful || kernel.dtype != DType::f32 || !cpu_supports(kernel.path)) continue;
    ++kernels;
    const bool wide = kernel.method == "sigmoid";
    const float half_width = wide ? 1.0f / 32 : 1.0f / 128;
    for (float border = wide ? -110.0f : -15.0f; border <= (wide ? 21.0f : 7.0f); border += half_width) {
      for (const float x : {border, std::nextafter(border, -INFINITY), std::nextafter(border, INFINITY)}) {
        if (x == 0) continue;
        ASSERT_LE(judge(kernel, kernel.curve(), x).ulp, kernel.claim.max_ulp) << kernel.id << " at " << x;
      }
    }
  }
  EXPECT_GE(kernels, 12);
}

// The same of binary64, whose rows are 1/128 apart in |x|: at every border, or a neighbour of it.
TEST(Kernels, FaithfulInDoubleKeepTheirClaimsWhereRowsMeet) {
  int kernels = 0;
  for (const Kernel& kernel : registry()) {
    if (kernel.variant != "faithful" || kernel.dtype != DType::f64 || !cpu_supports(kernel.path)) continue;
    ++kernels;
    for (int k = 0; k < 39 * 128; ++k) {
      const double border = (2 * k + 1) / 256.0;
      const double x = k % 3 == 0 ? border : std::nextafter(border, k % 3 == 1 ? 0 : INFINITY);
      ASSERT_LE(judge(kernel, kernel.curve(), x).ulp, kernel.claim.max_ulp) << kernel.id << " at " << x;
      ASSERT_LE(judge(kernel, kernel.curve(), -x).ulp, kernel.claim.max_ulp) << kernel.id << " at " << -x;
    }
  }
  EXPECT_GE(kernels, 4);
}

// Blocks take other loops when one element of them is far, tiny or in the tail; what the others become must not change.
TEST(Kernels, FaithfulInDoubleDoNotDependOnTheBlock) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> near(-6, 6);
  std::vector<double> some(8000);
  for (double& x : some) x = near(random) * (random() % 8 == 0 ? 6 : 1);
  const std::vector<double> companions{0.5,         0x1p-61,       -0x1p-1060, 6.5,         -6.5,
                                       -5.99609375, -35.998046875, -37.7,      -38.7421875, -40.0,
                                       40.0,        -INFINITY,     NAN,        -0.0,        0.0};
  for (const Kernel& kernel : registry()) {
    if (kernel.variant != "faithful" || kernel.dtype != DType::f64 || !cpu_supports(kernel.path)) continue;
    std::vector<std::uint64_t> alone;
    for (const double x : some) alone.push_back(std::bit_cast<std::uint64_t>(evaluate(kernel, x)));
    for (const double companion : companions) {
      std::vector<double> x = some;
      for (std::size_t i = 5; i < x.size(); i += 32) x[i] = companion;
      const std::vector<double> dy(x.size(), 1.0);
      std::vector<std::uint64_t> y(x.size());
      kernel.function(x.data(), dy.data(), y.data(), x.size());
      const auto of_companion = std::bit_cast<std::uint64_t>(evaluate(kernel, companion));
      for (std::size_t i = 0; i < x.size(); ++i)
        ASSERT_EQ(y[i], i % 32 == 5 ? of_companion : alone[i])
            << kernel.id << " of " << x[i] << " beside " << companion;
    }
  }
}

// In the tail, dy is multiplied before the result is made subnormal; what is not finite stays so.
TEST(Kernels, TheGradientsTailTakesAnyDy) {
  // Of each: where the result is normal, where it is subnormal, and where it is zero.
  struct Places {
    float normal, subnormal, zero;
  };
  const std::map<std::string, Places> methods{
      {"erf", {-12, -13.5f, -20}}, {"tanh", {-9.5f, -10.5f, -11}}, {"sigmoid", {-50, -60, -66}}};
  int kernels = 0;
  for (const Kernel& kernel : registry()) {
    if (kernel.variant != "faithful" || kernel.dtype != DType::f32 || kernel.direction != Direction::backward) continue;
    if (!cpu_supports(kernel.path)) continue;
    ++kernels;
    const auto [normal, subnormal, zero] = methods.at(kernel.method);
    const std::vector<float> x{normal, normal, normal, normal, subnormal, subnormal, zero, normal, normal};
    const std::vector<float> dy{1.0f, 0x1p100f, -0x1p100f, INFINITY, -INFINITY, NAN, 0x1p127f, -0.0f, 0x1p-20f};
    std::vector<float> dx(x.size());
    kernel.function(x.data(), dy.data(), dx.data(), x.size());
    EXPECT_LT(dx[0], 0) << kernel.id;
    EXPECT_EQ(dx[1], dx[0] * 0x1p100f) << kernel.id;
    EXPECT_EQ(dx[2], dx[0] * -0x1p100f) << kernel.id;
    EXPECT_EQ(dx[3], -INFINITY) << kernel.id;
    EXPECT_EQ(dx[4], INFINITY) << kernel.id;
    EXPECT_TRUE(std::isnan(dx[5])) << kernel.id;
    EXPECT_EQ(std::bit_cast<std::uint32_t>(dx[6]), 0x80000000u) << kernel.id;
    EXPECT_EQ(std::bit_cast<std::uint32_t>(dx[7]), 0u) << kernel.id;
    EXPECT_EQ(dx[8], dx[0] * 0x1p-20f) << kernel.id;
  }
  EXPECT_GE(kernels, 6);
}

/// The kernel of erf/exact in a 16-bit type on each path that this CPU has.
std::vector<Kernel> exact_16bit(Direction direction) {
  std::vector<Kernel> list;
  for (const Kernel& kernel : registry()) {
    if (kernel.method != "erf" || kernel.variant != "exact" || kernel.direction != direction) continue;
    if (kernel.dtype != DType::f32 && cpu_supports(kernel.path)) list.push_back(kernel);
  }
  return list;
}

/// The gradient in binary64.
double gradient_in_double(double x) {
  static const Kernel faithful = [] {
    for (const Kernel& kernel : registry())
      if (kernel.id == "erf/faithful/f64/backward/scalar") return kernel;
    throw std::logic_error("no gradient in float64");
  }();
  return evaluate(faithful, x);
}

// 16-bit gradients are kept in binary32, in bfloat16's tail multiplied: products with any dy below 2^104 are rounded
// once, but for 2^-11 of half an ULP, subnormal ones too; what is not finite stays so.
TEST(Kernels, ExactGradientsOf16BitsTakeAnyDy) {
  std::mt19937 random(5);
  for (const Kernel& kernel : exact_16bit(Direction::backward)) {
    const Format format = format_of(kernel.dtype);
    std::vector<std::uint16_t> x(40001);
    std::vector<std::uint16_t> dy(x.size());
    // Of every number some; of the tail of bfloat16 most.
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool tail = kernel.dtype == DType::bf16 && i % 2 == 0;
      x[i] = static_cast<std::uint16_t>(tail ? 0xC120 + random() % 0x60 : random());
      dy[i] = static_cast<std::uint16_t>(random());
    }
    std::vector<std::uint16_t> dx(x.size());
    kernel.function(x.data(), dy.data(), dx.data(), x.size());
    int subnormal = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double a = decode(format, x[i]);
      const double b = decode(format, dy[i]);
      const double want = b * gradient_in_double(a);
      const double got = decode(format, dx[i]);
      const std::string where = fmt::format("{} of {}, dy {}: {} for {}", kernel.id, a, b, got, want);
      if (std::isnan(want)) {
        ASSERT_TRUE(std::isnan(got)) << where;
        continue;
      }
      ASSERT_EQ(std::signbit(got), std::signbit(want)) << where;
      if (std::isinf(round_to(format, want))) {
        ASSERT_TRUE(std::isinf(got)) << where;
        continue;
      }
      if (std::fabs(b) >= 0x1p104) continue;
      const int exponent = want == 0 ? format.emin : std::max(std::ilogb(want), format.emin);
      ASSERT_LE(std::fabs(got - want), std::ldexp(0.5003, exponent - format.fraction_bits())) << where;
      subnormal += want != 0 && exponent == format.emin;
    }
    EXPECT_GT(subnormal, 1000) << kernel.id;
  }
}

// The first call makes the tables: neither its rounding mode nor its flushing of subnormal numbers may stay in them. In
// a process of its own, since tables are made once.
TEST(KernelsDeathTest, ExactTablesDoNotKeepTheModesOfTheFirstCall) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto differences = [] {
    std::vector<std::uint16_t> x(65536);
    std::iota(x.begin(), x.end(), std::uint16_t{0});
    std::fesetround(FE_UPWARD);
    const SubnormalFlushing flushing;
    std::vector<std::pair<Kernel, std::vector<std::uint16_t>>> all;
    for (const Kernel& kernel : exact_16bit(Direction::forward)) {
      std::vector<std::uint16_t> y(x.size());
      kernel.function(x.data(), nullptr, y.data(), x.size());
      all.emplace_back(kernel, y);
    }
    const bool kept = std::fegetround() == FE_UPWARD && SubnormalFlushing::is_on();
    std::fesetenv(FE_DFL_ENV);
    int wrong = kept ? 0 : 1;
    for (const auto& [kernel, y] : all) {
      const Format format = format_of(kernel.dtype);
      for (std::size_t i = 0; i < x.size(); i += 3) {
        const double number = decode(format, x[i]);
        if (!std::isfinite(number)) continue;
        wrong += decode(format, y[i]) != correctly_rounded({Formula::gelu}, number, format);
      }
    }
    return wrong;
  };
  EXPECT_EXIT(std::exit(differences() == 0 ? 0 : 1), ::testing::ExitedWithCode(0), "");
}

// Every binary16 and bfloat16 number through the kernels that change nothing: relu on positive numbers widens and
// narrows.
TEST(Conversions, KeepEvery16BitNumber) {
  for (const Kernel& kernel : registry()) {
    if (kernel.method != "relu" || size_of(kernel.dtype) != 2 || !cpu_supports(kernel.path) || is_peer(kernel) ||
        kernel.direction == Direction::gated)
      continue;
    const Format format = format_of(kernel.dtype);
    std::vector<std::uint16_t> x(65536);
    std::iota(x.begin(), x.end(), std::uint16_t{0});
    std::vector<std::uint16_t> y(x.size());
    kernel.function(x.data(), nullptr, y.data(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double number = decode(format, i);
      if (std::isnan(number)) {
        ASSERT_TRUE(std::isnan(decode(format, y[i]))) << kernel.id << " " << i;
      } else {
        ASSERT_EQ(decode(format, y[i]), number < 0 ? 0.0 : number) << kernel.id << " " << i;
      }
    }
  }
}

TEST(RunOnThreads, CoversEveryElementOnceForAnyAlignment) {
  // Adds one to y's marker through a kernel that copies x: each element must be written, none beyond.
  Function* copy = [](const void* x, const void*, void* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) static_cast<float*>(y)[i] += static_cast<const float*>(x)[i];
  };
  for (std::size_t offset = 0; offset < 17; ++offset) {
    for (const std::size_t n : {0u, 1u, 5u, 16u, 31u, 64u, 100u, 1000u}) {
      for (const int threads : {1, 2, 3, 7}) {
        std::vector<float> x(n);
        std::iota(x.begin(), x.end(), 1.0f);
        std::vector<float> y(n + offset + 32, 0.0f);
        run_on_threads(copy, sizeof(float), x.data(), nullptr, y.data() + offset, n, threads);
        for (std::size_t i = 0; i < y.size(); ++i) {
          const float want = i >= offset && i < offset + n ? x[i - offset] : 0.0f;
          ASSERT_EQ(y[i], want) << "offset " << offset << ", n " << n << ", threads " << threads << ", element " << i;
        }
      }
    }
  }
}

TEST(RunOnThreads, IsBitEqualToOneThread) {
  std::mt19937 random(5);
  // Enough bits for 10,007 numbers of any type; NaN results compare by their bits too, being of the same code.
  std::vector<std::uint64_t> x(10007);
  for (std::uint64_t& v : x) v = std::uint64_t{random()} << 32 | random();
  const std::size_t n = x.size();
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path) || is_peer(kernel)) continue;
    std::vector<std::uint64_t> one(n);
    std::vector<std::uint64_t> many(n);
    kernel.function(x.data(), x.data(), one.data(), n);
    run_on_threads(kernel.function, size_of(kernel.dtype), x.data(), x.data(), many.data(), n, 3);
    EXPECT_TRUE(one == many) << kernel.id;
  }
}

// Arithmetic with subnormal results costs 100 cycles an instruction on many CPUs; the flag tells, whatever this CPU
// costs.
TEST(Kernels, FaithfulFloat32HasNoSubnormalArithmetic) {
  std::vector<float> inputs{-std::numeric_limits<float>::infinity(), -0x1p100f, 0x1p100f};
  for (float x = -140; x < 140; x += 0x1p-6f) inputs.push_back(x);
  for (int exponent = -149; exponent < 0; ++exponent) {
    for (const float sign : {-1.37f, 1.37f}) inputs.push_back(sign * std::ldexp(1.0f, exponent));
  }
  constexpr std::size_t n = 64;  // several of the widest vectors
  std::vector<float> y(n);
  for (const Kernel& kernel : registry()) {
    if (kernel.variant != "faithful" && kernel.variant != "silu") continue;
    if (kernel.dtype != DType::f32 || !cpu_supports(kernel.path)) continue;
    // Without fused multiply-add products of small factors are left to the CPU.
    const bool has_fused = kernel.path != Path::scalar && kernel.path != Path::sse4;
    for (const float factor : {1.0f, -0.37f}) {
      if (factor != 1 && (!has_fused || kernel.direction == Direction::forward)) continue;
      const std::vector<float> factors(n, factor);
      for (const float x : inputs) {
        const std::vector<float> same(n, x);
        std::feclearexcept(FE_ALL_EXCEPT);
        kernel.function(same.data(), factors.data(), y.data(), n);
        ASSERT_FALSE(std::fetestexcept(FE_UNDERFLOW)) << kernel.id << " at " << x << " times " << factor;
      }
    }
  }
}

// kernels/drivers/subnormal-inl.hpp's subnormal_product(), next to each of its borders: where g(x) is x/2, and in the
// tail of the kernels that round g(x) before they multiply.
TEST(Kernels, ProductsWithSubnormalFactorsAreRoundedOnce) {
  std::vector<float> inputs;
  for (float x = -0x1.d8p3f; x < -0x1.4p3f; x += 0x1.0102p-9f) inputs.push_back(x);
  for (float x = -0x1.bp6f; x < -0x1.54p6f; x += 0x1.04p-6f) inputs.push_back(x);
  const auto first_tiny = static_cast<std::ptrdiff_t>(inputs.size());
  for (int exponent = -149; exponent < -41; ++exponent) {
    for (const float sign : {-1.0f, -1.37f, 1.73f}) inputs.push_back(sign * std::ldexp(1.0f, exponent));
  }
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const float factors[] = {0.37f,   -1.5f,   0x1.fffffep0f, 3e-8f,    -7e10f,    0x1p127f, 0x1p-149f,
                           0x1p22f, -0x1p23, 0x1.8p-126f,   infinity, -infinity, 0,        -0.0f};
  const std::size_t n = inputs.size();
  std::vector<float> once(n), y(n);
  int checked = 0;
  for (const Kernel& kernel : registry()) {
    if (kernel.variant != "faithful" && kernel.variant != "silu") continue;
    if (kernel.direction != Direction::gated || kernel.dtype != DType::f32 || !cpu_supports(kernel.path)) continue;
    kernel.function(inputs.data(), std::vector<float>(n, 1).data(), once.data(), n);
    const bool rounds_before = kernel.path == Path::avx512;
    for (const float factor : factors) {
      kernel.function(inputs.data(), std::vector<float>(n, factor).data(), y.data(), n);
      for (std::size_t i = rounds_before ? 0 : static_cast<std::size_t>(first_tiny); i < n; ++i) {
        const float want = factor * once[i];
        if (std::isnan(want) && std::isnan(y[i])) continue;
        ASSERT_EQ(std::bit_cast<std::uint32_t>(y[i]), std::bit_cast<std::uint32_t>(want))
            << kernel.id << " at " << inputs[i] << " times " << factor;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 4000);
}

}  // namespace
}  // namespace gelubench
