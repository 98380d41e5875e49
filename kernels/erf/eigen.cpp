// GELU of float32 by Eigen's vectorised erf.
//
//   gelu(x) = x/2 (1 + erf(x / sqrt(2)))
//
// Eigen is compiled for one instruction set; kernels/peers/eigen.hpp has several. Path sse4 is what SSE2 gives. A peer.

#include "kernels/peers/eigen.hpp"

namespace gelubench {
namespace {

#ifdef GELUBENCH_HAVE_EIGEN
/// Nothing where Eigen was not compiled for the instruction set.
std::vector<PathFunctions> paths() {
  static const TypedFunction baseline{DType::f32, Direction::forward, eigen::baseline().erf};
  static const TypedFunction avx2{DType::f32, Direction::forward, eigen::avx2().erf};
  static const TypedFunction avx512{DType::f32, Direction::forward, eigen::avx512().erf};
  std::vector<PathFunctions> list{{eigen::baseline_path, {&baseline, 1}}};
  if (avx2.function != nullptr) list.push_back({Path::avx2, {&avx2, 1}});
  if (avx512.function != nullptr) list.push_back({Path::avx512, {&avx512, 1}});
  return list;
}

const Registered registered(
    {.method = "erf",
     .variant = "eigen",
     .formula = Formula::gelu,
     .library = {"Eigen", "3.4.0"},
     .provenance = "Eigen 3, array erf",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 1.47840e-6, .special_values = false}}}},
    paths());
#else
const MissingPeer missing({"erf/eigen", "libeigen3-dev"});
#endif

}  // namespace
}  // namespace gelubench
