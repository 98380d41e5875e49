#include "accuracy/element.hpp"

namespace gelubench {
namespace {

/// The result in the middle of n times the same input.
double evaluate_among(const Kernel& kernel, double x, std::size_t n) {
  return with_storage(kernel.dtype, [&](auto storage) -> double {
    using S = decltype(storage);
    const Format format = format_of(kernel.dtype);
    const std::vector<S> in(n, element_of<S>(encode(format, x)));
    const std::vector<S> ones(n, element_of<S>(encode(format, 1)));
    std::vector<S> out(n);
    kernel.function(in.data(), ones.data(), out.data(), n);
    return static_cast<double>(number_of(out[n / 2]));
  });
}

}  // namespace

double evaluate(const Kernel& kernel, double x) { return evaluate_among(kernel, x, 1); }

double evaluate_in_vector(const Kernel& kernel, double x) {
  constexpr std::size_t whole_vectors = 64;
  return evaluate_among(kernel, x, kernel.is_remote() ? whole_vectors : 1);
}

}  // namespace gelubench
