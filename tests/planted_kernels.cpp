// The wrong kernels that run_suite_planted carries besides the real ones.

#include <stdexcept>

#include "planted.hpp"

namespace gelubench {
namespace {

void throws(const void*, const void*, void*, std::size_t) { throw std::logic_error("planted failure"); }

Registered plant(const char* variant, Function* function) {
  const TypedFunction typed[] = {{DType::f32, Direction::forward, function}};
  return Registered({.method = "planted",
                     .variant = variant,
                     .formula = Formula::relu,
                     .provenance = "wrong on purpose",
                     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0, .max_abs = 0}}}},
                    {{Path::scalar, typed}});
}

const Registered flipped = plant("flipped_sign", &planted::call<float, planted::flipped_sign>);
const Registered lane = plant("nan_lane", &planted::call<float, planted::nan_lane>);
const Registered failing = plant("throws", &throws);

}  // namespace
}  // namespace gelubench
