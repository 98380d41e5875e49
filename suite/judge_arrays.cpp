#include "suite/judge_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <unordered_map>

#include "accuracy/element.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/reference.hpp"
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
class KnownResults final : public RemoteFunction {
 public:
  explicit KnownResults(const ResultArrays& arrays) : dtype_(arrays.x.dtype) {
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

SpecialReport check_special(const ResultArrays& arrays, Curve curve) {
  constexpr std::size_t most_examples = 8;
  const std::vector<double> x = numbers_of(arrays.x);
  const std::vector<double> y = numbers_of(arrays.y);
  SpecialReport report;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto rule = special_value(curve, x[i]);
    if (!rule) continue;
    ++report.inputs;
    if (rule->accepts(y[i])) continue;
    ++report.failures;
    if (report.examples.size() < most_examples) report.examples.push_back({x[i], y[i], rule->want});
  }
  return report;
}

/// A file's name as a part of an id.
std::string id_part(const std::string& name) {
  std::string part;
  for (const unsigned char c : name) part += std::isalnum(c) != 0 ? static_cast<char>(std::tolower(c)) : '_';
  return part.empty() ? "results" : part;
}

/// The number's place among all of its format in ascending order; zeros share one.
std::int64_t rank_of(std::uint64_t pattern, Format format) {
  const auto magnitude = static_cast<std::int64_t>(pattern & ~format.sign());
  return (pattern & format.sign()) != 0 ? -magnitude : magnitude;
}

}  // namespace

std::vector<double> numbers_of(const ArrayFile& array) {
  std::vector<double> numbers;
  for (const std::uint64_t pattern : patterns_of(array)) numbers.push_back(decode(format_of(array.dtype), pattern));
  return numbers;
}

std::optional<TwoResults> find_two_results(const ResultArrays& arrays) {
  const Format format = format_of(arrays.x.dtype);
  const std::vector<std::uint64_t> x = patterns_of(arrays.x);
  const std::vector<std::uint64_t> y = patterns_of(arrays.y);
  std::unordered_map<std::uint64_t, std::uint64_t> results;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto [known, is_new] = results.try_emplace(x[i], y[i]);
    if (is_new || known->second == y[i]) continue;
    const TwoResults two{decode(format, x[i]), decode(format, known->second), decode(format, y[i])};
    if (!std::isnan(two.first) || !std::isnan(two.second)) return two;
  }
  return std::nullopt;
}

ResultSet judge_arrays(const ResultArrays& arrays, Formula formula) {
  KnownResults known(arrays);
  Kernel kernel;
  kernel.method = "judged";
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

  std::vector<double> inputs = numbers_of(arrays.x);
  std::erase_if(inputs, [](double x) { return !std::isfinite(x) || x == 0; });
  std::vector<InputPiece> pieces = listed_inputs(kernel.dtype, inputs);
  bool is_exhaustive = false;
  if (size_of(kernel.dtype) == 2) {
    std::vector<InputPiece> all = exhaustive_inputs(kernel.dtype);
    is_exhaustive = input_count(all) == input_count(pieces);
    if (is_exhaustive) pieces = std::move(all);
  }
  ResultSet results;
  results.environment = detect_environment();
  add_kernels({&kernel}, results);
  if (pieces.empty()) return results;
  const Kernel* const list[] = {&kernel};
  const SweepResult swept = sweep(list, pieces, {});
  Swept found{nullptr, nullptr, false, true};
  (is_exhaustive ? found.exhaustive : found.sampled) = &swept.kernels.front();
  add_accuracy(kernel, found, check_special(arrays, kernel.curve()), results);
  return results;
}

ArrayDistance distance_between(const ArrayFile& x, const ArrayFile& a, const ArrayFile& b) {
  const Format format = format_of(a.dtype);
  const std::vector<std::uint64_t> first = patterns_of(a);
  const std::vector<std::uint64_t> second = patterns_of(b);
  const std::vector<double> inputs = numbers_of(x);
  ArrayDistance distance{.inputs = first.size()};
  std::uint64_t with_distance = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool is_nan[] = {std::isnan(decode(format, first[i])), std::isnan(decode(format, second[i]))};
    if (is_nan[0] != is_nan[1]) {
      ++distance.one_is_nan;
      continue;
    }
    ++with_distance;
    const std::int64_t ranks = is_nan[0] ? 0 : rank_of(first[i], format) - rank_of(second[i], format);
    const auto steps = static_cast<std::uint64_t>(std::abs(ranks));
    distance.mean += static_cast<double>(steps);
    if (steps == 0) ++distance.equal;
    if (steps <= distance.largest) continue;
    distance.largest = steps;
    distance.at = inputs[i];
  }
  if (with_distance > 0) distance.mean /= static_cast<double>(with_distance);
  return distance;
}

}  // namespace gelubench
