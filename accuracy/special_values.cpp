#include "accuracy/special_values.hpp"

#include <algorithm>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

constexpr std::size_t most_examples = 6;

void check(const Kernel& kernel, const std::vector<float>& x, SpecialReport& report) {
  std::vector<float> got(x.size());
  kernel.forward(x.data(), got.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const SpecialValue rule = special_value(kernel.formula, x[i]).value();
    if (rule.accepts(got[i])) continue;
    ++report.failures;
    if (report.examples.size() < most_examples) report.examples.push_back({x[i], got[i], rule.want});
  }
  report.inputs += x.size();
}

}  // namespace

SpecialReport check_special_values(const Kernel& kernel, bool all_nans) {
  SpecialReport report;
  check(kernel, {0.0f, -0.0f, float_of(infinity_bits), float_of(infinity_bits | sign_bit)}, report);
  std::vector<float> x;
  for (std::uint32_t sign : {0u, sign_bit}) {
    if (all_nans) {
      constexpr std::uint32_t block = 1 << 14;
      for (std::uint32_t first = infinity_bits + 1; first < sign_bit; first += block) {
        x.clear();
        for (std::uint32_t bits = first; bits < std::min(first + block, sign_bit); ++bits) {
          x.push_back(float_of(bits | sign));
        }
        check(kernel, x, report);
      }
    } else {
      x.clear();
      for (int bit = 0; bit < 23; ++bit) x.push_back(float_of(infinity_bits | (1u << bit) | sign));
      x.push_back(float_of(0x7FFFFFFFu | sign));
      check(kernel, x, report);
    }
  }
  return report;
}

}  // namespace gelubench
