// What else a time can be: counts are exact; times are not asserted.

#include "bench/costs.hpp"

#include <gmock/gmock.h>

#include "bench/energy.hpp"
#include "bench/instruction_count.hpp"
#include "kernels/cpu/cpu.hpp"

namespace gelubench {
namespace {

// Two instructions an element, whatever a call costs besides.
void two_instructions(const void*, const void*, void*, std::size_t n) {
#if defined(__x86_64__)
  asm volatile("1: decq %0\n jnz 1b" : "+r"(n) : : "cc");
#elif defined(__aarch64__)
  asm volatile("1: subs %0, %0, #1\n b.ne 1b" : "+r"(n) : : "cc");
#endif
}

TEST(InstructionCount, IsExact) {
  std::string problem;
  const auto count = instructions_per_element(&two_instructions, nullptr, nullptr, nullptr, 100, 350, problem);
  if (count) EXPECT_EQ(*count, 2);
  // Some containers forbid it; nothing else may be in the way.
  if (!count) EXPECT_EQ(problem, "the system does not let a process be traced");
}

TEST(Costs, AreOfEveryKernelOfThisProcess) {
  std::vector<const Kernel*> kernels;
  for (const Kernel& kernel : registry()) {
    const bool is_relu = kernel.implementation().starts_with("relu/max/") && kernel.dtype != DType::f16;
    if (is_relu && cpu_supports(kernel.path)) kernels.push_back(&kernel);
  }
  std::vector<std::string> missing;
  CostOptions options;
  options.seconds_per_kernel = 0.01;
  options.missing = [&](const std::string& kernel, const std::string& what, const std::string&) {
    missing.push_back(kernel + ": " + what);
  };
  const std::vector<CostRecord> records = measure_costs(kernels, options);
  ASSERT_EQ(records.size(), kernels.size());
  for (const CostRecord& r : records) {
    EXPECT_GT(r.warm_ns, 0) << r.kernel;
    EXPECT_GT(r.cold_ns, 0) << r.kernel;
    EXPECT_GT(r.call_ns, 0) << r.kernel;
    EXPECT_GT(r.chain_ns, 0) << r.kernel;
    if (!r.instructions) continue;
    // A scalar loop loads, compares, stores and counts; a vector one does so for four elements at least.
    if (r.kernel.ends_with("/scalar"))
      EXPECT_GE(*r.instructions, 3) << r.kernel;
    else
      EXPECT_LE(*r.instructions, 8) << r.kernel;
  }
  std::string problem;
  const bool has_energy = joules_of([] {}, problem).has_value();
  EXPECT_EQ(std::count(missing.begin(), missing.end(), "all: energy"), has_energy ? 0 : 1) << problem;
}

}  // namespace
}  // namespace gelubench
