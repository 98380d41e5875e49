// GELU correctly rounded: the same bits on every CPU and every path.
//
// binary32: first in binary64, with a relative error below 2^-43, by one of two algorithms: exact_domain_split-inl.hpp
// where there is AVX-512, exact_table_driven-inl.hpp elsewhere. Where that does not decide the rounding, again in
// binary128: exact_rounding-inl.hpp. 16-bit types: kernels/drivers/every_number-inl.hpp.

#include "kernels/drivers/sized_vectors.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/exact.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/every_number-inl.hpp"
#include "kernels/erf/exact_domain_split-inl.hpp"
#include "kernels/erf/exact_table_driven-inl.hpp"
#include "kernels/erf/faithful_f64-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct EveryNumber {
  static constexpr Function* forward = faithful_f64::map;
  static constexpr Function* backward = faithful_f64::map_backward;
  static constexpr float last_normal = -13;
};

constexpr std::array<TypedFunction, 7> functions{
    {{DType::f32, Direction::forward, exact_f32::map},
     {DType::f16, Direction::forward, &every_number::map<EveryNumber, Float16>},
     {DType::bf16, Direction::forward, &every_number::map<EveryNumber, BFloat16>},
     {DType::f16, Direction::backward, every_number::map_backward<EveryNumber, Float16>},
     {DType::f16, Direction::gated, every_number::map_gated<EveryNumber, Float16>},
     {DType::bf16, Direction::backward, every_number::map_backward<EveryNumber, BFloat16>},
     {DType::bf16, Direction::gated, every_number::map_gated<EveryNumber, BFloat16>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

GELUBENCH_BEFORE_OTHERS const Registered registered(
    {.method = "erf",
     .variant = "exact",
     .formula = Formula::gelu,
     .provenance = "scripts/coefficients/exact_*.sollya, faithful_*_f64.sollya",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0.5, .max_abs = 2.38419e-07}, "gelubench_gelu_exact_f32"},
                {DType::f16, Direction::forward, {.max_ulp = 0.5}, "gelubench_gelu_f16"},
                {DType::bf16, Direction::forward, {.max_ulp = 0.5}, "gelubench_gelu_bf16"},
                {DType::f16, Direction::backward, {.max_ulp = 0.5}, "gelubench_gelu_backward_f16"},
                {DType::bf16, Direction::backward, {.max_ulp = 0.5}, "gelubench_gelu_backward_bf16"},
                {DType::f16, Direction::gated, {.max_ulp = 0.5}, "gelubench_geglu_f16"},
                {DType::bf16, Direction::gated, {.max_ulp = 0.500001}, "gelubench_geglu_bf16"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
