#include "suite/accuracy_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "accuracy/closeness.hpp"
#include "accuracy/products.hpp"
#include "accuracy/reference.hpp"
#include "bench/distribution.hpp"
#include "suite/known_records.hpp"

namespace gelubench {
namespace {

enum class Coverage { exhaustive, searched, sampled, partial };

const char* to_string(Coverage coverage) {
  switch (coverage) {
    case Coverage::exhaustive:
      return "exhaustive";
    case Coverage::searched:
      return "searched";
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
  Coverage of_all = Coverage::partial;
};

Chosen choose(const Kernel& kernel, const Swept& swept) {
  // A sweep that was interrupted has no digest; what it swept is one end of the line.
  const bool part = swept.sampled != nullptr && swept.sampled->digest.empty();
  const Coverage of_sample = part ? Coverage::partial : swept.searched ? Coverage::searched : Coverage::sampled;
  Chosen chosen;
  chosen.errors.kernel = &kernel;
  for (std::size_t r = 0; r < region_count; ++r) {
    const bool complete = swept.exhaustive != nullptr &&
                          swept.exhaustive->own.regions[r].inputs == region_size(static_cast<Region>(r), kernel.dtype);
    const KernelErrors* source = complete || swept.sampled == nullptr ? swept.exhaustive : swept.sampled;
    chosen.coverage[r] = complete ? Coverage::exhaustive : (swept.sampled != nullptr ? of_sample : Coverage::partial);
    if (source == nullptr) continue;
    chosen.errors.own.regions[r] = source->own.regions[r];
    chosen.errors.gelu.regions[r] = source->gelu.regions[r];
  }
  const bool all_exhaustive = swept.exhaustive != nullptr && !swept.exhaustive->digest.empty();
  chosen.of_all = all_exhaustive ? Coverage::exhaustive : swept.sampled != nullptr ? of_sample : Coverage::partial;
  const KernelErrors* source = all_exhaustive || swept.sampled == nullptr ? swept.exhaustive : swept.sampled;
  if (source == nullptr) return chosen;
  chosen.errors.own.worst = source->own.worst;
  chosen.errors.gelu.worst = source->gelu.worst;
  if (swept.curve) {
    chosen.errors.own.curve = source->own.curve;
    chosen.errors.gelu.curve = source->gelu.curve;
  }
  chosen.errors.shape = source->shape;
  chosen.errors.first_zero = source->first_zero;
  chosen.errors.digest = source->digest;
  if (swept.sampled != nullptr) {  // -x is tried in samples only
    chosen.errors.shape.mirrored = swept.sampled->shape.mirrored;
    chosen.errors.shape.asymmetry = swept.sampled->shape.asymmetry;
  }
  return chosen;
}

double input_of(const Kernel& kernel, std::uint64_t pattern) { return decode(format_of(kernel.dtype), pattern); }

WorstInput worst_input(const Kernel& kernel, Curve curve, std::uint64_t pattern) {
  const JudgedError e = judge(kernel, curve, input_of(kernel, pattern));
  return {e.x, e.got, e.want, e.ulp, e.abs};
}

/// The number with so many significant digits, as JSON shall show it.
double digits(double value, int count) { return std::strtod(fmt::format("{:.{}g}", value, count).c_str(), nullptr); }

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

/// The error that MPFR makes of a worst input called again; but what the sweep saw, where a result of others depends on
/// its place and is another this time.
double judged_or_seen(const Kernel& kernel, double judged, double seen) {
  constexpr double same = 1e-6;  // relative: the sweep's errors are of the screen
  return kernel.is_remote() && seen > judged * (1 + same) ? seen : judged;
}

AccuracyRecord record(const Kernel& kernel, Curve curve, const std::string& reference, const std::string& region,
                      Coverage coverage, const ErrorStats& stats) {
  AccuracyRecord r = error_figures(stats);
  r.kernel = kernel.id;
  r.reference = reference;
  r.region = region;
  r.coverage = to_string(coverage);
  if (stats.scored() > 0) {
    r.worst = worst_input(kernel, curve, stats.max_ulp.at);
    r.max_ulp = judged_or_seen(kernel, r.worst->ulp, stats.max_ulp.value);
  }
  if (stats.max_abs.value >= 0) {
    r.worst_abs = worst_input(kernel, curve, stats.max_abs.at);
    r.max_abs = judged_or_seen(kernel, r.worst_abs->abs, stats.max_abs.value);
  }
  return r;
}

std::optional<PlacedValue> placed(const Kernel& kernel, const Extreme& extreme, double sign = 1) {
  if (extreme.value < 0) return std::nullopt;
  return PlacedValue{sign * extreme.value, input_of(kernel, extreme.at)};
}

ShapeRecord shape_record(const Kernel& kernel, const ShapeStats& shape, Coverage coverage) {
  ShapeRecord r;
  r.kernel = kernel.id;
  r.coverage = to_string(coverage);
  r.steps = shape.steps;
  r.wrong_steps = shape.wrong_steps;
  r.largest_wrong_step = placed(kernel, shape.largest_wrong_step);
  r.below_minimum = shape.below_minimum;
  r.lowest = placed(kernel, shape.lowest, -1);
  r.mirrored = shape.mirrored;
  r.asymmetry_ulp = placed(kernel, shape.asymmetry);
  return r;
}

}  // namespace

AccuracyRecord error_figures(const ErrorStats& stats) {
  AccuracyRecord r;
  r.inputs = stats.inputs;
  r.max_ulp = std::max(stats.max_ulp.value, 0.0);
  r.max_abs = std::max(stats.max_abs.value, 0.0);
  r.max_rel = stats.max_rel;
  r.mean_ulp = stats.mean_ulp();
  r.signed_mean_ulp = stats.signed_mean_ulp();
  r.rms_ulp = stats.rms_ulp();
  r.p50_ulp = stats.histogram.quantile_bound(0.5);
  r.p99_ulp = stats.histogram.quantile_bound(0.99);
  r.p999_ulp = stats.histogram.quantile_bound(0.999);
  const double inputs = static_cast<double>(std::max<std::uint64_t>(stats.inputs, 1));
  r.correctly_rounded = static_cast<double>(stats.correctly_rounded) / inputs;
  r.within_one_ulp = static_cast<double>(stats.within_one_ulp) / inputs;
  r.nan = stats.nan;
  r.infinite = stats.infinite;
  r.wrong_sign = stats.wrong_sign;
  r.total_loss = stats.total_loss;
  r.wrong_zero = stats.wrong_zero;
  r.histogram = octaves(stats.histogram);
  return r;
}

void add_special(const std::string& kernel, const SpecialReport& special, ResultSet& results) {
  SpecialRecord record{kernel, special.inputs, special.failures, {}};
  for (const SpecialFailure& f : special.examples) record.examples.push_back({f.x, f.got, f.want});
  results.special.push_back(std::move(record));
}

namespace {

/// Of what was swept here.
void add_judged(const Kernel& kernel, const Chosen& chosen, ResultSet& results) {
  for (const bool against_gelu : {false, true}) {
    if (against_gelu && (kernel.formula == Formula::gelu || is_ingredient(kernel.formula))) continue;
    const Curve curve = against_gelu ? curve_of(Formula::gelu, kernel.direction) : kernel.curve();
    const std::string reference = against_gelu ? "gelu" : "own";
    const ReferenceErrors& errors = against_gelu ? chosen.errors.gelu : chosen.errors.own;
    const ErrorStats total = errors.total();
    if (total.inputs == 0) continue;
    AccuracyRecord all = record(kernel, curve, reference, "all", chosen.of_all, total);
    all.digest = chosen.errors.digest;
    if (chosen.errors.first_zero != 0) all.first_zero = -input_of(kernel, chosen.errors.first_zero);
    for (const Extreme& worst : errors.worst) all.worst_inputs.push_back(worst_input(kernel, curve, worst.at));
    for (const StretchErrors& stretch : errors.curve) {
      const bool scored = stretch.max_ulp.value >= 0;
      all.curve.push_back({input_of(kernel, scored ? stretch.max_ulp.at : stretch.at),
                           scored ? digits(stretch.max_ulp.value, 3) : 0, stretch.counted_apart});
    }
    results.accuracy.push_back(std::move(all));
    for (std::size_t r = 0; r < region_count; ++r) {
      const ErrorStats& stats = errors.regions[r];
      if (stats.inputs == 0) continue;
      results.accuracy.push_back(
          record(kernel, curve, reference, std::string(to_string(static_cast<Region>(r))), chosen.coverage[r], stats));
    }
  }
  if (kernel.direction == Direction::forward) {
    results.shapes.push_back(shape_record(kernel, chosen.errors.shape, chosen.of_all));
  }
}

/// Of what was swept elsewhere; -x is tried in samples only, which depend on the seed.
void add_known(const Kernel& kernel, const Swept& swept, ResultSet& results) {
  take_over(*swept.known, kernel, results);
  if (!swept.curve) {
    for (AccuracyRecord& record : results.accuracy) {
      if (record.kernel == kernel.id) record.curve.clear();
    }
  }
  if (kernel.direction != Direction::forward || swept.sampled == nullptr) return;
  const ShapeRecord sample = shape_record(kernel, swept.sampled->shape, Coverage::sampled);
  for (ShapeRecord& shape : results.shapes) {
    if (shape.kernel != kernel.id) continue;
    shape.mirrored = sample.mirrored;
    shape.asymmetry_ulp = sample.asymmetry_ulp;
  }
}

}  // namespace

void add_accuracy(const Kernel& kernel, const Swept& swept, const SpecialReport& special, ResultSet& results) {
  KernelErrors errors;
  if (swept.known != nullptr) {
    add_known(kernel, swept, results);
    errors = errors_of_records(kernel, results);
  } else {
    const Chosen chosen = choose(kernel, swept);
    add_judged(kernel, chosen, results);
    errors = chosen.errors;
  }
  add_special(kernel.id, special, results);
  const std::optional<std::string> elsewhere = claimed_elsewhere(kernel);
  for (std::string& message : broken_claims(errors, special)) {
    if (elsewhere) {
      results.skipped.push_back({kernel.id, "claim", fmt::format("{} ({})", message, *elsewhere)});
    } else {
      results.broken_claims.push_back({kernel.id, std::move(message)});
    }
  }
}

namespace {

/// The same of the worst inputs that the sweep found, which no sample of inputs need have.
ToleranceReport worst_within(const AccuracyRecord& record, Tolerance tolerance) {
  std::vector<double> x;
  std::vector<double> got;
  std::vector<double> want;
  for (const std::optional<WorstInput>& worst : {record.worst, record.worst_abs}) {
    if (!worst || (!x.empty() && x.back() == worst->x)) continue;
    x.push_back(worst->x);
    got.push_back(worst->got);
    want.push_back(worst->want);
  }
  return check_tolerance(x, got, want, tolerance);
}

}  // namespace

void add_closeness(const Kernel& kernel, const ToleranceAsked& asked, ResultSet& results) {
  const Tolerance tolerance = asked.of(kernel.dtype);
  for (AccuracyRecord& record : results.accuracy) {
    if (record.kernel != kernel.id || record.region != "all") continue;
    const Curve curve = record.reference == "own" ? kernel.curve() : curve_of(Formula::gelu, kernel.direction);
    const Closeness close = closeness(kernel, curve, tolerance);
    ToleranceReport report = close.report;
    report.add(worst_within(record, tolerance));
    record.close = CloseRecord{.rtol = tolerance.rtol,
                               .atol = tolerance.atol,
                               .inputs = report.inputs,
                               .outside = report.outside,
                               .mean_normal = digits(close.mean_normal, 3),
                               .rms_normal = digits(close.rms_normal, 3)};
    if (!report.worst) continue;
    record.close->x = report.worst->x;
    record.close->got = report.worst->got;
    record.close->want = report.worst->want;
  }
}

void add_products(const Kernel& kernel, std::uint64_t seed, ResultSet& results) {
  if (kernel.direction != Direction::gated) return;
  const auto record = std::find_if(results.accuracy.begin(), results.accuracy.end(), [&](const AccuracyRecord& r) {
    return r.kernel == kernel.id && r.reference == "own" && r.region == "all";
  });
  if (record == results.accuracy.end()) return;
  const Products found = check_products(kernel, seed);
  record->products = ProductsRecord{.inputs = found.inputs, .max_ulp = found.max_ulp, .not_numbers = found.not_numbers};
  const std::optional<Products::At>& at = found.example ? found.example : found.worst;
  if (!at) return;
  record->products->x = at->x;
  record->products->u = at->u;
  record->products->got = at->got;
  record->products->want = at->want;
  const double bound = largest_product_error(kernel.claim.max_ulp);
  if (kernel.claim.max_ulp == Claim::none || (found.not_numbers == 0 && found.max_ulp <= bound)) return;
  results.broken_claims.push_back(
      {kernel.id, fmt::format("{}: u g(x) is {:.9g} for x = {:.9g}, u = {:.9g}, where it is {:.9g}: {:.4g} ULP off, at "
                              "most {:.4g} follow from what is claimed of u = 1",
                              kernel.id, at->got, at->x, at->u, at->want, found.max_ulp, bound)});
}

void drop_accuracy(const std::string& kernel, ResultSet& results) {
  const auto drop = [&](auto& records) {
    std::erase_if(records, [&](const auto& record) { return record.kernel == kernel; });
  };
  drop(results.accuracy);
  drop(results.shapes);
  drop(results.special);
  drop(results.graphs);
}

namespace {

/// What a graph's kernels are tried on.
struct GraphInputs {
  static constexpr int points = 401;
  static constexpr double from = -5;
  static constexpr double to = 5;
  std::vector<float> x;       ///< equidistant
  std::vector<double> exact;  ///< GELU, or its derivative, there
  std::vector<float> normal;  ///< N(0,1)

  GraphInputs(Direction direction, std::uint64_t seed) : normal(std::size_t{1} << 16) {
    for (int i = 0; i < points; ++i) {
      x.push_back(static_cast<float>(from + (to - from) * i / (points - 1)));
      exact.push_back(exact_value(curve_of(Formula::gelu, direction), static_cast<double>(x.back())).to_double());
    }
    std::mt19937 bits(static_cast<std::mt19937::result_type>(seed));
    for (float& v : normal) v = static_cast<float>(distributions().front().draw(bits, 0x1p-126));
  }
};

/// Kept: the kernels of a run share them.
const GraphInputs& graph_inputs(Direction direction, std::uint64_t seed) {
  static std::map<std::pair<Direction, std::uint64_t>, GraphInputs> kept;
  return kept.try_emplace({direction, seed}, direction, seed).first->second;
}

}  // namespace

void add_graph(const Kernel& kernel, std::uint64_t seed, ResultSet& results) {
  if (is_ingredient(kernel.formula)) return;  // the picture is of GELUs
  GraphRecord graph{.kernel = kernel.id, .from = GraphInputs::from, .to = GraphInputs::to};
  const GraphInputs& inputs = graph_inputs(kernel.direction, seed);
  const std::vector<float> ones(inputs.normal.size(), 1);
  std::vector<float> y(ones.size());
  kernel.function(inputs.x.data(), ones.data(), y.data(), inputs.x.size());
  for (std::size_t i = 0; i < inputs.x.size(); ++i) {
    const double got = static_cast<double>(y[i]);
    graph.values.push_back(digits(got, 6));
    graph.differences.push_back(digits(got - inputs.exact[i], 3));
  }
  kernel.function(inputs.normal.data(), ones.data(), y.data(), y.size());
  graph.inputs = y.size();
  const auto [least, greatest] = std::minmax_element(y.begin(), y.end());
  graph.least = digits(static_cast<double>(*least), 6);
  graph.greatest = digits(static_cast<double>(*greatest), 6);
  const auto share = [&](auto&& predicate) {
    return static_cast<double>(std::count_if(y.begin(), y.end(), predicate)) / static_cast<double>(y.size());
  };
  graph.zero_share = share([](float v) { return v == 0; });
  graph.negative_share = share([](float v) { return v < 0; });
  results.graphs.push_back(std::move(graph));
}

void add_flushed(const KernelErrors& errors, ResultSet& results) {
  const ErrorStats total = errors.own.total();
  FlushRecord r;
  r.kernel = errors.kernel->id;
  r.inputs = total.inputs;
  r.differing = errors.flush_differing;
  if (r.differing > 0) r.first_difference = input_of(*errors.kernel, errors.flush_first);
  r.total_loss = total.total_loss;
  r.nan = total.nan;
  r.max_ulp = std::max(total.max_ulp.value, 0.0);
  results.flushed.push_back(std::move(r));
}

void add_agreement(const PathAgreement& agreement, const std::string& coverage, ResultSet& results) {
  AgreementRecord record{agreement.a->id, agreement.b->id, agreement.inputs, coverage, agreement.differing, {}};
  if (agreement.differing > 0) record.first_difference = input_of(*agreement.a, agreement.first_difference);
  results.agreements.push_back(std::move(record));
}

}  // namespace gelubench
