#include "suite/known_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "accuracy/claims.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/stretches.hpp"
#include "reports/format.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

/// The sweep's errors are of the screen, the records' of MPFR.
constexpr double screen_slack = 1e-6;
/// Errors along a curve have three digits.
constexpr double digits_slack = 0.006;

const char* reference_name(bool against_gelu) { return against_gelu ? "gelu" : "own"; }

Curve curve_of(const Kernel& kernel, bool against_gelu) {
  return against_gelu ? curve_of(Formula::gelu, kernel.direction) : kernel.curve();
}

bool is_more(double found, double known, double slack) { return found > known * (1 + slack) + 0x1p-20; }

/// Where a region of a sweep has more than the record of all of it; empty where it has not.
std::string excess(const ErrorStats& found, const AccuracyRecord& known, Format format) {
  struct Count {
    const char* what;
    std::uint64_t found;
    std::uint64_t known;
  };
  const auto wrongly_rounded =
      static_cast<std::uint64_t>(std::llround(static_cast<double>(known.inputs) * (1 - known.correctly_rounded)));
  for (const Count& c :
       {Count{"NaN", found.nan, known.nan}, Count{"infinite results", found.infinite, known.infinite},
        Count{"wrong signs", found.wrong_sign, known.wrong_sign},
        Count{"lost results", found.total_loss, known.total_loss},
        Count{"zeros of the wrong sign", found.wrong_zero, known.wrong_zero},
        Count{"results not correctly rounded", found.inputs - found.correctly_rounded, wrongly_rounded + 1}}) {
    if (c.found > c.known) return fmt::format("{} {}, recorded are {}", c.found, c.what, c.known);
  }
  const auto at = [&](const Extreme& e) { return hex_float(decode(format, e.at)); };
  if (is_more(found.max_ulp.value, known.max_ulp, screen_slack)) {
    return fmt::format("{:.9g} ULP at x = {}, recorded are at most {:.9g}", found.max_ulp.value, at(found.max_ulp),
                       known.max_ulp);
  }
  // What vanishes is told by MPFR as nothing, by the screen as something far below every number.
  const double nothing = std::ldexp(screen_slack, format.smallest_exponent());
  if (found.max_abs.value > known.max_abs * (1 + screen_slack) + nothing) {
    return fmt::format("an absolute error of {:.4g} at x = {}, recorded are at most {:.4g}", found.max_abs.value,
                       at(found.max_abs), known.max_abs);
  }
  return "";
}

/// Whether a recorded worst input is one; what it is, where not.
std::string worst_again(const Kernel& kernel, Curve curve, const WorstInput& worst) {
  const JudgedError e = judge(kernel, curve, worst.x);
  const bool is_same = e.got == worst.got && e.want == worst.want && e.ulp == worst.ulp && e.abs == worst.abs;
  if (is_same) return "";
  return fmt::format("at x = {} got {}, want {}: {:.9g} ULP; recorded are got {}, want {}, {:.9g} ULP",
                     hex_float(worst.x), hex_float(e.got), hex_float(e.want), e.ulp, hex_float(worst.got),
                     hex_float(worst.want), worst.ulp);
}

/// A stretch, or where these are not told apart a binade, by a number in it.
std::uint64_t binade_of(Format format, double x) { return encode(format, x) >> format.fraction_bits(); }
std::size_t stretch_of(Format format, double x) { return stretches_of(format).of(encode(format, x)); }

/// The largest recorded error in the stretch or binade of x.
double recorded_near(std::span<const CurvePoint> curve, Format format, double x) {
  double largest = 0;
  for (const CurvePoint& p : curve) {
    if (binade_of(format, p.x) == binade_of(format, x)) largest = std::max(largest, p.ulp);
  }
  return largest;
}

std::string curve_excess(std::span<const StretchErrors> found, std::span<const CurvePoint> known, Format format) {
  if (known.empty()) return "";  // of a path whose curve is not recorded
  for (const StretchErrors& stretch : found) {
    const double x = decode(format, stretch.max_ulp.at);
    const double recorded = std::max(recorded_near(known, format, x), 0.5);
    if (stretch.max_ulp.value < 0 || !is_more(stretch.max_ulp.value, recorded, digits_slack)) continue;
    return fmt::format("{:.3g} ULP at x = {}, recorded in its binade are at most {:.3g}", stretch.max_ulp.value,
                       hex_float(x), recorded);
  }
  return "";
}

std::string curve_again(const Kernel& kernel, Curve curve, std::span<const CurvePoint> points, std::uint64_t seed) {
  constexpr std::size_t picked = 16;
  for (std::size_t i = 0; i < std::min(picked, points.size()); ++i) {
    const CurvePoint& point = points[mix(seed, i) % points.size()];
    if (point.ulp == 0) continue;  // nothing scored there
    const JudgedError e = judge(kernel, curve, point.x);
    // Next to a power of two the screen may take the ULP of the next binade; and errors are known to 2^-20.
    const auto is_about = [&](double ulp) { return std::fabs(e.ulp - ulp) <= digits_slack * ulp + 0x1p-20; };
    if (is_about(point.ulp) || is_about(point.ulp * 2) || is_about(point.ulp / 2)) continue;
    return fmt::format("at x = {} {:.3g} ULP, recorded are {:.3g}", hex_float(point.x), e.ulp, point.ulp);
  }
  return "";
}

std::string contradiction_against(const Kernel& kernel, bool against_gelu, const ResultSet& results,
                                  const ReferenceErrors& again, std::uint64_t seed) {
  const Format format = format_of(kernel.dtype);
  const Curve curve = curve_of(kernel, against_gelu);
  for (std::size_t r = 0; r < region_count; ++r) {
    if (again.regions[r].inputs == 0) continue;
    const std::string region(to_string(static_cast<Region>(r)));
    const AccuracyRecord* known = results.find_accuracy(kernel.id, reference_name(against_gelu), region);
    if (known == nullptr) return fmt::format("there is no record of {}", region);
    if (std::string found = excess(again.regions[r], *known, format); !found.empty()) return found;
  }
  const AccuracyRecord* all = results.find_accuracy(kernel.id, reference_name(against_gelu), "all");
  if (std::string found = curve_excess(again.curve, all->curve, format); !found.empty()) return found;
  std::vector<WorstInput> worst = all->worst_inputs;
  for (const auto& one : {all->worst, all->worst_abs}) {
    if (one) worst.push_back(*one);
  }
  for (const WorstInput& one : worst) {
    if (std::string found = worst_again(kernel, curve, one); !found.empty()) return found;
  }
  return curve_again(kernel, curve, all->curve, seed);
}

/// Errors along the line by stretch.
std::map<std::size_t, CurvePoint> by_stretch(std::span<const CurvePoint> curve, Format format) {
  std::map<std::size_t, CurvePoint> points;
  for (const CurvePoint& p : curve) points[stretch_of(format, p.x)] = p;
  return points;
}

std::string range_text(const std::vector<double>& x) {
  const auto [least, greatest] = std::minmax_element(x.begin(), x.end());
  return fmt::format("{} (x = {:.6g} … {:.6g})", x.size(), *least, *greatest);
}

}  // namespace

void take_over(const KnownSweep& known, const Kernel& kernel, ResultSet& results) {
  for (AccuracyRecord record : known.results->accuracy) {
    if (record.kernel != known.kernel) continue;
    record.kernel = kernel.id;
    record.close.reset();  // a matter of what is asked for
    record.same_bits_as = known.source;
    results.accuracy.push_back(std::move(record));
  }
  for (ShapeRecord shape : known.results->shapes) {
    if (shape.kernel != known.kernel) continue;
    shape.kernel = kernel.id;
    results.shapes.push_back(std::move(shape));
  }
}

KernelErrors errors_of_records(const Kernel& kernel, const ResultSet& results) {
  const Format format = format_of(kernel.dtype);
  KernelErrors errors;
  errors.kernel = &kernel;
  for (std::size_t r = 0; r < region_count; ++r) {
    const std::string region(to_string(static_cast<Region>(r)));
    const AccuracyRecord* record = results.find_accuracy(kernel.id, "own", region);
    if (record == nullptr) continue;
    ErrorStats& stats = errors.own.regions[r];
    stats.inputs = record->inputs;
    stats.nan = record->nan;
    stats.infinite = record->infinite;
    stats.wrong_sign = record->wrong_sign;
    stats.total_loss = record->total_loss;
    stats.wrong_zero = record->wrong_zero;
    if (record->worst) stats.max_ulp = {record->max_ulp, encode(format, record->worst->x)};
    if (record->worst_abs) stats.max_abs = {record->max_abs, encode(format, record->worst_abs->x)};
  }
  return errors;
}

std::string contradiction(const Kernel& kernel, const ResultSet& results, const KernelErrors& again,
                          std::uint64_t seed) {
  std::string found = contradiction_against(kernel, false, results, again.own, seed);
  const bool has_gelu = results.find_accuracy(kernel.id, "gelu", "all") != nullptr;
  if (found.empty() && has_gelu) found = contradiction_against(kernel, true, results, again.gelu, seed);
  return found;
}

std::string changes_since(const KnownSweep& known, const Kernel& kernel, const ResultSet& results) {
  const Format format = format_of(kernel.dtype);
  const AccuracyRecord& before = known.own();
  const AccuracyRecord& now = *results.find_accuracy(kernel.id, "own", "all");
  std::string text =
      fmt::format("{}: other results than in {} ({}, {}): max ULP {} -> {}, mean ULP {:.6g} -> {:.6g}", kernel.id,
                  known.source.run, known.source.commit.substr(0, 7), known.source.utc.substr(0, 10),
                  format_max_ulp(before), format_max_ulp(now), before.mean_ulp, now.mean_ulp);
  if (before.curve.empty() && now.curve.empty()) return text;
  const auto old_points = by_stretch(before.curve, format);
  const auto new_points = by_stretch(now.curve, format);
  std::vector<double> better;
  std::vector<double> worse;
  const auto hold = [&](const CurvePoint* was, const CurvePoint* is) {
    constexpr double left_out = 0.5;
    const double old_ulp = was == nullptr ? left_out : was->ulp;
    const double new_ulp = is == nullptr ? left_out : is->ulp;
    const std::uint64_t old_apart = was == nullptr ? 0 : was->counted_apart;
    const std::uint64_t new_apart = is == nullptr ? 0 : is->counted_apart;
    const double x = is == nullptr ? was->x : is->x;
    if (new_apart > old_apart || (new_apart == old_apart && new_ulp > old_ulp)) worse.push_back(x);
    if (new_apart < old_apart || (new_apart == old_apart && new_ulp < old_ulp)) better.push_back(x);
  };
  for (const auto& [stretch, point] : old_points) {
    const auto other = new_points.find(stretch);
    hold(&point, other == new_points.end() ? nullptr : &other->second);
  }
  for (const auto& [stretch, point] : new_points) {
    if (!old_points.contains(stretch)) hold(nullptr, &point);
  }
  if (!better.empty()) text += fmt::format("; better in stretches of inputs: {}", range_text(better));
  if (!worse.empty()) text += fmt::format("; worse in stretches of inputs: {}", range_text(worse));
  if (better.empty() && worse.empty()) text += "; the largest error of every stretch is the same";
  return text;
}

}  // namespace gelubench
