// Machine code as llvm-objdump prints it, to main loops, to llvm-mca's input and back.

#include <gmock/gmock.h>

#include "machine_code/analysis.hpp"
#include "machine_code/control_flow.hpp"
#include "machine_code/disassembly.hpp"
#include "machine_code/main_loop.hpp"
#include "machine_code/operand.hpp"
#include "reports/compare_code.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Architecture x86 = Architecture::x86_64;
constexpr Architecture arm = Architecture::aarch64;

/// A program of one function, f at 0x1000, of these lines: "address operation operands".
Disassembly program(const std::string& lines, Architecture architecture = x86, const std::string& more = "") {
  std::string text = fmt::format("\nprogram:\tfile format {}\n\nDisassembly of section .text:\n\n",
                                 architecture == x86 ? "elf64-x86-64" : "elf64-littleaarch64");
  text += "0000000000001000 <f>:\n";
  std::istringstream in(lines + more);
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with(">:")) {
      text += "\n" + line + "\n";
      continue;
    }
    std::istringstream words(line);
    std::string address;
    std::string operation;
    std::string operands;
    words >> address >> operation;
    std::getline(words >> std::ws, operands);
    if (!address.empty()) text += fmt::format("    {}:      \t{}\t{}\n", address, operation, operands);
  }
  return Disassembly(text + "\n");
}

Instruction instruction(const std::string& operation, const std::string& operands) {
  Instruction i;
  i.operation = operation;
  i.operands = operands;
  return i;
}

std::string reason_for(const Disassembly& disassembly, std::size_t bytes = 4) {
  try {
    find_main_loop(disassembly, 0x1000, bytes);
  } catch (const NoMainLoop& e) {
    return e.what();
  }
  return "found one";
}

TEST(Disassembly, HasFunctionsByTheirAddress) {
  const Disassembly d = program("1000 vmovups 0x10(%rip), %ymm0  # 0x1020 <table>\n1008 jne 0x1000 <f>\n100a retq\n");
  EXPECT_EQ(d.architecture(), x86);
  const auto f = d.function_at(0x1000);
  ASSERT_TRUE(f);
  EXPECT_EQ(f->name, "f");
  ASSERT_EQ(f->instructions.size(), 3U);
  EXPECT_EQ(f->instructions[0].operands, "0x10(%rip), %ymm0");
  EXPECT_EQ(f->instructions[1].target, 0x1000U);
  EXPECT_EQ(f->instructions[1].target_name, "f");
  EXPECT_TRUE(f->instructions[1].is_jump());
  EXPECT_TRUE(f->instructions[2].is_return());
  EXPECT_FALSE(d.function_at(0x1008));
  EXPECT_TRUE(d.has_function_at(0x1000));
  EXPECT_FALSE(d.has_function_at(0x1008));
}

TEST(Disassembly, RefusesOtherPrograms) {
  EXPECT_THROW(Disassembly("a.out:\tfile format elf32-i386\n"), std::runtime_error);
  EXPECT_THROW(Disassembly(""), std::runtime_error);
}

TEST(Operand, KnowsWhatIsStoredAndLoaded) {
  struct Case {
    Architecture architecture;
    const char* operation;
    const char* operands;
    bool is_store;
    std::size_t bytes;
    std::string first_register;
  };
  for (const Case& c : std::initializer_list<Case>{
           {x86, "vmovups", "%ymm0, (%rsi,%rax)", true, 32, "rsi"},
           {x86, "vmovups", "%zmm0, -0x40(%r14,%rax,4)", true, 64, "r14"},
           {x86, "movups", "(%rdi), %xmm1", false, 16, "rdi"},
           {x86, "vaddps", "-0x40(%r13,%rax,4), %zmm10, %zmm0", false, 64, "r13"},
           {x86, "vextractf128", "$0x1, %ymm0, 0x10(%rsi)", true, 16, "rsi"},
           {x86, "vcvtps2ph", "$0x4, %ymm0, (%rsi)", true, 16, "rsi"},
           {x86, "vcvtph2ps", "(%rdi), %ymm0", false, 16, "rdi"},
           {x86, "vpmovzxwd", "(%rdi,%rax,2), %zmm0", false, 32, "rdi"},
           {x86, "vpmovdw", "%zmm0, (%rdi)", true, 32, "rdi"},
           {x86, "movss", "%xmm0, (%rdx,%rax,4)", true, 4, "rdx"},
           {x86, "vmovsd", "%xmm0, (%rdx)", true, 8, "rdx"},
           {x86, "movw", "%cx, (%rdx)", true, 2, "rdx"},
           {x86, "movzwl", "(%rsi,%rax,2), %ecx", false, 2, "rsi"},
           {x86, "movq", "%rax, (%rdx)", true, 8, "rdx"},
           {arm, "str", "q0, [x2, x1]", true, 16, "x2"},
           {arm, "stp", "q0, q1, [x2], #32", true, 32, "x2"},
           {arm, "ldr", "d3, [x0, #8]", false, 8, "x0"},
           {arm, "strh", "w3, [x2]", true, 2, "x2"},
           {arm, "st1", "{ v0.4s }, [x0]", true, 16, "x0"},
           {arm, "ldr", "s1, [sp, #12]", false, 4, "sp"},
           {arm, "st1w", "{ z0.s }, p0, [x2, x4, lsl #2]", true, 16, "x2"},
           {arm, "st1h", "{ z0.s }, p0, [x2, x4, lsl #1]", true, 8, "x2"},
           {arm, "ld1h", "{ z0.h }, p0/z, [x0]", false, 16, "x0"},
           {arm, "ld1d", "{ z7.d }, p1/z, [x0, #1, mul vl]", false, 16, "x0"},
           {arm, "str", "z0, [sp, #1, mul vl]", true, 16, "sp"},
       }) {
    const auto access = memory_access(instruction(c.operation, c.operands), c.architecture);
    ASSERT_TRUE(access) << c.operation << " " << c.operands;
    EXPECT_EQ(access->is_store, c.is_store) << c.operation << " " << c.operands;
    EXPECT_EQ(access->bytes, c.bytes) << c.operation << " " << c.operands;
    EXPECT_EQ(access->registers.front(), c.first_register) << c.operation << " " << c.operands;
  }
  EXPECT_FALSE(memory_access(instruction("leaq", "0x10(%rsi), %rax"), x86));
  EXPECT_FALSE(memory_access(instruction("vgatherdps", "(%rax,%ymm1,4), %ymm2 {%k1}"), x86));
  EXPECT_FALSE(memory_access(instruction("vaddps", "%ymm0, %ymm1, %ymm2"), x86));
  EXPECT_FALSE(memory_access(instruction("ld1w", "{ z1.s }, p0/z, [x5, z2.s, sxtw #2]"), arm));
}

// How long vectors of SVE are is the CPU's matter: a loop's elements are counted as for 16 bytes.
TEST(TargetCpu, KnowsItsPathsAndItsVectors) {
  const TargetCpu* a72 = find_target_cpu("cortex-a72");
  const TargetCpu* v1 = find_target_cpu("neoverse-v1");
  const TargetCpu* v2 = find_target_cpu("neoverse-v2");
  const TargetCpu* zen3 = find_target_cpu("znver3");
  ASSERT_TRUE(a72 && v1 && v2 && zen3);
  EXPECT_TRUE(a72->runs("neon", arm));
  EXPECT_FALSE(a72->runs("sve", arm));
  EXPECT_TRUE(v1->runs("sve", arm));
  EXPECT_TRUE(v1->runs("scalar", arm));
  EXPECT_FALSE(v1->runs("scalar", x86));
  EXPECT_TRUE(zen3->runs("avx2", x86));
  EXPECT_FALSE(zen3->runs("avx512", x86));
  EXPECT_EQ(v1->times_elements("sve"), 2);
  EXPECT_EQ(v1->times_elements("neon"), 1);
  EXPECT_EQ(v2->times_elements("sve"), 1);
}

TEST(MainLoop, TakesVectorsOfSveForSixteenBytes) {
  const MainLoop loop = find_main_loop(program("1000 ld1w { z0.s }, p0/z, [x0, x4, lsl #2]\n"
                                               "1004 fmul z0.s, z0.s, z1.s\n"
                                               "1008 ld1w { z2.s }, p0/z, [x5, z0.s, sxtw #2]\n"
                                               "100c st1w { z2.s }, p0, [x2, x4, lsl #2]\n"
                                               "1010 incw x4\n"
                                               "1014 cmp x4, x3\n"
                                               "1018 b.lo 0x1000 <f>\n"
                                               "101c ret\n",
                                               arm),
                                       0x1000, 4);
  EXPECT_EQ(loop.main().elements, 4);
  EXPECT_TRUE(loop.main().gathers());
}

TEST(Operand, KnowsWhichRegisterIsSet) {
  EXPECT_EQ(written_register(instruction("addl", "$0x1, %eax"), x86), "rax");
  EXPECT_EQ(written_register(instruction("movzbl", "%sil, %r10d"), x86), "r10");
  EXPECT_EQ(written_register(instruction("cmpq", "%rax, %rbx"), x86), "");
  EXPECT_EQ(written_register(instruction("vaddps", "%ymm0, %ymm1, %ymm2"), x86), "");
  EXPECT_EQ(written_register(instruction("add", "x1, x1, #16"), arm), "x1");
  EXPECT_EQ(written_register(instruction("str", "q0, [x2], #16"), arm), "x2");
  EXPECT_EQ(written_register(instruction("str", "q0, [x2, x1]"), arm), "");
  EXPECT_THAT(source_registers(instruction("leaq", "-0x400(%rbp), %rax"), x86), ElementsAre("rbp"));
}

// Two vectors an iteration, then one, then a remainder on the stack: the first is the main loop.
const char* const unrolled =
    "1000 movq %rsp, %rbp\n"
    "1004 vmovups (%rdi,%rax), %ymm0\n"
    "1008 vmulps %ymm0, %ymm0, %ymm0\n"
    "100c vmovups %ymm0, (%rsi,%rax)\n"
    "1010 vmovups 0x20(%rdi,%rax), %ymm0\n"
    "1014 vmulps %ymm0, %ymm0, %ymm0\n"
    "1018 vmovups %ymm0, 0x20(%rsi,%rax)\n"
    "101c addq $0x40, %rax\n"
    "1020 cmpq %rax, %rbx\n"
    "1024 jne 0x1004 <f+0x4>\n"
    "1028 vmovups (%rdi,%rax), %ymm0\n"
    "102c vmulps %ymm0, %ymm0, %ymm0\n"
    "1030 vmovups %ymm0, (%rsi,%rax)\n"
    "1034 addq $0x20, %rax\n"
    "1038 cmpq %rax, %rcx\n"
    "103c jne 0x1028 <f+0x28>\n"
    "1040 vmulps %ymm0, %ymm0, %ymm0\n"
    "1044 vmovups %ymm0, -0x40(%rbp,%rax)\n"
    "1048 addq $0x1, %rax\n"
    "104c jne 0x1040 <f+0x40>\n"
    "1050 retq\n";

TEST(MainLoop, IsTheCheapestThatStoresResults) {
  const MainLoop found = find_main_loop(program(unrolled), 0x1000, 4);
  ASSERT_EQ(found.loops.size(), 1U);
  EXPECT_EQ(found.main().address, 0x1004U);
  EXPECT_EQ(found.main().elements, 16);
  EXPECT_EQ(found.instructions_per_element(), 9.0 / 16);
  EXPECT_EQ(find_main_loop(program(unrolled), 0x1000, 8).main().elements, 8);
}

TEST(MainLoop, ItsDigestIsOfItsInstructionsAlone) {
  // The same loop a byte earlier, with a constant elsewhere.
  const auto replaced = [](std::string text, const std::string& what, const std::string& with) {
    return text.replace(text.find(what), what.size(), with);
  };
  std::string moved = replaced(replaced(unrolled, "1004 vmovups", "1003 vmovups"), "0x1004 <f+0x4>", "0x1003 <f+0x3>");
  const std::string digest = find_main_loop(program(unrolled), 0x1000, 4).digest();
  EXPECT_EQ(find_main_loop(program(moved), 0x1000, 4).digest(), digest);
  const std::string constant = replaced(unrolled, "%ymm0, %ymm0, %ymm0", "0x1234(%rip), %ymm0, %ymm0");
  EXPECT_EQ(find_main_loop(program(replaced(constant, "0x1234(", "0x5678(")), 0x1000, 4).digest(),
            find_main_loop(program(constant), 0x1000, 4).digest());
  std::string changed = unrolled;
  changed.replace(changed.find("vmulps"), 6, "vaddps");
  EXPECT_NE(find_main_loop(program(changed), 0x1000, 4).digest(), digest);
}

// In a loop over blocks: rows are found first, on the stack, then one of two loops is taken.
TEST(MainLoop, HasTheLoopsThatAreAlwaysPassed) {
  const MainLoop found = find_main_loop(program("1000 leaq -0x400(%rsp), %r8\n"
                                                "1004 xorl %eax, %eax\n"
                                                "1008 vmovups (%rdi,%rax), %ymm0\n"
                                                "100c vpsrld $0x10, %ymm0, %ymm0\n"
                                                "1010 vmovups %ymm0, (%r8,%rax)\n"
                                                "1014 addq $0x20, %rax\n"
                                                "1018 cmpq %rax, %rbx\n"
                                                "101c jne 0x1008 <f+0x8>\n"
                                                "1020 testl %ecx, %ecx\n"
                                                "1024 jne 0x1060 <f+0x60>\n"
                                                "1028 vmovups (%rdi,%rdx), %ymm0\n"
                                                "102c vmulps %ymm0, %ymm0, %ymm0\n"
                                                "1030 vmovups %ymm0, (%rsi,%rdx)\n"
                                                "1034 addq $0x20, %rdx\n"
                                                "1038 jne 0x1028 <f+0x28>\n"
                                                "103c cmpq %r9, %r10\n"
                                                "1040 jne 0x1004 <f+0x4>\n"
                                                "1044 retq\n"
                                                "1060 vmovups (%rdi,%rdx), %ymm0\n"
                                                "1064 vmulps %ymm0, %ymm0, %ymm0\n"
                                                "1068 vmulps %ymm0, %ymm0, %ymm0\n"
                                                "106c vmovups %ymm0, (%rsi,%rdx)\n"
                                                "1070 addq $0x20, %rdx\n"
                                                "1074 jne 0x1060 <f+0x60>\n"
                                                "1078 jmp 0x103c <f+0x3c>\n"),
                                        0x1000, 4);
  ASSERT_EQ(found.loops.size(), 2U);
  EXPECT_EQ(found.loops[0].address, 0x1008U);
  EXPECT_EQ(found.loops[0].elements, 8);
  EXPECT_EQ(found.main().address, 0x1028U);
  EXPECT_EQ(found.instructions_per_element(), 6.0 / 8 + 5.0 / 8);
}

// What is unlikely lies behind a jump: the straight way is taken, though it is the longer one.
TEST(MainLoop, TakesTheStraightWayAndCallsOnItsTurnInline) {
  const std::string more =
      "0000000000002000 <g>:\n"
      "2000 vmulps %ymm0, %ymm0, %ymm0\n"
      "2004 vmulps %ymm0, %ymm0, %ymm0\n"
      "2008 retq\n";
  const MainLoop found = find_main_loop(program("1000 vmovups (%rdi,%rax), %ymm0\n"
                                                "1004 vptest %ymm0, %ymm0\n"
                                                "1008 jne 0x1030 <f+0x30>\n"
                                                "100c callq 0x2000 <g>\n"
                                                "1014 vmovups %ymm0, (%rsi,%rax)\n"
                                                "1018 addq $0x20, %rax\n"
                                                "101c cmpq %rax, %rbx\n"
                                                "1020 jne 0x1000 <f>\n"
                                                "1024 retq\n"
                                                "1030 vmovups %ymm1, (%rsi,%rax)\n"
                                                "1034 jmp 0x1018 <f+0x18>\n",
                                                x86, more),
                                        0x1000, 4);
  std::vector<std::string> operations;
  for (const Instruction& i : found.main().instructions) operations.push_back(i.operation);
  EXPECT_THAT(operations, ElementsAre("vmovups", "vptest", "jne", "vmulps", "vmulps", "jmp", "nop", "vmovups", "addq",
                                      "cmpq", "jne"));
}

TEST(MainLoop, OfAarch64) {
  const MainLoop found = find_main_loop(program("1000 ldr q0, [x0, x3]\n"
                                                "1004 fmul v0.4s, v0.4s, v0.4s\n"
                                                "1008 str q0, [x2, x3]\n"
                                                "100c add x3, x3, #16\n"
                                                "1010 cmp x3, x1\n"
                                                "1014 b.lo 0x1000 <f>\n"
                                                "1018 ret\n",
                                                arm),
                                        0x1000, 4);
  EXPECT_EQ(found.main().elements, 4);
  const std::string input = analyser_input({&found.main()});
  EXPECT_THAT(input, HasSubstr("# LLVM-MCA-BEGIN 0\nldr\tq0, [x0, x3]\n"));
  EXPECT_THAT(input, HasSubstr("b.lo\ttarget\n# LLVM-MCA-END\n"));
}

TEST(MainLoop, SaysWhyThereIsNone) {
  EXPECT_EQ(reason_for(program("1000 movss (%rdi,%rax,4), %xmm0\n"
                               "1004 callq 0x3000 <erff@plt>\n"
                               "1008 movss %xmm0, (%rsi,%rax,4)\n"
                               "100c addq $0x1, %rax\n"
                               "1010 jne 0x1000 <f>\n"
                               "1014 retq\n")),
            "its loop calls erff@plt");
  EXPECT_EQ(reason_for(program("1000 retq\n")), "no loop that stores results was found in its machine code");
}

// What llvm-mca says of a loop of one instruction whose unit is busy in 2 of 2 cycles.
std::string mca_json(double cycles, double usage) {
  return fmt::format(
      R"({{"TargetInfo": {{"CPUName": "znver5", "Resources": ["Zn4ALU0", "Zn4FP0"]}}, "CodeRegions": [{{
        "Instructions": ["vmulps"], "SummaryView": {{"Iterations": 10, "TotalCycles": {}, "TotaluOps": 10, "DispatchWidth": 6}},
        "ResourcePressureView": {{"ResourcePressureInfo": [
          {{"InstructionIndex": 0, "ResourceIndex": 1, "ResourceUsage": {}}},
          {{"InstructionIndex": 1, "ResourceIndex": 1, "ResourceUsage": {}}}]}}}}]}})",
      cycles, usage, usage);
}

TEST(Analysis, IsTheDifferenceOfTwoRuns) {
  const Analysis a = parse_analysis(mca_json(130, 2), mca_json(330, 2), {60, 160}, 1);
  EXPECT_EQ(a.model, "znver4");
  ASSERT_EQ(a.loops.size(), 1U);
  EXPECT_EQ(a.loops[0].cycles, 2);
  EXPECT_EQ(a.loops[0].bottleneck, "FP0");
  EXPECT_EQ(parse_analysis(mca_json(130, 1), mca_json(330, 1), {60, 160}, 1).loops[0].bottleneck, "dependencies");
  EXPECT_THROW(parse_analysis("{", "{", {60, 160}, 1), std::runtime_error);
  EXPECT_THROW(parse_analysis(mca_json(1, 1), mca_json(2, 1), {60, 160}, 2), std::runtime_error);
}

// LLVM numbers units of one kind by a dot and a control character.
TEST(Analysis, UnitsOfOneKindAreOne) {
  const auto json = [](double cycles) {
    std::string text = mca_json(cycles, 2);
    const std::string units = R"("Zn4ALU0", "Zn4FP0")";
    text.replace(text.find(units), units.size(), R"("Zn4FP45.\u0000", "Zn4FP45.\u0001")");
    const std::string first = R"({"InstructionIndex": 1, "ResourceIndex": 1)";
    return text.insert(text.find(first), R"({"InstructionIndex": 1, "ResourceIndex": 0, "ResourceUsage": 2}, )");
  };
  EXPECT_EQ(parse_analysis(json(130), json(330), {60, 160}, 1).loops[0].bottleneck, "FP45");
}

TEST(Analysis, KnowsTheLinesThatAreRefused) {
  EXPECT_THAT(refused_lines("loops.s:3:1: error: invalid instruction\nfoo\n^\nloops.s:17:2: error: unknown\n"),
              ElementsAre(3, 17));
  EXPECT_EQ(model_of_unit("Zn4FP0").owner, "znver4");
  EXPECT_EQ(model_of_unit("ZnALU0").owner, "znver1");
  EXPECT_EQ(model_of_unit("A57UnitB").owner, "cortex-a57");
  EXPECT_EQ(model_of_unit("Q").owner, "");
}

// scipy.stats.kendalltau([1, 2, 2, 3], [1, 3, 2, 2]) is 0.4; of the same order 1; of the opposite one -1.
TEST(RankCorrelation, IsKendalls) {
  EXPECT_DOUBLE_EQ(*rank_correlation({1, 2, 2, 3}, {1, 3, 2, 2}), 0.4);
  EXPECT_DOUBLE_EQ(*rank_correlation({1, 2, 3}, {10, 20, 21}), 1);
  EXPECT_DOUBLE_EQ(*rank_correlation({1, 2, 3}, {3, 2, 1}), -1);
  EXPECT_FALSE(rank_correlation({1, 1}, {1, 2}));
  EXPECT_FALSE(rank_correlation({1}, {1}));
}

PredictionSet predicted(const std::string& code, double instructions, double cycles) {
  PredictionSet set;
  set.analyser = "llvm-mca 19.1.7";
  set.loops.push_back({"erf/a/f32/forward/avx2", code, 4096, 8, instructions, false});
  set.cycles.push_back({"erf/a/f32/forward/avx2", "znver4", "znver4", cycles, "FP0"});
  return set;
}

TEST(CompareCode, NamesWhatChanged) {
  const PredictionSet before = predicted("1", 4, 2);
  CompareOptions options;
  EXPECT_TRUE(compare_code(before, before).changes.empty());
  EXPECT_EQ(code_changes_text(compare_code(before, before), options),
            "\nmachine code: the loops of 1 kernels are the same\n");

  const CodeComparison slower = compare_code(before, predicted("2", 4.25, 2.1));
  ASSERT_EQ(slower.changes.size(), 1U);
  EXPECT_TRUE(slower.changes[0].is_slower(options));
  EXPECT_EQ(code_changes_text(slower, options),
            "\nmachine code: the loops of 1 of 1 kernels changed; per element, predicted\n"
            "  slower   erf/a/f32/forward/avx2: 4.00 -> 4.25 instructions; znver4 2.00 -> 2.10 cycles (1.05x)\n");
  EXPECT_FALSE(compare_code(before, predicted("2", 4.25, 2.09)).changes[0].is_slower(options));
  options.effect = 0.01;
  EXPECT_TRUE(compare_code(before, predicted("2", 4.25, 2.09)).changes[0].is_slower(options));

  PredictionSet lost;
  lost.without.push_back({"erf/a/f32/forward/avx2", "its loop calls g"});
  const CodeComparison unclear = compare_code(before, lost);
  ASSERT_EQ(unclear.changes.size(), 1U);
  EXPECT_TRUE(unclear.changes[0].is_unclear());
  EXPECT_THAT(code_changes_text(unclear, options),
              HasSubstr("  unclear  erf/a/f32/forward/avx2: its loop could be told only before: its loop calls g\n"));
}

// Results with predictions of two architectures: each kernel is compared on CPUs that run it.
TEST(CompareCode, ShowsThreeCpusOfTheKernelsOwn) {
  PredictionSet before = predicted("1", 4, 2);
  for (const char* cpu : {"haswell", "znver1", "znver2", "znver3"})
    before.cycles.push_back({"erf/a/f32/forward/avx2", cpu, cpu, 2, "FP0"});
  before.loops.push_back({"erf/a/f32/forward/neon", "1", 4096, 4, 8, false});
  before.cycles.push_back({"erf/a/f32/forward/neon", "neoverse-v2", "neoverse-v2", 3, "V"});
  before.without.push_back({"erf/b/f32/forward/scalar", "its loop calls g"});
  PredictionSet after = before;
  for (LoopRecord& loop : after.loops) loop.code = "2";
  for (PredictionRecord& p : after.cycles) p.cycles *= 1.5;
  const CodeComparison comparison = compare_code(before, after);
  EXPECT_EQ(comparison.compared, 2U) << "a kernel without a loop in both is not compared";
  ASSERT_EQ(comparison.changes.size(), 2U);
  std::vector<std::string> cpus;
  for (const CyclesChange& c : comparison.changes[0].cycles) cpus.push_back(c.cpu);
  EXPECT_THAT(cpus, ElementsAre("znver4", "znver1", "znver3"));
  ASSERT_EQ(comparison.changes[1].cycles.size(), 1U);
  EXPECT_EQ(comparison.changes[1].cycles[0].cpu, "neoverse-v2");
  EXPECT_TRUE(comparison.changes[1].is_slower({}));
}

}  // namespace
}  // namespace gelubench
