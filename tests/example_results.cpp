#include "example_results.hpp"

#include <limits>
#include <string>

namespace gelubench {

void loss_curve(ResultSet& r, const std::string& kernel) {
  for (AccuracyRecord& a : r.accuracy) {
    if (a.kernel != kernel || a.region != "all") continue;
    for (double x = -0.5, ulp = 2; x > -5; x -= 0.5, ulp *= 5.5) a.curve.push_back({x, ulp, 0});
    a.curve.push_back({-5.54264, 0, 11538042});
  }
}

ResultSet example_results() {
  constexpr double inf = std::numeric_limits<double>::infinity();
  ResultSet r;
  r.environment = {.utc = "2026-01-02T03:04:05Z",
                   .commit = "0123456789abcdef0123456789abcdef01234567",
                   .dirty = true,
                   .compiler = "GNU 12.2.0",
                   .flags = "-O3",
                   .cpu_model = "Some <b>CPU</b> | 3000 \"turbo\" \\ `x`",
                   .cpu = CpuIdentity{"AuthenticAMD", 25, 17, 1},
                   .paths = {"scalar", "avx2"},
                   .caches = {{"Data", 1, 32768}, {"Unified", 3, 33554432}},
                   .cores = 2,
                   .governor = "performance",
                   .virtualised = true,
                   .os = "Debian GNU/Linux 12",
                   .libraries = {{"MPFR", "4.2.0"}},
                   .seed = 1,
                   .profile = "standard"};
  r.stages = {{"accuracy", 12.5, 8000000000, {{"reference", 2.5}, {"kernels", 10}, {"statistics", 12.5}}, {}},
              {"timing", 61.0, 0, {}, {}}};
  const auto kernel = [&](const char* method, const char* variant, const char* path, const char* formula,
                          ClaimRecord claim, const char* dtype = "f32", const char* direction = "forward") {
    const std::string id = std::string(method) + "/" + variant + "/" + dtype + "/" + direction + "/" + path;
    r.kernels.push_back({id, method, variant, dtype, direction, path, formula, claim, "a paper & a \"page\""});
    return id;
  };
  const std::string relu = kernel("relu", "max", "avx2", "relu", {.max_ulp = 0, .max_abs = 0});
  const std::string libm = kernel("erf", "libm", "scalar", "gelu", {.max_abs = 4.5e-7, .special_values = false});
  const std::string good = kernel("erf", "double", "scalar", "gelu", {.max_ulp = 0.5000001});
  const std::string tanh_scalar = kernel("tanh", "exp", "scalar", "gelu_tanh", {.max_ulp = 200, .ulp_from = -6});
  const std::string tanh = kernel("tanh", "exp", "avx2", "gelu_tanh", {.max_ulp = 200, .ulp_from = -6});

  const std::string sse4 = kernel("relu", "max", "sse4", "relu", {.max_ulp = 0, .max_abs = 0});
  const std::string gradient =
      kernel("tanh", "libm", "scalar", "gelu_tanh", {.max_abs = 1e-6, .finite = false}, "f64", "backward");

  const auto accuracy = [&](const std::string& id, const char* reference, const char* region, const char* coverage,
                            double ulp, double abs) -> AccuracyRecord& {
    AccuracyRecord a;
    a.kernel = id;
    a.reference = reference;
    a.region = region;
    a.inputs = coverage == std::string("exhaustive") ? 4278190078 : 34341751;
    a.coverage = coverage;
    a.max_ulp = ulp;
    a.mean_ulp = ulp / 7;
    a.signed_mean_ulp = -ulp / 9;
    a.rms_ulp = ulp / 5;
    a.p50_ulp = 0.25;
    a.p99_ulp = 0.9375;
    a.p999_ulp = inf;
    a.correctly_rounded = 0.9671;
    a.within_one_ulp = 0.9987;
    a.max_abs = abs;
    a.max_rel = 1.25e-7;
    a.worst = WorstInput{-0x1.62b94ep+2, -0x1.8p-24, -0x1.2p-24, ulp, abs / 2};
    a.worst_abs = WorstInput{0x1.44ccccp+2, 5.0749, 5.07491, 0.9, abs};
    a.histogram = {{0x1p-10, 3000000000}, {1, 1278190000}, {inf, 78}};
    r.accuracy.push_back(a);
    return r.accuracy.back();
  };
  accuracy(relu, "own", "all", "exhaustive", 0, 0).digest = "00112233445566778899aabbccddeeff";
  AccuracyRecord& relu_gelu = accuracy(relu, "gelu", "all", "exhaustive", 1.67e7, 0.16997);
  relu_gelu.total_loss = 1100000000;
  relu_gelu.first_zero = -0.5;
  AccuracyRecord& loss = accuracy(libm, "own", "all", "exhaustive", 1.1621336e7, 4.47035e-7);
  loss.total_loss = 11538042;
  loss.first_zero = -5.54264;
  AccuracyRecord& lost = accuracy(libm, "own", "deep_tail", "exhaustive", 0, 1e-9);
  lost.total_loss = lost.inputs;
  lost.worst.reset();
  accuracy(good, "own", "all", "exhaustive", 0.5000001, 2.384186e-7).worst_inputs = {
      {-0x1.62b94ep+2, -0x1.8p-24, -0x1.2p-24, 0.5000001, 1e-9}, {0x1.44ccccp+2, 5.0749, 5.07491, 0.5, 2e-7}};
  r.accuracy.back().curve = {{0x1.44ccccp+2, 0.5, 0}, {-0x1.62b94ep+2, 0.5000001, 0}};
  loss_curve(r, libm);
  accuracy(sse4, "own", "all", "sampled", 0, 0);
  accuracy(gradient, "own", "all", "searched", 1e9, 2.5e-9).nan = 12;
  accuracy(gradient, "gelu", "all", "searched", 1e12, 7.5e-4).nan = 12;
  accuracy(tanh, "own", "all", "exhaustive", 197.581, 5.2e-7);
  accuracy(tanh, "gelu", "all", "exhaustive", 1.677e7, 4.7303e-4).wrong_sign = 3;
  accuracy(tanh_scalar, "own", "all", "sampled", 197.581, 5.2e-7).wrong_zero = 2;
  accuracy(tanh_scalar, "gelu", "all", "partial", 1.677e7, 4.7303e-4).nan = 7;

  for (const auto& [id, error] : {std::pair(relu, 0.1), std::pair(good, 1e-9), std::pair(tanh, 4e-4)}) {
    GraphRecord graph{.kernel = id, .from = -5, .to = 5, .inputs = 65536, .least = -0.17, .greatest = 4.25};
    for (int i = 0; i <= 10; ++i) {
      graph.values.push_back(i > 5 ? i - 5 : 0);
      graph.differences.push_back(i % 2 == 0 ? error : -error);
    }
    graph.zero_share = id == relu ? 0.5 : 0;
    graph.negative_share = id == relu ? 0 : 0.5;
    r.graphs.push_back(graph);
  }

  r.special = {{relu, 16777218, 0, {}}, {libm, 16777218, 1, {{-inf, std::numeric_limits<double>::quiet_NaN(), -0.0}}}};
  r.special.push_back({good, 16777218, 0, {}});
  r.special.push_back({tanh, 16777218, 0, {}});
  r.shapes = {{relu, "exhaustive", 4278190000, 0, {}, 0, {}, 139000, PlacedValue{0, 1.5}},
              {good, "exhaustive", 4278190000, 2, PlacedValue{0x1p-26, -0.75}, 0, PlacedValue{-0.16997121, -0.7518},
               139000, PlacedValue{0.75, 1.25}}};
  r.flushed = {{good, 139000, 1234, -1.1754942e-38, 17, 0, 1.5}, {relu, 139000, 0, {}, 0, 0, 0}};
  r.contracts = {{relu, "lane", true, "", "00112233445566778899aabbccddeeff"},
                 {tanh_scalar, "remainder", false, "n = 3: writes element 3", ""}};
  r.agreements = {{tanh, tanh_scalar, 34341751, "sampled", 83401, 4.14804e-05},
                  {relu, sse4, 34341751, "sampled", 0, {}}};
  r.broken_claims = {{tanh_scalar, tanh_scalar + ": claims max ULP 200, but <b>not</b>"}};
  r.findings = {{"governor", "spoils", "the frequency governor is powersave", "cpupower frequency-set -g performance"},
                {"SMT", "fine", "one thread a core", {}}};
  r.ceilings = {{"scalar", 1, 0.135}, {"avx2", 8, 0.135}};
  const auto row = [](const std::string& id, const char* level, int threads, double ns) {
    const std::uint64_t elements = level == std::string("L1")     ? 2048u * static_cast<unsigned>(threads)
                                   : level == std::string("DRAM") ? 16777216
                                                                  : std::stoul(level);
    TimingRecord t;
    t.kernel = id;
    t.elements = elements;
    t.bytes = 8 * elements;
    t.level = level;
    t.distribution = "N(0,1)";
    t.threads = threads;
    t.pinned = true;
    t.stopped_by = threads == 1 ? "target" : "budget";
    for (const double noise : {1.02, 1.0, 0.99, 1.01, 0.985, 1.005, 0.995, 1.03, 0.98}) {
      t.samples_ns.push_back(ns * noise);
      t.cycle_ns.push_back(noise < 1.03 ? 0.25 : 0.3);
    }
    t.median_ns = ns;
    t.mad_ns = ns * 0.01;
    t.low_ns = ns * 0.985;
    t.high_ns = ns * 1.02;
    t.cycles = 4 * ns;
    t.gb_per_s = 8 / ns;
    return t;
  };
  const auto timing = [&](const std::string& id, const char* level, int threads, double ns) {
    r.timings.push_back(row(id, level, threads, ns));
  };
  for (const char* level : {"L1", "DRAM"}) {
    for (const int threads : {1, 2}) {
      const double slower = level == std::string("L1") ? 1 : 3;
      timing("memcpy/f32/forward", level, threads, 0.04 * slower / threads);
      timing("triad/f32/forward", level, threads, 0.045 * slower / threads);
      timing(relu, level, threads, 0.05 * slower / threads);
      timing(libm, level, threads, 5.4 * slower / threads);
      timing(good, level, threads, 6.8 * slower / threads);
      timing(tanh, level, threads, 0.65 * slower / threads);
    }
  }
  timing("memcpy/f64/backward", "L1", 1, 0.1);
  timing(gradient, "L1", 1, 9);
  for (const char* size : {"1", "64", "131072"}) {
    timing("memcpy/f32/forward", size, 1, 0.03);
    timing(relu, size, 1, 0.05);
    timing(tanh, size, 1, 0.7);
  }
  r.timings[1].ceiling = CeilingShare{"bandwidth", 0.875};
  r.timings[4].ceiling = CeilingShare{"arithmetic", {}};
  r.timings[5].low_ns = -inf;  // too few samples
  r.timings[5].high_ns = inf;
  r.timings[5].stopped_by = "interrupt";
  r.comparisons.push_back(
      {tanh, "distribution", {row(tanh, "L1", 1, 0.65), row(tanh, "L1", 1, 13), row(tanh, "L1", 1, 0.6)}});
  r.comparisons.back().rows[1].distribution = "subnormal";
  r.comparisons.back().rows[2].distribution = "half -20, half -10^30";
  r.comparisons.push_back({relu, "in place", {row(relu, "L1", 1, 0.05), row(relu, "L1", 1, 0.04)}});
  for (TimingRecord& t : r.comparisons.back().rows) t.distribution = "half 0, half 20";
  r.comparisons.back().rows[1].in_place = true;
  r.comparisons.push_back({tanh,
                           "threads",
                           {row(tanh, "256", 1, 0.7), row(tanh, "256", 2, 1.9), row(tanh, "4096", 1, 0.7),
                            row(tanh, "4096", 2, 0.7), row(tanh, "65536", 1, 0.7), row(tanh, "65536", 2, 0.4)}});
  r.skipped = {{"relu/max/f32/forward/avx512", "all", "this CPU has no avx512"},
               {tanh_scalar, "timing", "contract broken: remainder: n = 3: writes element 3"}};
  r.skipped.push_back({"all", "energy", "this user may not read RAPL's | counters"});
  r.costs = {{tanh, 4096, 0.65, 1.5, 20, 45.5, 4.25, 12.5}, {relu, 4096, 0.05, 0.5, 5, 10, {}, {}}};
  const std::string neon = "tanh/exp/f32/forward/neon";
  r.predictions = PredictionSet{"llvm-mca <19>",
                                "znver3",
                                {{tanh, "0123456789abcdef", 4096, 16, 4.25, false},
                                 {relu, "0123456789abcdee", 8192, 16, 0.6875, false},
                                 {neon, "0123456789abcded", 4096, 8, 9, true}},
                                {{tanh, "znver3", "znver3", 2.25, "FP0 FP1"},
                                 {relu, "znver3", "znver3", 0.157, "dispatch"},
                                 {tanh, "znver5", "znver4", 1.5, "dependencies"},
                                 {neon, "cortex-a76", "cortex-a57", 16.25, "V"}},
                                {{tanh_scalar, "its loop calls expf@plt"}}};
  return r;
}

}  // namespace gelubench
