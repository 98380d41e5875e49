#include "accuracy/products.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

#include "kernels/cpu/cpu.hpp"
#include "planted.hpp"

namespace gelubench {
namespace {

TEST(Products, OfEveryGatedKernelFollowFromItsClaim) {
  int kernels = 0;
  for (const Kernel& kernel : registry()) {
    if (kernel.direction != Direction::gated || !cpu_supports(kernel.path)) continue;
    ++kernels;
    const Products products = check_products(kernel, 1);
    EXPECT_GT(products.inputs, 500u) << kernel.id;
    EXPECT_EQ(products.not_numbers, 0u) << kernel.id;
    EXPECT_LE(products.max_ulp, largest_product_error(kernel.claim.max_ulp))
        << kernel.id << " at " << products.worst->x;
  }
  EXPECT_GE(kernels, 10);
}

float relu(float x) { return x > 0 ? x : 0; }

void overflowing(const float* x, const float* u, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = relu(x[i]) * 0x1p40f * u[i] * 0x1p-40f;
}

void shortened(const float* x, const float* u, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = relu(x[i]) * std::bit_cast<float>(std::bit_cast<std::uint32_t>(u[i]) & 0xFFFFFFF0u);
}

template <void (*f)(const float*, const float*, float*, std::size_t)>
Kernel gated_relu() {
  return planted::describe("gated", Formula::relu, &planted::call_backward<f>, {}, DType::f32, Direction::gated);
}

TEST(Products, OverflowOnTheWayIsFound) {
  const Products products = check_products(gated_relu<overflowing>(), 1);
  EXPECT_GT(products.not_numbers, 100u);
  ASSERT_TRUE(products.example);
  EXPECT_TRUE(std::isinf(products.example->got));
  EXPECT_TRUE(std::isfinite(products.example->want));
}

TEST(Products, AFactorOfFewerDigitsIsFound) {
  const Products products = check_products(gated_relu<shortened>(), 1);
  EXPECT_EQ(products.not_numbers, 0u);
  EXPECT_GT(products.max_ulp, 14.0);
  ASSERT_TRUE(products.worst);
  EXPECT_NE(products.worst->got, products.worst->want);
}

const Kernel& kernel_of(std::string_view id) {
  return *std::find_if(registry().begin(), registry().end(), [&](const Kernel& k) { return k.id == id; });
}

TEST(Products, AreRepeatedBySeed) {
  const Kernel& kernel = kernel_of("erf/faithful/f32/gated/scalar");
  const Products first = check_products(kernel, 1);
  EXPECT_EQ(first.inputs, check_products(kernel, 1).inputs);
  EXPECT_EQ(first.worst->u, check_products(kernel, 1).worst->u);
  EXPECT_NE(first.worst->u, check_products(kernel, 2).worst->u);
  EXPECT_GT(first.max_ulp, 1);
}

}  // namespace
}  // namespace gelubench
