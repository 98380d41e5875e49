#include "accuracy/contract.hpp"

#include <gmock/gmock.h>

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

TEST(Contract, HoldsForARightKernel) { EXPECT_TRUE(failures(planted::kernel("right", &planted::right)).empty()); }

TEST(Contract, CatchesANanLane) {
  const auto failed = failures(planted::kernel("nan_lane", &planted::nan_lane));
  EXPECT_TRUE(fails(failed, "lane"));
  EXPECT_THAT(failed.front().detail, HasSubstr("element 5: x = "));
  EXPECT_THAT(failed.front().detail, HasSubstr("got nan"));
}

TEST(Contract, CatchesAWrongRemainder) {
  const auto failed = failures(planted::kernel("remainder", &planted::wrong_remainder));
  ASSERT_TRUE(fails(failed, "remainder"));
  EXPECT_FALSE(fails(failed, "lane")) << "64 elements have no remainder";
}

TEST(Contract, CatchesWritingBeyondTheEnd) {
  const auto failed = failures(planted::kernel("beyond", &planted::writes_beyond));
  ASSERT_TRUE(fails(failed, "remainder"));
  EXPECT_EQ(failed.front().detail, "n = 3: writes element 3");
}

TEST(Contract, CatchesWrongInPlace) {
  const auto failed = failures(planted::kernel("in_place", &planted::wrong_in_place));
  EXPECT_TRUE(fails(failed, "in_place"));
}

TEST(Contract, CatchesWrongWhenMisaligned) {
  const auto failed = failures(planted::kernel("misaligned", &planted::wrong_misaligned));
  EXPECT_TRUE(fails(failed, "alignment"));
}

TEST(Contract, CatchesNeighboursThatInfect) {
  const auto failed = failures(planted::kernel("infected", &planted::infected_by_neighbours));
  EXPECT_TRUE(fails(failed, "neighbours"));
}

TEST(Contract, CatchesADifferentSecondThread) {
  const auto failed = failures(planted::kernel("second_thread", &planted::wrong_on_second_thread));
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed.front().name, "threads");
}

}  // namespace
}  // namespace gelubench
