#include "accuracy/element.hpp"

namespace gelubench {

double evaluate(const Kernel& kernel, double x) {
  return with_storage(kernel.dtype, [&](auto storage) -> double {
    using S = decltype(storage);
    const Format format = format_of(kernel.dtype);
    const S in = element_of<S>(encode(format, x));
    const S one = element_of<S>(encode(format, 1));
    S out = element_of<S>(0);
    kernel.function(&in, &one, &out, 1);
    return static_cast<double>(number_of(out));
  });
}

}  // namespace gelubench
