#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "accuracy/block_simd.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

#include <bit>

#include "accuracy/block_simd.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

void fill_consecutive_lanes(std::uint32_t first, float* x, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const std::size_t lanes = hn::Lanes(d);
  const auto step = hn::Set(du, static_cast<std::uint32_t>(lanes));
  auto bits = hn::Iota(du, first);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::BitCast(d, bits), d, x + i);
    bits = hn::Add(bits, step);
  }
  for (; i < n; ++i) x[i] = std::bit_cast<float>(first + static_cast<std::uint32_t>(i));
}

bool are_multiples_lanes(const float* got, const float* x, float factor, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto f = hn::Set(d, factor);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    if (!hn::AllTrue(d, hn::Eq(hn::LoadU(d, got + i), hn::Mul(hn::LoadU(d, x + i), f)))) return false;
  }
  for (; i < n; ++i) {
    if (got[i] != x[i] * factor) return false;
  }
  return true;
}

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

HWY_EXPORT(fill_consecutive_lanes);
HWY_EXPORT(are_multiples_lanes);

}  // namespace

void fill_consecutive(std::uint32_t first, std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(fill_consecutive_lanes)(first, x.data(), x.size());
}

bool are_multiples(std::span<const float> got, std::span<const float> x, float factor) {
  return HWY_DYNAMIC_DISPATCH(are_multiples_lanes)(got.data(), x.data(), factor, x.size());
}

}  // namespace gelubench
#endif
