// GELU by the normal distribution function of Intel MKL's vector mathematics (VML).
//
//   gelu(x) = x CdfNorm(x)
//
// In its three modes: HA (high accuracy, mkl_ha), LA (low accuracy, MKL's claim is 4 ULP, mkl_la) and EP (half of the
// bits, mkl_ep). The library chooses its code by itself: the path is `native`. A peer, from Debian's non-free
// component.

#include "kernels/kernel.hpp"

#ifdef GELUBENCH_HAVE_MKL
#include <mkl_vml.h>

#include <algorithm>
#include <array>

namespace gelubench {
namespace {

void cdf(MKL_INT n, const float* x, float* y, MKL_INT64 mode) { vmsCdfNorm(n, x, y, mode); }
void cdf(MKL_INT n, const double* x, double* y, MKL_INT64 mode) { vmdCdfNorm(n, x, y, mode); }

/// In blocks that stay in L1: MKL writes CdfNorm, the product is a second pass.
template <class T, int mode>
void gelu(const void* x, const void*, void* y, std::size_t n) {
  constexpr std::size_t block = 1024;
  alignas(64) std::array<T, block> phi;
  const auto* from = static_cast<const T*>(x);
  auto* to = static_cast<T*>(y);
  for (std::size_t i = 0; i < n; i += block) {
    const std::size_t count = std::min(block, n - i);
    cdf(static_cast<MKL_INT>(count), from + i, phi.data(), mode | VML_ERRMODE_IGNORE | VML_FTZDAZ_OFF);
    for (std::size_t j = 0; j < count; ++j) to[i + j] = from[i + j] * phi[j];
  }
}

template <int mode>
constexpr std::array functions{TypedFunction{DType::f32, Direction::forward, &gelu<float, mode>},
                               TypedFunction{DType::f64, Direction::forward, &gelu<double, mode>}};

const Registered high({.method = "erf",
                       .variant = "mkl_ha",
                       .formula = Formula::gelu,
                       .provenance = "Intel MKL, vmsCdfNorm and vmdCdfNorm, VML_HA",
                       .claims = {{DType::f32, Direction::forward, {.max_abs = 3.84041e-7, .special_values = false}},
                                  {DType::f64, Direction::forward, {.max_abs = 1.63694e-15, .special_values = false}}}},
                      {{Path::native, functions<VML_HA>}});
const Registered low({.method = "erf",
                      .variant = "mkl_la",
                      .formula = Formula::gelu,
                      .provenance = "Intel MKL, vmsCdfNorm and vmdCdfNorm, VML_LA",
                      .claims = {{DType::f32, Direction::forward, {.max_abs = 3.84041e-7, .special_values = false}},
                                 {DType::f64, Direction::forward, {.max_abs = 1.63694e-15, .special_values = false}}}},
                     {{Path::native, functions<VML_LA>}});
const Registered enhanced(
    {.method = "erf",
     .variant = "mkl_ep",
     .formula = Formula::gelu,
     .provenance = "Intel MKL, vmsCdfNorm and vmdCdfNorm, VML_EP",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 3.84035e-7, .special_values = false}},
                {DType::f64, Direction::forward, {.max_abs = 1.55276e-12, .special_values = false}}}},
    {{Path::native, functions<VML_EP>}});

}  // namespace
}  // namespace gelubench

#else
namespace gelubench {
namespace {
const MissingPeer missing({"erf/mkl", "libmkl-dev (scripts/setup --with-mkl)"});
}  // namespace
}  // namespace gelubench
#endif
