#include "accuracy/contract.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "kernels/cpu/cpu.hpp"
#include "planted.hpp"

namespace gelubench {
namespace {

using testing::HasSubstr;

std::vector<ContractCheck> failures(const Kernel& kernel) {
  std::vector<ContractCheck> failed;
  for (const ContractCheck& check : check_contract(kernel)) {
    if (!check.passed) failed.push_back(check);
  }
  return failed;
}

bool fails(const std::vector<ContractCheck>& failed, const std::string& name) {
  for (const ContractCheck& check : failed) {
    if (check.name == name) return true;
  }
  return false;
}

TEST(Contract, HoldsForEveryKernel) {
  for (const Kernel& kernel : registry()) {
    if (!cpu_supports(kernel.path)) continue;
    for (const ContractCheck& check : failures(kernel))
      ADD_FAILURE() << kernel.id << ": " << check.name << ": " << check.detail;
  }
}

TEST(Contract, GradientsBelongToTheirForwardKernels) {
  int pairs = 0;
  for (const Kernel& backward : registry()) {
    if (backward.direction != Direction::backward || !cpu_supports(backward.path)) continue;
    for (const Kernel& forward : registry()) {
      const std::string id =
          kernel_id(backward.method, backward.variant, backward.dtype, Direction::forward, backward.path);
      if (forward.id != id) continue;
      ++pairs;
      const ContractCheck check = check_gradient(forward, backward);
      EXPECT_TRUE(check.passed) << backward.id << ": " << check.detail;
    }
  }
  EXPECT_GE(pairs, 36) << "18 implementations have gradients, two types each";
}

TEST(Contract, DigestsTellWhetherAnyResultChanged) {
  const auto right = check_contract(planted::relu_kernel<planted::right>("right"));
  const auto in_place = check_contract(planted::relu_kernel<planted::wrong_in_place>("in_place"));
  ASSERT_EQ(right.size(), 8u);
  for (std::size_t i = 0; i < right.size(); ++i) {
    EXPECT_EQ(right[i].digest.size(), 32u);
    EXPECT_EQ(right[i].digest != in_place[i].digest, right[i].name == "in_place") << right[i].name;
  }
}

TEST(Contract, HoldsForARightKernel) { EXPECT_TRUE(failures(planted::relu_kernel<planted::right>("right")).empty()); }

/// relu(x), times what `product` makes of u.
template <auto product>
Kernel gated_kernel() {
  Kernel kernel = planted::relu_kernel<planted::right>("gated");
  kernel.direction = Direction::gated;
  kernel.function = +[](const void* x_, const void* u_, void* y_, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      const float x = static_cast<const float*>(x_)[i];
      static_cast<float*>(y_)[i] = product(static_cast<const float*>(u_)[i], x < 0 ? 0 * x : x);
    }
  };
  return kernel;
}

TEST(Contract, CatchesAGateThatIsNoProduct) {
  const auto right = failures(gated_kernel<[](float u, float y) { return u * y; }>());
  EXPECT_FALSE(fails(right, "scaling"));
  // Nothing is multiplied; a zero wins over infinity and NaN, as where results are skipped; the sign of u gets lost.
  EXPECT_TRUE(fails(failures(gated_kernel<[](float, float y) { return y; }>()), "scaling"));
  EXPECT_TRUE(fails(failures(gated_kernel<[](float u, float y) { return y == 0 ? y : u * y; }>()), "scaling"));
  EXPECT_TRUE(fails(failures(gated_kernel<[](float u, float y) { return std::fabs(u) * y; }>()), "scaling"));
}

TEST(Contract, CatchesANanLane) {
  const auto failed = failures(planted::relu_kernel<planted::nan_lane>("nan_lane"));
  EXPECT_TRUE(fails(failed, "lane"));
  EXPECT_THAT(failed.front().detail, HasSubstr("element 5: x = "));
  EXPECT_THAT(failed.front().detail, HasSubstr("got nan"));
}

TEST(Contract, CatchesAWrongRemainder) {
  const auto failed = failures(planted::relu_kernel<planted::wrong_remainder>("remainder"));
  ASSERT_TRUE(fails(failed, "remainder"));
  EXPECT_FALSE(fails(failed, "lane")) << "64 elements have no remainder";
}

// As public reports say of a shipped AVX-512 kernel: the errors are those of either erf, and no sweep finds anything.
TEST(Contract, CatchesAnotherErfInTheRemainder) {
  EXPECT_TRUE(failures(planted::gelu_kernel<planted::one_erf>("one_erf")).empty());
  const auto failed = failures(planted::gelu_kernel<planted::another_erf_in_the_remainder>("remainder"));
  ASSERT_TRUE(fails(failed, "remainder"));
  for (const ContractCheck& check : failed) {
    if (check.name == "remainder") EXPECT_THAT(check.detail, testing::StartsWith("n = 16, element "));
  }
}

TEST(Contract, CatchesWritingBeyondTheEnd) {
  const auto failed = failures(planted::relu_kernel<planted::writes_beyond>("beyond"));
  ASSERT_TRUE(fails(failed, "remainder"));
  EXPECT_EQ(failed.front().detail, "n = 3: writes element 3");
}

TEST(Contract, CatchesWrongInPlace) {
  const auto failed = failures(planted::relu_kernel<planted::wrong_in_place>("in_place"));
  EXPECT_TRUE(fails(failed, "in_place"));
}

TEST(Contract, CatchesWrongWhenMisaligned) {
  const auto failed = failures(planted::relu_kernel<planted::wrong_misaligned>("misaligned"));
  EXPECT_TRUE(fails(failed, "alignment"));
}

TEST(Contract, CatchesNeighboursThatInfect) {
  const auto failed = failures(planted::relu_kernel<planted::infected_by_neighbours>("infected"));
  EXPECT_TRUE(fails(failed, "neighbours"));
}

TEST(Contract, CatchesADifferentSecondThread) {
  const auto failed = failures(planted::relu_kernel<planted::wrong_on_second_thread>("second_thread"));
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed.front().name, "threads");
}

}  // namespace
}  // namespace gelubench
