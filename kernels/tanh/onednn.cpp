// oneDNN's GELU by tanh, forward and backward.
//
// The library chooses its code by itself: the path is `native`. A peer.

#include "kernels/peers/onednn.hpp"

namespace gelubench {
namespace {

#ifdef GELUBENCH_HAVE_ONEDNN
const Registered registered(
    {.method = "tanh",
     .variant = "onednn",
     .formula = Formula::gelu_tanh,
     .library = {"oneDNN", "2.6.3"},
     .provenance = "oneDNN, eltwise_gelu_tanh",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 5.01878e-7, .special_values = false}},
                {DType::f32, Direction::backward, {.max_abs = 8.31705e-7, .special_values = false, .finite = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.75482e-3, .special_values = false}},
                {DType::bf16, Direction::backward, {.max_abs = 3.90306e-3, .special_values = false, .finite = false}}}},
    {{Path::native, onednn::functions<dnnl::algorithm::eltwise_gelu_tanh>()}});
#else
const MissingPeer missing({"tanh/onednn", "libdnnl-dev"});
#endif

}  // namespace
}  // namespace gelubench
