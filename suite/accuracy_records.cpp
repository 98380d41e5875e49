#include "suite/accuracy_records.hpp"

#include <array>
#include <cmath>

#include "accuracy/float_bits.hpp"

namespace gelubench {
namespace {

enum class Coverage { exhaustive, sampled, partial };

const char* to_string(Coverage coverage) {
  switch (coverage) {
    case Coverage::exhaustive:
      return "exhaustive";
    case Coverage::sampled:
      return "sampled";
    case Coverage::partial:
      return "partial";
  }
  return "?";
}

/// For each region, the sweep that is reported.
struct Chosen {
  KernelErrors errors;
  std::array<Coverage, region_count> coverage{};
};

std::uint64_t region_size(Region region) {
  std::uint64_t n = 0;
  for (const RegionRun& run : region_runs()) n += run.region == region ? run.size() : 0;
  return n;
}

Chosen choose(const KernelErrors* exhaustive, const KernelErrors* sampled) {
  Chosen chosen;
  for (std::size_t r = 0; r < region_count; ++r) {
    const bool complete = exhaustive != nullptr && exhaustive->own[r].inputs == region_size(static_cast<Region>(r));
    const KernelErrors* source = complete || sampled == nullptr ? exhaustive : sampled;
    chosen.coverage[r] = complete ? Coverage::exhaustive : (sampled != nullptr ? Coverage::sampled : Coverage::partial);
    if (source == nullptr) continue;
    chosen.errors.own[r] = source->own[r];
    chosen.errors.gelu[r] = source->gelu[r];
  }
  const bool all_exhaustive = exhaustive != nullptr && !exhaustive->digest.empty();
  if (const KernelErrors* source = all_exhaustive || sampled == nullptr ? exhaustive : sampled) {
    chosen.errors.first_zero = source->first_zero;
    chosen.errors.digest = source->digest;
  }
  return chosen;
}

Coverage coverage_of_all(const Chosen& chosen) {
  bool exhaustive = true;
  bool sampled = true;
  for (std::size_t r = 0; r < region_count; ++r) {
    if (static_cast<Region>(r) == Region::special) continue;
    exhaustive = exhaustive && chosen.coverage[r] == Coverage::exhaustive;
    sampled = sampled && chosen.coverage[r] == Coverage::sampled;
  }
  return exhaustive ? Coverage::exhaustive : (sampled ? Coverage::sampled : Coverage::partial);
}

WorstInput worst_input(const Kernel& kernel, Formula formula, std::uint32_t bits) {
  const JudgedError e = judge(kernel, formula, float_of(bits));
  return {e.x, e.got, e.want, e.ulp, e.abs};
}

/// Octaves of the finer histogram the sweep keeps, empty ones left out.
std::vector<HistogramBucket> octaves(const UlpHistogram& histogram) {
  std::vector<HistogramBucket> buckets;
  constexpr int per_octave = 1 << UlpHistogram::sub_bucket_bits;
  const auto add = [&](double upper, std::uint64_t count) {
    if (count > 0) buckets.push_back({upper, count});
  };
  add(UlpHistogram::upper_edge(0), histogram.count(0));
  for (int first = 1; first + 1 < UlpHistogram::size; first += per_octave) {
    std::uint64_t count = 0;
    for (int i = first; i < first + per_octave; ++i) count += histogram.count(i);
    add(UlpHistogram::upper_edge(first + per_octave - 1), count);
  }
  add(UlpHistogram::upper_edge(UlpHistogram::size - 1), histogram.count(UlpHistogram::size - 1));
  return buckets;
}

AccuracyRecord record(const Kernel& kernel, Formula formula, const std::string& reference, const std::string& region,
                      Coverage coverage, const ErrorStats& stats) {
  AccuracyRecord r;
  r.kernel = kernel.id;
  r.reference = reference;
  r.region = region;
  r.inputs = stats.inputs;
  r.coverage = to_string(coverage);
  if (stats.scored() > 0) {
    r.worst = worst_input(kernel, formula, stats.max_ulp.at);
    r.max_ulp = r.worst->ulp;
  }
  if (stats.max_abs.value >= 0) {
    r.worst_abs = worst_input(kernel, formula, stats.max_abs.at);
    r.max_abs = r.worst_abs->abs;
  }
  r.max_rel = stats.max_rel;
  r.mean_ulp = stats.mean_ulp();
  r.p50_ulp = stats.histogram.quantile_bound(0.5);
  r.p99_ulp = stats.histogram.quantile_bound(0.99);
  r.p999_ulp = stats.histogram.quantile_bound(0.999);
  r.correctly_rounded =
      static_cast<double>(stats.half_ulp) / static_cast<double>(std::max<std::uint64_t>(stats.inputs, 1));
  r.nan = stats.nan;
  r.infinite = stats.infinite;
  r.wrong_sign = stats.wrong_sign;
  r.total_loss = stats.total_loss;
  r.wrong_zero = stats.wrong_zero;
  r.histogram = octaves(stats.histogram);
  return r;
}

}  // namespace

void add_accuracy(const Kernel& kernel, const KernelErrors* exhaustive, const KernelErrors* sampled,
                  const SpecialReport& special, ResultSet& results) {
  Chosen chosen = choose(exhaustive, sampled);
  chosen.errors.kernel = &kernel;
  for (const bool against_gelu : {false, true}) {
    if (against_gelu && kernel.formula == Formula::gelu) continue;
    const Formula formula = against_gelu ? Formula::gelu : kernel.formula;
    const std::string reference = against_gelu ? "gelu" : "own";
    const ErrorStats total = chosen.errors.total(against_gelu);
    if (total.inputs == 0) continue;
    AccuracyRecord all = record(kernel, formula, reference, "all", coverage_of_all(chosen), total);
    all.digest = chosen.errors.digest;
    if (chosen.errors.first_zero != 0) all.first_zero = -static_cast<double>(float_of(chosen.errors.first_zero));
    results.accuracy.push_back(std::move(all));
    for (std::size_t r = 0; r < region_count; ++r) {
      const ErrorStats& stats = (against_gelu ? chosen.errors.gelu : chosen.errors.own)[r];
      if (stats.inputs == 0) continue;
      results.accuracy.push_back(record(kernel, formula, reference, std::string(to_string(static_cast<Region>(r))),
                                        chosen.coverage[r], stats));
    }
  }
  SpecialRecord record{kernel.id, special.inputs, special.failures, {}};
  for (const SpecialFailure& f : special.examples) record.examples.push_back({f.x, f.got, f.want});
  results.special.push_back(std::move(record));
  for (std::string& message : broken_claims(chosen.errors, special)) {
    results.broken_claims.push_back({kernel.id, std::move(message)});
  }
}

void add_agreement(const PathAgreement& agreement, const std::string& coverage, ResultSet& results) {
  AgreementRecord record{agreement.a->id, agreement.b->id, agreement.inputs, coverage, agreement.differing, {}};
  if (agreement.differing > 0) record.first_difference = float_of(agreement.first_difference);
  results.agreements.push_back(std::move(record));
}

}  // namespace gelubench
