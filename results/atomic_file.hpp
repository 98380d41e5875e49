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

/// Writes the text. A regular file is replaced: the text is written beside it and renamed into place, and what stood
/// there is untouched on failure. A symbolic link is followed, and stays. A device or FIFO is opened and written
/// through; "-" is standard output. Throws CannotWrite.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Checks, before hours are spent, that write_file(path, ...) can begin. Throws CannotWrite.
void check_writable(const std::filesystem::path& path);

/// Makes the folder (and its parents) and checks that files can be made in it. Throws CannotWrite.
void prepare_folder(const std::filesystem::path& folder);

/// Whether the path stands for standard output: "-".
bool is_standard_output(const std::filesystem::path& path);

/// Whether there is, or can be, a regular file at the path, which may be replaced or added to; links are followed.
/// Otherwise it is standard output, a device, a FIFO or a socket.
bool is_regular_place(const std::filesystem::path& path);

}  // namespace gelubench
