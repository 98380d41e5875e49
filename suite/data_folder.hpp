// Where this user keeps what runs leave for later ones.

#pragma once

#include <filesystem>
#include <string>

namespace gelubench {

/// The folder of that name in $XDG_DATA_HOME/gelubench or ~/.local/share/gelubench, unless the environment variable
/// names another; empty where there is no home either.
std::filesystem::path data_folder(const std::string& variable, const std::string& name);

}  // namespace gelubench
