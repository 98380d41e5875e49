#include "suite/judge_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "accuracy/element.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/regions.hpp"
#include "accuracy/score_exact.hpp"
#include "accuracy/sweep.hpp"
#include "suite/accuracy_records.hpp"
#include "suite/environment.hpp"
#include "suite/stage_kernels.hpp"

namespace gelubench {
namespace {

std::vector<std::uint64_t> patterns_of(const ArrayFile& array) {
  std::vector<std::uint64_t> patterns;
  patterns.reserve(array.size());
  with_storage(array.dtype, [&](auto storage) {
    using S = decltype(storage);
    for (std::size_t i = 0; i < array.size(); ++i) {
      S element{};
      std::memcpy(&element, array.bytes.data() + i * sizeof(S), sizeof(S));
      patterns.push_back(pattern_of(element));
    }
  });
  return patterns;
}

/// A function that is known at some inputs only.
class ResultsByInput final : public RemoteFunction {
 public:
  explicit ResultsByInput(const ResultArrays& arrays) : dtype_(arrays.x.dtype) {
    const std::vector<std::uint64_t> x = patterns_of(arrays.x);
    const std::vector<std::uint64_t> y = patterns_of(arrays.y);
    for (std::size_t i = 0; i < x.size(); ++i) results_[x[i]] = y[i];
  }

  void run(const void* x, const void*, void* y, std::size_t n, int) override {
    with_storage(dtype_, [&](auto storage) {
      using S = decltype(storage);
      for (std::size_t i = 0; i < n; ++i) {
        const auto known = results_.find(pattern_of(static_cast<const S*>(x)[i]));
        if (known == results_.end()) throw std::logic_error("a result was asked for that is not known");
        static_cast<S*>(y)[i] = element_of<S>(known->second);
      }
    });
  }
  double time(const void*, const void*, std::size_t, std::int64_t, int) override {
    throw std::logic_error("results have no time");
  }
  bool is_called_like_ours() const override { return false; }

 private:
  DType dtype_;
  std::unordered_map<std::uint64_t, std::uint64_t> results_;
};

constexpr std::size_t most_examples = 8;

/// What the product of a factor and the curve shall be where one of them is special: IEEE 754's.
std::optional<SpecialValue> special_product(Curve curve, double x, double factor) {
  auto rule = special_value(curve, x);
  if (!rule && (factor == 0 || !std::isfinite(factor))) rule = SpecialValue{exact_value(curve, x).to_double(), true};
  if (rule) rule->want *= factor;
  return rule;
}

/// At finite x.
Real exact_product(Curve curve, double x, double factor) {
  const Real value = exact_value(curve, x);
  Real product(value.bits() + 64);
  mpfr_mul_d(product.get(), value.get(), factor, MPFR_RNDN);
  return product;
}

/// The factor of every result; 1 where there are none.
std::vector<double> factors_of(const ResultArrays& arrays) {
  return arrays.factor ? numbers_of(*arrays.factor) : std::vector<double>(arrays.x.size(), 1);
}

SpecialReport check_special(const ResultArrays& arrays, Curve curve) {
  const std::vector<double> x = numbers_of(arrays.x);
  const std::vector<double> y = numbers_of(arrays.y);
  const std::vector<double> factors = factors_of(arrays);
  SpecialReport report;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto rule = special_product(curve, x[i], factors[i]);
    if (!rule) continue;
    ++report.inputs;
    if (rule->accepts(y[i])) continue;
    ++report.failures;
    if (report.examples.size() < most_examples) report.examples.push_back({x[i], y[i], rule->want});
  }
  return report;
}

/// Errors in ULP of the products, by region and in all.
void add_products_of(const Kernel& kernel, const ResultArrays& arrays, Curve curve, ResultSet& results) {
  const Format format = format_of(kernel.dtype);
  const std::vector<double> x = numbers_of(arrays.x);
  const std::vector<double> y = numbers_of(arrays.y);
  const std::vector<double> factors = factors_of(arrays);
  std::array<ErrorStats, region_count> regions;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (special_product(curve, x[i], factors[i])) continue;
    const auto region = static_cast<std::size_t>(region_of(kernel.dtype, x[i]));
    score_exact(format, y[i], exact_product(curve, x[i], factors[i]), i, regions[region]);
  }
  ErrorStats total;
  for (const ErrorStats& stats : regions) total.merge(stats);
  const auto add = [&](const ErrorStats& stats, const std::string& region) {
    if (stats.inputs == 0) return;
    const auto worst = [&](const Extreme& extreme) -> std::optional<WorstInput> {
      if (extreme.value < 0) return std::nullopt;
      const auto i = static_cast<std::size_t>(extreme.at);
      const Real exact = exact_product(curve, x[i], factors[i]);
      return WorstInput{x[i], y[i], nearest_number(format, exact), ulp_error(format, y[i], exact),
                        absolute_error(format, y[i], exact)};
    };
    AccuracyRecord record = error_figures(stats);
    record.kernel = kernel.id;
    record.reference = curve.formula == kernel.formula ? "own" : "gelu";
    record.region = region;
    record.coverage = "sampled";
    record.worst = worst(stats.max_ulp);
    record.worst_abs = worst(stats.max_abs);
    results.accuracy.push_back(std::move(record));
  };
  add(total, "all");
  for (std::size_t r = 0; r < region_count; ++r) add(regions[r], std::string(to_string(static_cast<Region>(r))));
}

/// A file's name as a part of an id.
std::string id_part(const std::string& name) {
  std::string part;
  for (const unsigned char c : name) part += std::isalnum(c) != 0 ? static_cast<char>(std::tolower(c)) : '_';
  return part.empty() ? "results" : part;
}

/// How many numbers of the format apart two are; zeros are one.
std::uint64_t steps_between(Format format, std::uint64_t a, std::uint64_t b) {
  const std::uint64_t first = a & ~format.sign();
  const std::uint64_t second = b & ~format.sign();
  if ((a & format.sign()) != (b & format.sign())) return first + second;
  return first > second ? first - second : second - first;
}

/// The kernel that the results stand for.
Kernel kernel_of(const ResultArrays& arrays, Formula formula, ResultsByInput& known) {
  Kernel kernel;
  kernel.method = judged_method;
  kernel.variant = id_part(arrays.name);
  kernel.dtype = arrays.x.dtype;
  kernel.direction = arrays.direction;
  kernel.path = Path::native;
  kernel.formula = formula;
  kernel.function = &known;
  kernel.claim.special_values = false;
  kernel.claim.finite = false;
  kernel.provenance = arrays.name;
  kernel.id = kernel_id(kernel.method, kernel.variant, kernel.dtype, kernel.direction, kernel.path);
  return kernel;
}

/// All inputs that have an error, in the order of sweeps.
struct Judged {
  std::vector<InputPiece> pieces;
  bool is_exhaustive = false;
};

Judged judged_inputs(const ArrayFile& x) {
  std::vector<double> inputs = numbers_of(x);
  std::erase_if(inputs, [](double v) { return !std::isfinite(v) || v == 0; });
  Judged judged{listed_inputs(x.dtype, inputs)};
  if (size_of(x.dtype) != 2) return judged;
  std::vector<InputPiece> all = exhaustive_inputs(x.dtype);
  judged.is_exhaustive = input_count(all) == input_count(judged.pieces);
  if (judged.is_exhaustive) judged.pieces = std::move(all);
  return judged;
}

}  // namespace

std::vector<double> numbers_of(const ArrayFile& array) {
  std::vector<double> numbers;
  for (const std::uint64_t pattern : patterns_of(array)) numbers.push_back(decode(format_of(array.dtype), pattern));
  return numbers;
}

std::vector<double> unscaled_results(const ArrayFile& results, const std::optional<ArrayFile>& factor) {
  std::vector<double> numbers = numbers_of(results);
  if (!factor) return numbers;
  const std::vector<double> factors = numbers_of(*factor);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool is_scaled = factors[i] != 0 && std::isfinite(factors[i]);
    numbers[i] = is_scaled ? numbers[i] / factors[i] : std::numeric_limits<double>::quiet_NaN();
  }
  return numbers;
}

std::vector<double> right_results(const ResultArrays& arrays, Formula formula) {
  const Curve curve = curve_of(formula, arrays.direction);
  const Format format = format_of(arrays.x.dtype);
  const std::vector<double> x = numbers_of(arrays.x);
  const std::vector<double> factors = factors_of(arrays);
  std::vector<double> right;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (const auto rule = special_product(curve, x[i], factors[i])) {
      right.push_back(rule->want);
    } else if (factors[i] == 1) {
      right.push_back(correctly_rounded(curve, x[i], format));
    } else {
      right.push_back(nearest_number(format, exact_product(curve, x[i], factors[i])));
    }
  }
  return right;
}

std::optional<TwoResults> find_two_results(const ResultArrays& arrays) {
  const Format format = format_of(arrays.x.dtype);
  const std::vector<std::uint64_t> x = patterns_of(arrays.x);
  const std::vector<std::uint64_t> y = patterns_of(arrays.y);
  const std::vector<double> factors = factors_of(arrays);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> results;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto [known, is_new] = results.try_emplace({x[i], std::bit_cast<std::uint64_t>(factors[i])}, y[i]);
    if (is_new || known->second == y[i]) continue;
    const TwoResults two{decode(format, x[i]), decode(format, known->second), decode(format, y[i])};
    if (!std::isnan(two.first) || !std::isnan(two.second)) return two;
  }
  return std::nullopt;
}

ResultSet judge_arrays(const ResultArrays& arrays, Formula formula) {
  ResultsByInput known(arrays);
  const Kernel kernel = kernel_of(arrays, formula, known);
  const SpecialReport special = check_special(arrays, kernel.curve());
  ResultSet results;
  results.environment = detect_environment();
  add_kernels({&kernel}, results);
  if (arrays.factor) {
    add_products_of(kernel, arrays, kernel.curve(), results);
    if (formula != Formula::gelu) add_products_of(kernel, arrays, curve_of(Formula::gelu, arrays.direction), results);
    add_special(kernel.id, special, results);
    return results;
  }
  const Judged judged = judged_inputs(arrays.x);
  if (judged.pieces.empty()) {
    add_special(kernel.id, special, results);
    return results;
  }
  const Kernel* const list[] = {&kernel};
  const SweepResult swept = sweep(list, judged.pieces, {});
  Swept found{.curve = true};
  (judged.is_exhaustive ? found.exhaustive : found.sampled) = &swept.kernels.front();
  add_accuracy(kernel, found, special, results);
  return results;
}

ArrayDistance distance_between(DType dtype, std::span<const double> a, std::span<const double> b) {
  const Format format = format_of(dtype);
  ArrayDistance distance{.inputs = a.size()};
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) != std::isnan(b[i])) {
      ++distance.one_is_nan;
      continue;
    }
    const bool is_nan = std::isnan(a[i]);
    const std::uint64_t steps = is_nan ? 0 : steps_between(format, encode(format, a[i]), encode(format, b[i]));
    distance.mean += static_cast<double>(steps);
    if (steps == 0) ++distance.equal;
    if (steps <= distance.largest) continue;
    distance.largest = steps;
    distance.at = i;
  }
  const std::uint64_t with_distance = distance.inputs - distance.one_is_nan;
  if (with_distance > 0) distance.mean /= static_cast<double>(with_distance);
  return distance;
}

}  // namespace gelubench
