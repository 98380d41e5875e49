// Every planted fault is caught by the check that should catch it, and by a digest; the kernel it was made from by
// none.

#include "planted.hpp"

#include <gmock/gmock.h>

#include "accuracy/claims.hpp"
#include "accuracy/contract.hpp"
#include "accuracy/regions.hpp"

namespace gelubench {
namespace {

using testing::IsEmpty;

/// Names of the checks that find something wrong with a kernel, and what every digest is.
struct Verdict {
  std::vector<std::string> found;
  std::vector<std::string> digests;
};

std::vector<InputPiece> inputs_for(const Kernel& kernel) {
  if (kernel.dtype == DType::f16) return exhaustive_inputs(DType::f16);
  std::vector<InputPiece> pieces = stratified_inputs(DType::f32, 6);
  // All inputs of the binades that hold planted::victim and planted::flat, which a sample would miss.
  for (const InputPiece& piece : exhaustive_inputs(DType::f32)) {
    for (const float x : {planted::victim, planted::flat}) {
      if (bits_of(x) >= piece.first && bits_of(x) < piece.first + piece.count) pieces.push_back(piece);
    }
  }
  return pieces;
}

Kernel forward_of_planted() { return planted::gelu_kernel<planted::right_gelu>("right_gelu"); }

Verdict judge_all(const Kernel& kernel) {
  Verdict verdict;
  const auto found = [&](const std::string& what) {
    if (std::find(verdict.found.begin(), verdict.found.end(), what) == verdict.found.end()) {
      verdict.found.push_back(what);
    }
  };
  for (const ContractCheck& check : check_contract(kernel)) {
    if (!check.passed) found(check.name);
    verdict.digests.push_back(check.digest);
  }
  if (kernel.direction == Direction::backward && !check_gradient(forward_of_planted(), kernel).passed)
    found("gradient");
  const Kernel* list[] = {&kernel};
  const auto pieces = inputs_for(kernel);
  const KernelErrors errors = sweep(list, pieces, {.threads = 2, .mirror = true}).kernels.front();
  verdict.digests.push_back(errors.digest);
  const SpecialReport special = check_special_values(kernel, false);
  const ErrorStats total = errors.own.total();
  if (total.wrong_sign > 0) found("wrong sign");
  if (total.nan > 0) found("nan");
  if (total.total_loss > 0) found("total loss");
  if (special.failures > 0) found("special values");
  if (errors.shape.below_minimum > 0) found("below minimum");
  if (errors.shape.wrong_steps > 0) found("monotone");
  if (errors.shape.asymmetry.value > 2) found("symmetry");
  if (total.correctly_rounded < total.inputs && kernel.dtype == DType::f16) found("correctly rounded");
  if (!broken_claims(errors, special).empty()) found("claim");
  const KernelErrors flushed = sweep(list, pieces, {.threads = 2, .flush_subnormals = true}).kernels.front();
  if (flushed.flush_differing > 0) found("flush");
  verdict.digests.push_back(flushed.digest);
  return verdict;
}

struct Fault {
  Kernel wrong;
  Kernel right;
  std::string caught_by;
  bool only = false;  ///< nothing else may find it
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.wrong.variant; }

std::vector<Fault> faults() {
  using namespace planted;
  const Kernel relu = relu_kernel<right>("right");
  const Kernel gelu = gelu_kernel<right_gelu>("right_gelu");
  const Kernel backward = backward_kernel<right_gradient>("right_gradient");
  Kernel tight = relu_kernel<one_ulp_between_2_and_3>("too_tight");
  tight.claim = {.max_ulp = 0.99};
  return {
      {relu_kernel<one_ulp_at_one_input>("one_ulp_at_one_input"), relu, "claim", true},
      {relu_kernel<nan_lane>("nan_lane"), relu, "lane"},
      {relu_kernel<flipped_sign>("flipped_sign"), relu, "wrong sign"},
      {relu_kernel<wrong_remainder>("wrong_remainder"), relu, "remainder"},
      {relu_kernel<writes_beyond>("writes_beyond"), relu, "remainder"},
      {relu_kernel<wrong_in_place>("wrong_in_place"), relu, "in_place", true},
      {relu_kernel<wrong_misaligned>("wrong_misaligned"), relu, "alignment", true},
      {relu_kernel<infected_by_neighbours>("infected_by_neighbours"), relu, "neighbours"},
      {relu_kernel<wrong_on_second_thread>("wrong_on_second_thread"), relu, "threads"},
      {relu_kernel<nan_to_zero>("nan_to_zero"), relu, "special values"},
      {relu_kernel<flushable>("flushable"), relu, "flush", true},
      {tight, relu, "claim", true},
      {gelu_kernel<loses_sign_of_zero>("loses_sign_of_zero"), gelu, "special values"},
      {gelu_kernel<nan_at_minus_infinity>("nan_at_minus_infinity"), gelu, "special values"},
      {gelu_kernel<flushes_tail>("flushes_tail"), gelu, "total loss"},
      {gelu_kernel<wiggles_once>("wiggles_once"), gelu, "monotone"},
      {gelu_kernel<below_minimum>("below_minimum"), gelu, "below minimum"},
      {gelu_kernel<asymmetric>("asymmetric"), gelu, "symmetry"},
      {f16_kernel<double_rounding>("double_rounding"), f16_kernel<right_f16>("right_f16"), "correctly rounded"},
      {backward_kernel<gradient_of_another>("gradient_of_another"), backward, "gradient"},
      {backward_kernel<ignores_dy>("ignores_dy"), backward, "scaling"},
  };
}

class Planted : public testing::TestWithParam<Fault> {};

TEST_P(Planted, IsCaughtByItsCheckAndByADigest) {
  const Fault& fault = GetParam();
  const Verdict wrong = judge_all(fault.wrong);
  const Verdict right = judge_all(fault.right);
  const std::vector<std::string> expected_of_right =
      fault.right.variant == "right_gelu" ? std::vector<std::string>{"flush"} : std::vector<std::string>{};
  if (fault.right.dtype == DType::f32 && fault.right.direction == Direction::forward) {
    EXPECT_EQ(right.found, expected_of_right) << "the kernel the fault was planted in";
  }
  EXPECT_THAT(right.found, testing::Not(testing::Contains(fault.caught_by)));
  EXPECT_THAT(wrong.found, testing::Contains(fault.caught_by));
  if (fault.only) {
    EXPECT_THAT(wrong.found, testing::ElementsAre(fault.caught_by));
  }
  EXPECT_NE(wrong.digests, right.digests);
}

INSTANTIATE_TEST_SUITE_P(Faults, Planted, testing::ValuesIn(faults()),
                         [](const auto& parameter) { return parameter.param.wrong.variant; });

TEST(PlantedFault, OneWrongStepOfOneUlpIsOne) {
  const Kernel right = planted::gelu_kernel<planted::right_gelu>("right");
  const Kernel wrong = planted::gelu_kernel<planted::wiggles_once>("wiggles");
  const auto steps = [](const Kernel& kernel) {
    const Kernel* list[] = {&kernel};
    return sweep(list, inputs_for(kernel), {.threads = 2}).kernels.front().shape;
  };
  EXPECT_EQ(steps(right).wrong_steps, 0u);
  const ShapeStats shape = steps(wrong);
  EXPECT_EQ(shape.wrong_steps, 1u);
  EXPECT_EQ(shape.largest_wrong_step.value, 0x1p-26) << "one ULP of 0.17";
}

}  // namespace
}  // namespace gelubench
