// Files appear whole or not at all.

#pragma once

#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace gelubench {

/// A file or folder that cannot be written; the message is one sentence.
class CannotWrite : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Writes the text beside `path` and renames it into place. What stood there before is untouched on failure. Throws
/// CannotWrite.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Checks, before hours are spent, that write_file(path, ...) can begin. Throws CannotWrite.
void check_writable(const std::filesystem::path& path);

/// Makes the folder (and its parents) and checks that files can be made in it. Throws CannotWrite.
void prepare_folder(const std::filesystem::path& folder);

}  // namespace gelubench
