// Elements of the arrays kernels work on, seen from the side that judges: patterns in, numbers out.

#pragma once

#include <bit>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "accuracy/float_bits.hpp"
#include "accuracy/format.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {

/// What a storage type S is judged as: float, which holds every binary16 and bfloat16 number, or double.
template <Storage S>
struct JudgedAs {
  using type = std::conditional_t<dtype_of<S> == DType::f64, double, float>;
};

/// The element with this bit pattern.
template <class S>
S element_of(std::uint64_t pattern) {
  if constexpr (dtype_of<S> == DType::f32)
    return std::bit_cast<float>(static_cast<std::uint32_t>(pattern));
  else if constexpr (dtype_of<S> == DType::f64)
    return std::bit_cast<double>(pattern);
  else
    return S{static_cast<std::uint16_t>(pattern)};
}

template <class S>
std::uint64_t pattern_of(S element) {
  if constexpr (dtype_of<S> == DType::f32)
    return std::bit_cast<std::uint32_t>(element);
  else if constexpr (dtype_of<S> == DType::f64)
    return std::bit_cast<std::uint64_t>(element);
  else
    return element.bits;
}

/// The number an element stands for.
template <class S>
typename JudgedAs<S>::type number_of(S element) {
  if constexpr (dtype_of<S> == DType::f32 || dtype_of<S> == DType::f64) {
    return element;
  } else {
    static const auto numbers = [] {
      std::vector<float> table(std::size_t{1} << (8 * sizeof(S)));
      for (std::size_t i = 0; i < table.size(); ++i) {
        table[i] = static_cast<float>(decode(format_of(dtype_of<S>), i));
      }
      return table;
    }();
    return numbers[element.bits];
  }
}

/// Calls f with a value of the storage type of a data type.
template <class F>
auto with_storage(DType dtype, F f) {
  switch (dtype) {
    case DType::f64:
      return f(double{});
    case DType::f16:
      return f(Float16{});
    case DType::bf16:
      return f(BFloat16{});
    case DType::f32:
      return f(float{});
  }
  throw std::logic_error("a data type without a storage type");
}

/// A kernel on one number of its type; dy = 1 where there is one.
double evaluate(const Kernel& kernel, double x);

/// The same as a sweep has it: kernels of others, whose results may depend on where in an array an input stands, get it
/// among as many as fill their widest vectors.
double evaluate_in_vector(const Kernel& kernel, double x);

}  // namespace gelubench
