// The wrong kernels that run_suite_planted carries besides the real ones.

#include <stdexcept>

#include "planted.hpp"

namespace gelubench {
namespace {

void throws(const void*, const void*, void*, std::size_t) { throw std::logic_error("planted failure"); }

Registered plant(const char* variant, Formula formula, Function* function, const Claim& claim) {
  const TypedFunction typed[] = {{DType::f32, Direction::forward, function}};
  return Registered({.method = "planted",
                     .variant = variant,
                     .formula = formula,
                     .provenance = "for tests",
                     .claims = {{DType::f32, Direction::forward, claim}}},
                    {{Path::scalar, typed}});
}

Registered plant(const char* variant, Function* function) {
  return plant(variant, Formula::relu, function, {.max_ulp = 0, .max_abs = 0});
}

const Registered flipped = plant("flipped_sign", &planted::call<float, planted::flipped_sign>);
const Registered lane = plant("nan_lane", &planted::call<float, planted::nan_lane>);
const Registered erf = plant("erf", Formula::erf, &planted::call<float, planted::libm_erf>, {.max_ulp = 0.967920});
const Registered exp = plant("exp", Formula::exp, &planted::call<float, planted::libm_exp>, {.max_ulp = 0.502});
const Registered failing = plant("throws", &throws);

}  // namespace
}  // namespace gelubench
