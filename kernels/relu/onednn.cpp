// oneDNN's ReLU, forward and backward.
//
// The library chooses its code by itself: the path is `native`. A peer.

#include "kernels/peers/onednn.hpp"

namespace gelubench {
namespace {

#ifdef GELUBENCH_HAVE_ONEDNN
const Registered registered(
    {.method = "relu",
     .variant = "onednn",
     .formula = Formula::relu,
     .library = {"oneDNN", "2.6.3"},
     .provenance = "oneDNN, eltwise_relu",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 0, .special_values = false}},
                {DType::f32, Direction::backward, {.max_abs = 0, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 1.16632e-38, .special_values = false}},
                {DType::bf16, Direction::backward, {.max_abs = 0, .special_values = false}}}},
    {{Path::native, onednn::functions<dnnl::algorithm::eltwise_relu>()}});
#else
const MissingPeer missing({"relu/onednn", "libdnnl-dev"});
#endif

}  // namespace
}  // namespace gelubench
