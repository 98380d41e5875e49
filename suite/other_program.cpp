#include "suite/other_program.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "suite/exit_codes.hpp"

namespace gelubench {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "gelubench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw UsageError("no folder for temporary files can be written");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

fs::path own_program() { return fmt::format("/proc/{}/exe", ::getpid()); }

std::string find_program(const std::string& name) {
  const char* folders = std::getenv("PATH");
  std::istringstream list(folders == nullptr ? "/usr/bin:/bin" : folders);
  for (std::string folder; std::getline(list, folder, ':');) {
    const std::string program = (fs::path(folder) / name).string();
    if (::access(program.c_str(), X_OK) == 0 && !fs::is_directory(program)) return program;
  }
  return {};
}

void check_program(const std::string& program) {
  if (::access(program.c_str(), X_OK) != 0 || fs::is_directory(program)) {
    throw UsageError(fmt::format("{} is not a program that can be run", program));
  }
}

int run_program(const std::string& program, const std::string& arguments, const fs::path& folder) {
  const std::string line =
      fmt::format("{} {} >{} 2>{}", shell_quoted(fs::absolute(program).string()), arguments,
                  shell_quoted((folder / "out").string()), shell_quoted((folder / "err").string()));
  const int status = std::system(line.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace gelubench
