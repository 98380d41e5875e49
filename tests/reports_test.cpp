// What people met in public: the suite finds it and says what it is. tests/reports/cases.cpp has the functions.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "command.hpp"

namespace gelubench {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Report {
  int number;
  const char* where;
  const char* plugin;            ///< FUNCTION ID [FORMULA], several separated by commas
  std::vector<const char*> out;  ///< what the tables say
  std::vector<const char*> err;  ///< and what is said beside them
};

const Report reports[] = {
    {1, "pytorch 187806", "report_1_f32 erf/r1 gelu", {"+ loss", "-5.54"}, {}},
    {1, "pytorch 187806", "report_1_f64 erf/r1/f64 gelu", {"+ loss", "-8.7"}, {}},
    {2, "tt-metal 56490", "report_2 erf/r2 gelu", {"wrong steps", "+ loss"}, {}},
    {3, "tt-metal 56517", "report_3 tanh/r3 gelu_tanh", {"+ loss", "-5.15"}, {}},
    {4, "tt-metal 35971", "report_4 erf/r4/bf16/backward gelu", {"wrong sign"}, {}},
    {5, "llama.cpp 29252", "report_5 tanh/r5 gelu_tanh", {"0.0039"}, {}},
    {6, "ggml gelu_quick", "report_6 sigmoid/r6 gelu_sigmoid", {" NaN"}, {}},
    {7, "ncnn 6979", "report_7 tanh/r7/f16 gelu_tanh", {"wrong sign"}, {}},
    {8, "executorch 22851", "report_8 tanh/r8 gelu_tanh", {}, {"asked for gelu_tanh, but follows gelu"}},
    {9,
     "cs249r_book 1399",
     "report_9_forward sigmoid/r9 gelu_sigmoid,report_9_backward sigmoid/r9/f32/backward gelu_sigmoid",
     {},
     {"asked for gelu_sigmoid', but follows gelu_tanh'", "contract broken: sigmoid/r9/f32/backward/native: gradient"}},
    {10,
     "Paddle 79074",
     "report_10 erf/r10 gelu",
     {},
     {"contract broken: erf/r10/f32/forward/native: size: n = 100000"}},
    {11, "oneDNN 1122", "report_11 erf/r11 gelu", {"+ loss"}, {}},
    {12, "onnxruntime, MLAS", "report_12 erf/r12 gelu", {}, {"contract broken: erf/r12/f32/forward/native: "}},
    {13, "onnxruntime 28462", "report_13 ingredient/r13 erf", {"nan → 1"}, {}},
    {14,
     "onnxruntime 32631",
     "report_14 erf/r14/f16 gelu",
     {" infinite"},
     {"contract broken: erf/r14/f16/forward/native: "}},
    {15, "executorch 22323", "report_15 tanh/r15 gelu_tanh", {" NaN"}, {}},
    {16,
     "pytorch 198183",
     "report_16 ingredient/r16 erf",
     {},
     {"contract broken: ingredient/r16/f32/forward/native: "}},
    {17, "tensorflow 55390", "report_17 ingredient/r17 tanh", {"0x1.000002p+0"}, {}},
    {18, "pytorch 7999", "report_18 relu/r18 relu", {"nan → 0"}, {}},
    {19, "sleef 517", "report_19 ingredient/r19 erf", {"subnormal"}, {}},
};

class Reports : public Command {
 protected:
  static std::string arguments(const std::string& plugins) {
    std::string text;
    std::istringstream list(plugins);
    for (std::string one; std::getline(list, one, ',');) {
      std::istringstream words(one);
      std::string function, id, formula;
      words >> function >> id >> formula;
      text += fmt::format(" --plugin '{}:{}' --as {} --formula {}", REPORTS_PLUGIN, function, id, formula);
    }
    return text;
  }
};

TEST_F(Reports, AreFoundAndNamed) {
  for (const Report& report : reports) {
    const Outcome o = run("accuracy --profile quick --quiet" + arguments(report.plugin));
    const std::string which = fmt::format("{}, {}", report.number, report.where);
    EXPECT_THAT(o.code, testing::AnyOf(0, 3)) << which << o.err;
    for (const char* text : report.out) EXPECT_THAT(o.out, HasSubstr(text)) << which;
    for (const char* text : report.err) EXPECT_THAT(o.err, HasSubstr(text)) << which;
    EXPECT_EQ(o.code, report.err.empty() ? 0 : 3) << which << o.err;
  }
}

// webnn 950: the literal of a test is itself 34.5 ULP off.
TEST_F(Reports, ALiteralOfATestIsExplained) {
  const Outcome o = run("explain erf/exact -2.121315");
  EXPECT_THAT(o.out, HasSubstr("exact       -0.0359513"));
}

TEST_F(Reports, ATestsToleranceIsHeldAgainstTheFormula) {
  ASSERT_EQ(run("inputs --dtype f32 --per-binade 6 --out x.npy").code, 0);
  ASSERT_EQ(run("eval tanh/faithful --in x.npy --out t.npy").code, 0);
  const Outcome o = run("judge x.npy t.npy --formula gelu --rtol 1e-5 --atol 1e-8");
  EXPECT_EQ(o.code, 3) << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr("asked for gelu, but it follows gelu_tanh"),
                           HasSubstr("not close to the formula (rtol 1e-05, atol 1e-08): ")));
}

}  // namespace
}  // namespace gelubench
