// GELU of float32 by Eigen's vectorised tanh.
//
//   gelu_tanh(x) = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
//
// Eigen is compiled for one instruction set; kernels/peers/eigen.hpp has several. Path sse4 is what SSE2 gives. A peer.

#include "kernels/peers/eigen.hpp"

namespace gelubench {
namespace {

#ifdef GELUBENCH_HAVE_EIGEN
/// Nothing where Eigen was not compiled for the instruction set.
std::vector<PathFunctions> paths() {
  static const TypedFunction baseline{DType::f32, Direction::forward, eigen::baseline().tanh};
  static const TypedFunction avx2{DType::f32, Direction::forward, eigen::avx2().tanh};
  static const TypedFunction avx512{DType::f32, Direction::forward, eigen::avx512().tanh};
  std::vector<PathFunctions> list{{eigen::baseline_path, {&baseline, 1}}};
  if (avx2.function != nullptr) list.push_back({Path::avx2, {&avx2, 1}});
  if (avx512.function != nullptr) list.push_back({Path::avx512, {&avx512, 1}});
  return list;
}

const Registered registered(
    {.method = "tanh",
     .variant = "eigen",
     .formula = Formula::gelu_tanh,
     .library = {"Eigen", "3.4.0"},
     .provenance = "Eigen 3, array tanh",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 1.09537e-6, .special_values = false}}}},
    paths());
#else
const MissingPeer missing({"tanh/eigen", "libeigen3-dev"});
#endif

}  // namespace
}  // namespace gelubench
