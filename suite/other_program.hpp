// Another run_suite, run by this one: as ab and compare do with the program of an earlier revision.

#pragma once

#include <filesystem>
#include <string>

namespace gelubench {

/// A folder for temporary files that goes when it does. Throws UsageError where none can be made.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A word of a shell's command line.
std::string shell_quoted(const std::string& text);

/// Where PATH has a program of this name; empty where it has none.
std::string find_program(const std::string& name);

/// A path of the program that runs, for other programs too; it holds when the file has been replaced since.
std::filesystem::path own_program();

/// Throws UsageError where it is no program that can be run.
void check_program(const std::string& program);

/// Runs a program with arguments, quoted where that is needed; what it prints goes to the files `out` and `err` of the
/// folder. Returns its exit code, -1 where a signal ended it.
int run_program(const std::string& program, const std::string& arguments, const std::filesystem::path& folder);

}  // namespace gelubench
