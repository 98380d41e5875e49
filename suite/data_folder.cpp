#include "suite/data_folder.hpp"

#include <cstdlib>

namespace gelubench {
namespace {

std::string environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

}  // namespace

std::filesystem::path data_folder(const std::string& variable, const std::string& name) {
  if (const std::string own = environment_variable(variable); !own.empty()) return own;
  std::filesystem::path data = environment_variable("XDG_DATA_HOME");
  if (const std::string home = environment_variable("HOME"); data.empty() && !home.empty()) {
    data = std::filesystem::path(home) / ".local/share";
  }
  return data.empty() ? data : data / "gelubench" / name;
}

}  // namespace gelubench
