// The prediction stage of a run: what was measured before is kept whatever happens to it.

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "suite/prediction.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// An environment variable, for as long as it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_)
      ::setenv(name_, before_->c_str(), 1);
    else
      ::unsetenv(name_);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class PredictionStage : public testing::Test {
 protected:
  PredictionStage() {
    folder_ = fs::path(testing::TempDir()) / ("prediction_stage_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  ~PredictionStage() override { fs::remove_all(folder_); }

  void program(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << "#!/bin/sh\n" << text;
    fs::permissions(folder_ / name, fs::perms::owner_all);
  }

  /// The reason for which nothing was predicted.
  static std::string skipped() {
    ResultSet results;
    prediction_stage({"^relu/max/f32/forward/scalar"}, true, results);
    EXPECT_FALSE(results.predictions);
    EXPECT_EQ(results.skipped.size(), 1U);
    return results.skipped.empty() ? "" : results.skipped.front().reason;
  }

  fs::path folder_;
};

TEST_F(PredictionStage, WithoutAnAnalyserIsSkipped) {
  const Variable path("PATH", folder_.string());
  EXPECT_THAT(skipped(), HasSubstr("there is no llvm-mca here"));
}

TEST_F(PredictionStage, AnAnalyserThatAnswersNonsenseIsSkipped) {
  program("llvm-mca-29", "case \"$1\" in --version) echo 'LLVM version 29.0.0' ;; *) echo '{}' ;; esac\n");
  program("llvm-objdump-29", "exec $(ls /usr/bin/llvm-objdump* | head -n 1) \"$@\"\n");
  const Variable path("PATH", folder_.string() + ":/usr/bin:/bin");
  EXPECT_THAT(skipped(), HasSubstr("llvm-mca's answer cannot be read"));
}

TEST_F(PredictionStage, WithoutRoomForItsFilesIsSkipped) {
  program("llvm-mca-29", "echo 'LLVM version 29.0.0'\n");
  program("llvm-objdump-29", "exit 1\n");
  const Variable path("PATH", folder_.string() + ":/usr/bin:/bin");
  const Variable temporary("TMPDIR", "/proc");
  EXPECT_THAT(skipped(), HasSubstr("no folder for temporary files can be written"));
}

}  // namespace
}  // namespace gelubench
