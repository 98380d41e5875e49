#include "suite/doctor.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace gelubench {
namespace {

/// A folder that looks like / to the doctor, as far as written.
class Doctor : public testing::Test {
 protected:
  Doctor()
      : root_(testing::TempDir() + "doctor_" + testing::UnitTest::GetInstance()->current_test_info()->name() + "/") {
    std::filesystem::remove_all(root_);
  }
  ~Doctor() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
  }

  /// Of what was written before the first call.
  FindingRecord find(const std::string& check) {
    if (findings_.empty()) findings_ = examine_machine({root_});
    for (const FindingRecord& finding : findings_) {
      if (finding.check == check) return finding;
    }
    return {};
  }

 private:
  std::string root_;
  std::vector<FindingRecord> findings_;
};

TEST_F(Doctor, SaysWhatItCannotTell) {
  for (const char* check : {"governor", "turbo", "SMT", "steal time", "load", "virtualisation"}) {
    EXPECT_EQ(find(check).verdict, "unknown") << check;
  }
}

TEST_F(Doctor, FindsAQuietMachineFine) {
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  write("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  write("sys/devices/system/cpu/smt/active", "0\n");
  write("proc/stat", "cpu  10 0 10 1000 0 0 0 0 0 0\n");
  write("proc/loadavg", "0.05 0.50 0.90 1/100 12345\n");
  write("proc/cpuinfo", "processor : 0\nflags : fpu vme avx2\n");
  for (const char* check : {"governor", "turbo", "SMT", "steal time", "load", "virtualisation"}) {
    EXPECT_EQ(find(check).verdict, "fine") << check << ": " << find(check).detail;
  }
}

TEST_F(Doctor, SaysWhatSpoilsAndWhatToDo) {
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
  write("sys/devices/system/cpu/cpufreq/boost", "1\n");
  write("sys/devices/system/cpu/smt/active", "1\n");
  write("proc/loadavg", "1.75 0.50 0.90 3/100 12345\n");
  write("proc/cpuinfo", "processor : 0\nflags : fpu vme hypervisor\n");
  EXPECT_EQ(find("governor").advice, "cpupower frequency-set -g performance");
  EXPECT_EQ(find("turbo").advice, "echo 0 > /sys/devices/system/cpu/cpufreq/boost");
  EXPECT_THAT(find("load").detail, testing::StartsWith("load 1.75"));
  for (const char* check : {"governor", "turbo", "SMT", "load", "virtualisation"}) {
    EXPECT_EQ(find(check).verdict, "spoils") << check;
  }
}

TEST(StolenShare, IsOfTheTimeBetween) {
  EXPECT_DOUBLE_EQ(stolen_share("cpu 100 0 0 100 0 0 0 50", "cpu 130 0 0 160 0 0 0 60"), 0.1);
  EXPECT_DOUBLE_EQ(stolen_share("cpu 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 7 8"), 0);
  EXPECT_EQ(stolen_share("cpu 1 2 3", "cpu 1 2 3"), -1) << "kernels before 2.6.11 do not tell";
  EXPECT_EQ(stolen_share("", ""), -1);
}

TEST_F(Doctor, SaysWhatSpoilsComparisonsOfTwoPrograms) {
  write("proc/sys/kernel/randomize_va_space", "2\n");
  EXPECT_EQ(find("address space").verdict, "compare");
  EXPECT_THAT(find("address space").detail, testing::HasSubstr("randomize_va_space 2"));
  EXPECT_THAT(find("address space").advice.value_or(""), testing::HasSubstr("setarch -R"));
  EXPECT_EQ(find("code alignment").verdict, "compare");
  EXPECT_THAT(find("code alignment").advice.value_or(""), testing::HasSubstr("-falign-loops=64"));
}

TEST_F(Doctor, FindsFixedAddressesFine) {
  write("proc/sys/kernel/randomize_va_space", "0\n");
  EXPECT_EQ(find("address space").verdict, "fine");
}

TEST_F(Doctor, NamesTheVersionsOfPeers) {
  const std::string detail = find("peers").detail;
  EXPECT_THAT(detail, testing::ContainsRegex("glibc [0-9]+[.][0-9]+"));
  EXPECT_THAT(detail, testing::ContainsRegex("Boost 1[.][0-9]+[.][0-9]+"));
}

}  // namespace
}  // namespace gelubench
