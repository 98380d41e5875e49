// A plug-in in C++: one template, a kernel for each of two types.
//
//   c++ -std=c++17 -O2 -shared -fPIC -I library/include examples/plugin/mine.cpp -o libmine.so
//   run_suite accuracy --plugin ./libmine.so

#include <gelubench/plugin.h>

#include <cmath>

namespace {

template <class T>
void silu(const void* x_, void* y_, std::size_t n) {
  const T* x = static_cast<const T*>(x_);
  T* y = static_cast<T*>(y_);
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] / (T(1) + std::exp(-x[i]));
}

constexpr gelubench_kernel kernels[] = {
    {"silu/mine/f32/forward", "silu", silu<float>, nullptr, "1.0", "x / (1 + exp(-x))"},
    {"silu/mine/f64/forward", "silu", silu<double>, nullptr, "1.0", "x / (1 + exp(-x))"},
};

constexpr gelubench_plugin plugin{GELUBENCH_PLUGIN_VERSION, sizeof(gelubench_kernel), "mine in C++",
                                  sizeof kernels / sizeof kernels[0], kernels};

}  // namespace

const gelubench_plugin* gelubench_plugin_describe() { return &plugin; }
