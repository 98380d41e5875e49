#include "accuracy/closeness.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "accuracy/element.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

constexpr int quantiles = 1024;
constexpr int log2_per_binade = 3;

/// The inputs of a type: `quantiles` of N(0,1), then the others.
std::vector<double> make_inputs(DType dtype) {
  const Format format = format_of(dtype);
  const boost::math::normal normal;
  std::vector<double> x;
  for (int i = 0; i < quantiles; ++i) {
    x.push_back(decode(format, encode(format, quantile(normal, (i + 0.5) / quantiles))));
  }
  for (const InputPiece& piece : stratified_inputs(dtype, log2_per_binade)) {
    // Pieces of 16-bit types are whole.
    const std::uint64_t step = std::max<std::uint64_t>(1, piece.count >> log2_per_binade);
    for (std::uint64_t i = 0; i < piece.count; i += step) x.push_back(decode(format, piece.pattern(i, 1)));
  }
  const double inf = std::numeric_limits<double>::infinity();
  x.insert(x.end(), {0.0, -0.0, inf, -inf, std::numeric_limits<double>::quiet_NaN()});
  return x;
}

/// What a curve is at the inputs of a type, rounded to it.
const std::vector<double>& wanted(Curve curve, DType dtype, const std::vector<double>& x) {
  static std::map<std::pair<std::string, DType>, std::vector<double>> known;
  const auto [at, is_new] = known.try_emplace({to_string(curve), dtype});
  if (is_new) {
    for (const double v : x) {
      const auto rule = special_value(curve, v);
      at->second.push_back(rule ? rule->want : correctly_rounded(curve, v, format_of(dtype)));
    }
  }
  return at->second;
}

std::vector<double> results_of(const Kernel& kernel, const std::vector<double>& x) {
  return with_storage(kernel.dtype, [&](auto storage) {
    using S = decltype(storage);
    const Format format = format_of(kernel.dtype);
    std::vector<S> in;
    for (const double v : x) in.push_back(element_of<S>(encode(format, v)));
    const std::vector<S> ones(in.size(), element_of<S>(encode(format, 1)));
    std::vector<S> out(in.size());
    kernel.function(in.data(), ones.data(), out.data(), in.size());
    std::vector<double> results;
    for (const S v : out) results.push_back(static_cast<double>(number_of(v)));
    return results;
  });
}

}  // namespace

Closeness closeness(const Kernel& kernel, Curve curve, Tolerance tolerance) {
  static std::map<DType, std::vector<double>> inputs;
  std::vector<double>& x = inputs[kernel.dtype];
  if (x.empty()) x = make_inputs(kernel.dtype);
  const std::vector<double>& want = wanted(curve, kernel.dtype, x);
  const std::vector<double> got = results_of(kernel, x);
  Closeness close{.report = check_tolerance(x, got, want, tolerance)};
  int finite = 0;
  for (std::size_t i = 0; i < quantiles; ++i) {
    const double error = got[i] - want[i];
    if (!std::isfinite(error)) continue;
    ++finite;
    close.mean_normal += error;
    close.rms_normal += error * error;
  }
  if (finite > 0) {
    close.mean_normal /= finite;
    close.rms_normal = std::sqrt(close.rms_normal / finite);
  }
  return close;
}

}  // namespace gelubench
