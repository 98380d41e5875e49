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

Verdict verdict(const Kernel& kernel, const KernelErrors& errors, const KernelErrors& flushed) {
  Verdict verdict;
  const auto note = [&](const std::string& check, bool found) {
    const bool is_new = std::find(verdict.found.begin(), verdict.found.end(), check) == verdict.found.end();
    if (found && is_new) verdict.found.push_back(check);
  };
  for (const ContractCheck& check : check_contract(kernel)) {
    note(check.name, !check.passed);
    verdict.digests.push_back(check.digest);
  }
  const bool is_backward = kernel.direction == Direction::backward;
  note("gradient", is_backward && !check_gradient(forward_of_planted(), kernel).passed);
  const SpecialReport special = check_special_values(kernel, false);
  const ErrorStats total = errors.own.total();
  note("wrong sign", total.wrong_sign > 0);
  note("nan", total.nan > 0);
  note("total loss", total.total_loss > 0);
  note("special values", special.failures > 0);
  note("below minimum", errors.shape.below_minimum > 0);
  note("monotone", errors.shape.wrong_steps > 0);
  note("symmetry", errors.shape.asymmetry.value > 2);
  note("correctly rounded", total.correctly_rounded < total.inputs && kernel.dtype == DType::f16);
  note("claim", !broken_claims(errors, special).empty());
  note("flush", flushed.flush_differing > 0);
  verdict.digests.push_back(errors.digest);
  verdict.digests.push_back(flushed.digest);
  return verdict;
}

/// What is found about each of several kernels of one data type that are judged in one run, on one thread: what one of
/// them does depends on the thread.
std::vector<Verdict> judge_all(std::span<const Kernel* const> kernels) {
  const auto pieces = inputs_for(*kernels.front());
  const SweepResult swept = sweep(kernels, pieces, {.threads = 1, .mirror = true});
  const SweepResult flushed = sweep(kernels, pieces, {.threads = 1, .flush_subnormals = true});
  std::vector<Verdict> verdicts;
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    verdicts.push_back(verdict(*kernels[k], swept.kernels[k], flushed.kernels[k]));
  }
  return verdicts;
}

/// A kernel without a fault, and the checks that find something about it all the same.
struct Sound {
  Kernel kernel;
  std::vector<std::string> findings;
};

struct Fault {
  Kernel wrong;
  Sound made_from;
  std::vector<std::string> findings;  ///< all there are; the first is of the check that is made for such a fault
  std::string may_be_found_by = {};   ///< besides, depending on where arrays lie in memory
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.wrong.variant; }

std::vector<Fault> faults() {
  using namespace planted;
  const Sound relu{relu_kernel<right>("right"), {}};
  // By libm's erfc in binary64, which is not to be used with FTZ and DAZ; its double rounding shows in binary16.
  const Sound gelu{gelu_kernel<right_gelu>("right_gelu"), {"flush"}};
  const Sound gelu_f16{f16_kernel<right_f16>("right_f16"), {}};
  const Sound backward{backward_kernel<right_gradient>("right_gradient"), {"flush"}};
  Kernel tight = relu_kernel<one_ulp_between_2_and_3>("too_tight");
  tight.claim = {.max_ulp = 0.99};
  return {
      {relu_kernel<one_ulp_at_one_input>("one_ulp_at_one_input"), relu, {"claim"}},
      {relu_kernel<nan_lane>("nan_lane"),
       relu,
       {"lane", "remainder", "neighbours", "alignment", "in_place", "threads", "size", "nan", "claim"}},
      {relu_kernel<flipped_sign>("flipped_sign"),
       relu,
       {"wrong sign", "below minimum", "monotone", "symmetry", "claim"}},
      {relu_kernel<wrong_remainder>("wrong_remainder"), relu, {"remainder", "symmetry"}, "threads"},
      {relu_kernel<writes_beyond>("writes_beyond"), relu, {"remainder"}},
      {relu_kernel<wrong_in_place>("wrong_in_place"), relu, {"in_place"}},
      {relu_kernel<wrong_misaligned>("wrong_misaligned"), relu, {"alignment"}},
      {relu_kernel<infected_by_neighbours>("infected_by_neighbours"),
       relu,
       {"neighbours", "lane", "remainder", "alignment", "in_place", "threads", "size"}},
      {relu_kernel<wrong_on_second_thread>("wrong_on_second_thread"), relu, {"threads"}},
      {relu_kernel<nan_to_zero>("nan_to_zero"), relu, {"special values", "claim", "flush"}},
      {relu_kernel<flushable>("flushable"), relu, {"flush"}},
      {tight, relu, {"claim"}},
      {gelu_kernel<loses_sign_of_zero>("loses_sign_of_zero"), gelu, {"special values", "claim", "flush"}},
      {gelu_kernel<nan_at_minus_infinity>("nan_at_minus_infinity"), gelu, {"special values", "claim", "flush"}},
      {gelu_kernel<flushes_tail>("flushes_tail"), gelu, {"total loss", "symmetry", "claim"}},
      {gelu_kernel<wiggles_once>("wiggles_once"), gelu, {"monotone", "claim", "flush"}},
      {gelu_kernel<below_minimum>("below_minimum"), gelu, {"below minimum", "symmetry", "claim", "flush"}},
      {gelu_kernel<asymmetric>("asymmetric"), gelu, {"symmetry", "claim", "flush"}},
      {f16_kernel<double_rounding>("double_rounding"), gelu_f16, {"correctly rounded", "claim"}},
      {backward_kernel<gradient_of_another>("gradient_of_another"),
       backward,
       {"gradient", "wrong sign", "total loss", "claim"}},
      {backward_kernel<ignores_dy>("ignores_dy"), backward, {"scaling", "flush"}},
  };
}

class Planted : public testing::TestWithParam<Fault> {};

TEST_P(Planted, IsCaughtByItsChecksAndByADigestAndTheKernelBesideItIsNot) {
  const Fault& fault = GetParam();
  const Kernel* kernels[] = {&fault.wrong, &fault.made_from.kernel};
  const std::vector<Verdict> verdicts = judge_all(kernels);
  std::vector<std::string> found = verdicts[0].found;
  std::erase(found, fault.may_be_found_by);
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(fault.findings));
  EXPECT_EQ(verdicts[1].found, fault.made_from.findings) << "the kernel the fault was planted in";
  EXPECT_NE(verdicts[0].digests, verdicts[1].digests);
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
