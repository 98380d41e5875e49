#include "accuracy/special_values.hpp"

#include <algorithm>

#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

constexpr std::size_t most_examples = 6;  // for a message: the rules are four
constexpr std::uint64_t block = 1 << 14;  // NaNs at a time, so that arrays stay in cache

template <class S>
void check(const Kernel& kernel, const std::vector<std::uint64_t>& patterns, SpecialReport& report) {
  std::vector<S> x;
  for (const std::uint64_t pattern : patterns) x.push_back(element_of<S>(pattern));
  const std::vector<S> ones(x.size(), element_of<S>(encode(format_of(kernel.dtype), 1)));
  std::vector<S> y(x.size());
  kernel.function(x.data(), ones.data(), y.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto in = static_cast<double>(number_of(x[i]));
    const auto got = static_cast<double>(number_of(y[i]));
    const SpecialValue rule = special_value(kernel.curve(), in).value();
    if (rule.accepts(got)) continue;
    ++report.failures;
    if (report.examples.size() < most_examples) report.examples.push_back({in, got, rule.want});
  }
  report.inputs += x.size();
}

template <class S>
SpecialReport check_stored(const Kernel& kernel, bool every_nan) {
  const Format format = format_of(kernel.dtype);
  const std::uint64_t infinity = format.infinity();
  SpecialReport report;
  check<S>(kernel, {0, format.sign(), infinity, infinity | format.sign()}, report);
  for (const std::uint64_t sign : {std::uint64_t{0}, format.sign()}) {
    std::vector<std::uint64_t> patterns;
    if (every_nan) {
      for (std::uint64_t first = infinity + 1; first < format.sign(); first += block) {
        patterns.clear();
        for (std::uint64_t bits = first; bits < std::min(first + block, format.sign()); ++bits) {
          patterns.push_back(bits | sign);
        }
        check<S>(kernel, patterns, report);
      }
    } else {
      for (int bit = 0; bit < format.fraction_bits(); ++bit)
        patterns.push_back(infinity | std::uint64_t{1} << bit | sign);
      patterns.push_back((format.sign() - 1) | sign);
      check<S>(kernel, patterns, report);
    }
  }
  return report;
}

}  // namespace

SpecialReport check_special_values(const Kernel& kernel, bool all_nans) {
  const bool every = size_of(kernel.dtype) == 2 || (all_nans && kernel.dtype == DType::f32);
  return with_storage(kernel.dtype, [&](auto storage) { return check_stored<decltype(storage)>(kernel, every); });
}

}  // namespace gelubench
