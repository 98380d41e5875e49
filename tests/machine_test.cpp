// Names and differences of machines, and exact text of numbers, which results files of all machines share.

#include "results/machine.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "example_results.hpp"
#include "results/hex_float.hpp"
#include "results/result_json.hpp"
#include "suite/environment.hpp"

namespace gelubench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Machine, OneMarketingNameIsNotOneCpu) {
  Environment zen3;
  zen3.cpu_model = "AMD EPYC";
  zen3.cpu = {"AuthenticAMD", 25, 1, 1};
  Environment zen4 = zen3;
  zen4.cpu = {"AuthenticAMD", 25, 17, 1};
  EXPECT_EQ(cpu_name(zen3), "AMD EPYC (Zen 3: family 25, model 1, stepping 1)");
  EXPECT_EQ(cpu_name(zen4), "AMD EPYC (Zen 4: family 25, model 17, stepping 1)");
  EXPECT_THAT(machine_differences(zen3, zen4),
              ElementsAre("CPU: 'AuthenticAMD family 25, model 1, stepping 1' and 'AuthenticAMD family 25, model 17, "
                          "stepping 1'"));
  zen4.cpu = {"AuthenticAMD", 99, 17, 1};
  EXPECT_EQ(cpu_name(zen4), "AMD EPYC (family 99, model 17, stepping 1)");
  zen4.cpu.reset();
  EXPECT_EQ(cpu_name(zen4), "AMD EPYC");
  EXPECT_THAT(machine_differences(zen3, zen4), IsEmpty()) << "an older program did not tell";
}

TEST(Machine, CachesTellMachinesApart) {
  const Environment whole = example_results().environment;
  Environment half = whole;
  half.caches.back().bytes /= 2;
  EXPECT_THAT(machine_differences(whole, half),
              ElementsAre("caches: 'L1 Data 32 KiB, L3 Unified 32 MiB' and 'L1 Data 32 KiB, L3 Unified 16 MiB'"));
}

TEST(Machine, ThisOneIsDescribed) {
  const Environment here = detect_environment();
  ASSERT_TRUE(here.cpu) << "on x86-64 the system tells";
  EXPECT_GT(here.cpu->family, 0);
  bool has_glibc = false;
  for (const Library& library : here.libraries) has_glibc = has_glibc || library.name == "glibc";
  EXPECT_TRUE(has_glibc);
}

TEST(Machine, ResultsWithoutAnIdentityAreRead) {
  ResultSet old = example_results();
  old.environment.cpu.reset();
  const std::string text = to_json(old);
  EXPECT_EQ(text.find("\"cpu\":{"), std::string::npos);
  EXPECT_FALSE(from_json(text, "old").environment.cpu);
  EXPECT_EQ(from_json(to_json(example_results()), "new").environment.cpu->model, 17);
}

TEST(HexFloat, IsTheSameEverywhere) {
  constexpr double least = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(hex_float(0.0), "0x0p+0");
  EXPECT_EQ(hex_float(-0.0), "-0x0p+0");
  EXPECT_EQ(hex_float(1), "0x1p+0");
  EXPECT_EQ(hex_float(-5.5), "-0x1.6p+2");
  EXPECT_EQ(hex_float(0.1), "0x1.999999999999ap-4");
  EXPECT_EQ(hex_float(least), "0x0.0000000000001p-1022");
  EXPECT_EQ(hex_float(1e-310), "0x0.012688b70e62bp-1022");
  EXPECT_EQ(hex_float(std::numeric_limits<double>::max()), "0x1.fffffffffffffp+1023");
  EXPECT_EQ(hex_float(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(hex_float(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(hex_float(-std::numeric_limits<double>::quiet_NaN()), "nan");
}

}  // namespace
}  // namespace gelubench
