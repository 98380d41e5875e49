// GELU within one ULP everywhere: see faithful-inl.hpp for the method and its error.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/faithful.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/erf/faithful-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

constexpr std::array<TypedFunction, 2> functions{
    {{DType::f32, Direction::forward,
      &map_near_far<faithful_methods::Forward<faithful_methods::Rounding::to_nearest>, float>},
     {DType::f32, Direction::backward,
      &map_near_far_backward<faithful_methods::Backward<faithful_methods::Rounding::to_nearest>, float>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "faithful",
     .formula = Formula::gelu,
     .provenance = "scripts/coefficients/faithful_*.sollya",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0.858193, .max_abs = 2.38419e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 1.63222, .max_abs = 6.72723e-08}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
