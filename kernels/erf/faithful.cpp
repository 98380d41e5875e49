// GELU within one ULP everywhere: see faithful_f32-inl.hpp and faithful_f64-inl.hpp for the methods and their errors.

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/faithful.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/erf/faithful_f32-inl.hpp"
#include "kernels/erf/faithful_f64-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

constexpr std::array<TypedFunction, 5> functions{{{DType::f32, Direction::forward, faithful_f32::map},
                                                  {DType::f32, Direction::backward, faithful_f32::map_backward},
                                                  {DType::f32, Direction::gated, faithful_f32::map_gated},
                                                  {DType::f64, Direction::forward, faithful_f64::map},
                                                  {DType::f64, Direction::backward, faithful_f64::map_backward}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

GELUBENCH_BEFORE_OTHERS const Registered registered(
    {.method = "erf",
     .variant = "faithful",
     .formula = Formula::gelu,
     .provenance = "scripts/coefficients/faithful_*.sollya",
     .claims =
         {{DType::f32, Direction::forward, {.max_ulp = 0.907985, .max_abs = 2.38419e-07}, "gelubench_gelu_f32"},
          {DType::f32,
           Direction::backward,
           {.max_ulp = 0.919494, .max_abs = 6.00198e-08},
           "gelubench_gelu_backward_f32"},
          {DType::f32, Direction::gated, {.max_ulp = 0.907985, .max_abs = 2.38419e-07}, "gelubench_geglu_f32"},
          {DType::f64, Direction::forward, {.max_ulp = 1.34, .max_abs = 9.5e-16}, "gelubench_gelu_f64"},
          {DType::f64, Direction::backward, {.max_ulp = 1.2, .max_abs = 1.6e-16}, "gelubench_gelu_backward_f64"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
