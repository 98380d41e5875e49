// The C interface: each function is one kernel of the registry on the best path of the running CPU.

#include <gelubench/gelu.h>

#include <cassert>
#include <cstdint>
#include <string_view>

#include "kernels/cpu/cpu.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

Path best_path() {
  for (const Path path : {Path::avx512, Path::avx2, Path::sse4, Path::neon}) {
    if (cpu_supports(path)) return path;
  }
  return Path::scalar;
}

/// What the kernel that names this function computes; every such kernel has every path (tests/kernels_test.cpp).
Function* find(std::string_view c_function) {
  for (const Kernel& kernel : registry()) {
    if (kernel.c_function == c_function && kernel.path == best_path()) return kernel.function.here();
  }
  assert(!"a kernel of the library is missing");
  return nullptr;
}

/// The same array, or nothing in common.
[[maybe_unused]] bool may_alias(const void* a, const void* b, std::size_t bytes) {
  const auto first = reinterpret_cast<std::uintptr_t>(a);
  const auto second = reinterpret_cast<std::uintptr_t>(b);
  return first == second || first + bytes <= second || second + bytes <= first;
}

template <class T>
void forward(Function* function, const T* x, T* y, std::size_t n) {
  assert(may_alias(x, y, n * sizeof(T)));
  function(x, nullptr, y, n);
}

/// Times dy, or u.
template <class T>
void multiplied(Function* function, const T* x, const T* dy, T* dx, std::size_t n) {
  assert(may_alias(x, dx, n * sizeof(T)) && may_alias(dy, dx, n * sizeof(T)));
  function(x, dy, dx, n);
}

}  // namespace
}  // namespace gelubench

using namespace gelubench;

// NOLINTBEGIN: a function of the interface per line.
#define GELUBENCH_FORWARD(NAME, TYPE)              \
  void NAME(const TYPE* x, TYPE* y, size_t n) {    \
    static Function* const function = find(#NAME); \
    forward(function, x, y, n);                    \
  }
#define GELUBENCH_BACKWARD(NAME, TYPE)                           \
  void NAME(const TYPE* x, const TYPE* dy, TYPE* dx, size_t n) { \
    static Function* const function = find(#NAME);               \
    multiplied(function, x, dy, dx, n);                          \
  }
#define GELUBENCH_GATED(NAME, TYPE)                            \
  void NAME(const TYPE* x, const TYPE* u, TYPE* y, size_t n) { \
    static Function* const function = find(#NAME);             \
    multiplied(function, x, u, y, n);                          \
  }

extern "C" {

GELUBENCH_FORWARD(gelubench_gelu_f32, float)
GELUBENCH_FORWARD(gelubench_gelu_f64, double)
GELUBENCH_FORWARD(gelubench_gelu_exact_f32, float)
GELUBENCH_FORWARD(gelubench_gelu_f16, uint16_t)
GELUBENCH_FORWARD(gelubench_gelu_bf16, uint16_t)
GELUBENCH_BACKWARD(gelubench_gelu_backward_f32, float)
GELUBENCH_BACKWARD(gelubench_gelu_backward_f64, double)
GELUBENCH_BACKWARD(gelubench_gelu_backward_f16, uint16_t)
GELUBENCH_BACKWARD(gelubench_gelu_backward_bf16, uint16_t)
GELUBENCH_FORWARD(gelubench_gelu_tanh_f32, float)
GELUBENCH_BACKWARD(gelubench_gelu_tanh_backward_f32, float)
GELUBENCH_FORWARD(gelubench_gelu_sigmoid_f32, float)
GELUBENCH_BACKWARD(gelubench_gelu_sigmoid_backward_f32, float)
GELUBENCH_FORWARD(gelubench_silu_f32, float)
GELUBENCH_FORWARD(gelubench_silu_f64, double)
GELUBENCH_FORWARD(gelubench_silu_f16, uint16_t)
GELUBENCH_FORWARD(gelubench_silu_bf16, uint16_t)
GELUBENCH_BACKWARD(gelubench_silu_backward_f32, float)
GELUBENCH_BACKWARD(gelubench_silu_backward_f64, double)
GELUBENCH_BACKWARD(gelubench_silu_backward_f16, uint16_t)
GELUBENCH_BACKWARD(gelubench_silu_backward_bf16, uint16_t)
GELUBENCH_FORWARD(gelubench_relu_f32, float)
GELUBENCH_FORWARD(gelubench_relu_f64, double)
GELUBENCH_FORWARD(gelubench_relu_f16, uint16_t)
GELUBENCH_FORWARD(gelubench_relu_bf16, uint16_t)
GELUBENCH_BACKWARD(gelubench_relu_backward_f32, float)
GELUBENCH_BACKWARD(gelubench_relu_backward_f64, double)
GELUBENCH_BACKWARD(gelubench_relu_backward_f16, uint16_t)
GELUBENCH_BACKWARD(gelubench_relu_backward_bf16, uint16_t)
GELUBENCH_GATED(gelubench_reglu_f32, float)
GELUBENCH_GATED(gelubench_reglu_f64, double)
GELUBENCH_GATED(gelubench_reglu_f16, uint16_t)
GELUBENCH_GATED(gelubench_reglu_bf16, uint16_t)
GELUBENCH_GATED(gelubench_geglu_f32, float)
GELUBENCH_GATED(gelubench_geglu_f16, uint16_t)
GELUBENCH_GATED(gelubench_geglu_bf16, uint16_t)
GELUBENCH_GATED(gelubench_geglu_tanh_f32, float)
GELUBENCH_GATED(gelubench_geglu_tanh_f16, uint16_t)
GELUBENCH_GATED(gelubench_geglu_tanh_bf16, uint16_t)
GELUBENCH_GATED(gelubench_swiglu_f32, float)
GELUBENCH_GATED(gelubench_swiglu_f16, uint16_t)
GELUBENCH_GATED(gelubench_swiglu_bf16, uint16_t)

const char* gelubench_path(void) { return to_string(best_path()).data(); }

const char* gelubench_version(void) { return GELUBENCH_VERSION; }

}  // extern "C"
// NOLINTEND
