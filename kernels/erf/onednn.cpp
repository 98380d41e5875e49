// oneDNN's GELU by erf, forward and backward.
//
// The library chooses its code by itself: the path is `native`. A peer.

#include "kernels/peers/onednn.hpp"

namespace gelubench {
namespace {

#ifdef GELUBENCH_HAVE_ONEDNN
const Registered registered(
    {.method = "erf",
     .variant = "onednn",
     .formula = Formula::gelu,
     .library = {"oneDNN", "2.6.3"},
     .provenance = "oneDNN, eltwise_gelu_erf",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 3.78778e-7, .special_values = false}},
                {DType::f32, Direction::backward, {.max_abs = 3.20330e-7, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.76872e-3, .special_values = false}},
                {DType::bf16, Direction::backward, {.max_abs = 3.90564e-3, .special_values = false}}}},
    {{Path::native, onednn::functions<dnnl::algorithm::eltwise_gelu_erf>()}});
#else
const MissingPeer missing({"erf/onednn", "libdnnl-dev"});
#endif

}  // namespace
}  // namespace gelubench
