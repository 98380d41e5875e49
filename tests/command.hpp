// run_suite in a folder of its own, as a shell runs it.

#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "places.hpp"

namespace gelubench {

namespace fs = std::filesystem;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

inline std::string read(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class Command : public testing::Test {
 protected:
  Command() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / fmt::format("command_{}_{}", info->name(), ::getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Command() override { fs::remove_all(folder_); }

  /// Runs a shell command line in the test's folder.
  Outcome shell(const std::string& line) const {
    const std::string command = fmt::format("cd '{}' && {{ {} ; }} >out.txt 2>err.txt", folder_.string(), line);
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(folder_ / "out.txt"), read(folder_ / "err.txt")};
  }
  Outcome run(const std::string& arguments) const { return shell(fmt::format("'{}' {}", RUN_SUITE, arguments)); }
  Outcome run_planted(const std::string& arguments) const {
    return shell(fmt::format("'{}' {}", RUN_SUITE_PLANTED, arguments));
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }

  fs::path folder_;
};

/// One sentence on stderr, nothing on stdout, this exit code.
inline void expect_refusal(const Outcome& outcome, int code, const std::string& sentence) {
  EXPECT_EQ(outcome.code, code);
  EXPECT_THAT(outcome.out, testing::IsEmpty());
  EXPECT_THAT(outcome.err, testing::HasSubstr(sentence));
  EXPECT_THAT(outcome.err, testing::StartsWith("run_suite: "));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

}  // namespace gelubench
