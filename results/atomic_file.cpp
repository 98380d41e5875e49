#include "results/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace gelubench {
namespace {

std::string reason(int error) { return std::error_code(error, std::generic_category()).message(); }

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw CannotWrite(fmt::format("cannot write {}: {}", path.string(), reason(error)));
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Where symbolic links lead, whether there is something or not.
std::filesystem::path without_links(std::filesystem::path path) {
  constexpr int most_links = 40;  // as many as Linux follows
  for (int links = 0; links < most_links; ++links) {
    std::error_code no_link;
    const std::filesystem::path to = std::filesystem::read_symlink(path, no_link);
    if (no_link) return path;
    path = path.parent_path() / to;
  }
  fail(path, ELOOP);
}

/// An open temporary file beside its target, removed unless it was renamed into place.
class TemporaryFile {
 public:
  /// `named` is what messages call the target.
  TemporaryFile(const std::filesystem::path& target, const std::filesystem::path& named)
      : target_(target), named_(named), path_(target.string() + ".partial." + std::to_string(::getpid())) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) fail(named_, errno);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!renamed_) ::unlink(path_.c_str());
  }

  void write(std::string_view text) { write_all(descriptor_, text, named_); }

  void rename_into_place() {
    if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(named_, errno);
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) fail(named_, errno);
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail(named_, errno);
    renamed_ = true;
  }

 private:
  std::filesystem::path target_;
  std::filesystem::path named_;
  std::string path_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

void refuse_socket(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_socket(path, error)) return;
  throw CannotWrite(fmt::format("cannot write {}: it is a socket; name a file", path.string()));
}

/// Opens a device or FIFO as it stands; nothing is made or replaced.
void write_through(const std::filesystem::path& path, std::string_view text) {
  refuse_socket(path);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, errno);
  try {
    write_all(descriptor, text, path);
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  if (::close(descriptor) != 0) fail(path, errno);
}

}  // namespace

bool is_standard_output(const std::filesystem::path& path) { return path == "-"; }

bool is_regular_place(const std::filesystem::path& path) {
  if (is_standard_output(path)) return false;
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  return type == std::filesystem::file_type::regular || type == std::filesystem::file_type::not_found;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  if (is_standard_output(path)) {
    std::fflush(stdout);
    return write_all(STDOUT_FILENO, text, "standard output");
  }
  const std::filesystem::path target = without_links(path);
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(target, error);
  if (!is_folder && !is_regular_place(target)) return write_through(target, text);
  TemporaryFile file(target, path);
  file.write(text);
  file.rename_into_place();
}

void check_writable(const std::filesystem::path& path) {
  if (is_standard_output(path)) return;
  const std::filesystem::path target = without_links(path);
  std::error_code error;
  if (std::filesystem::is_directory(target, error)) {
    throw CannotWrite(fmt::format("cannot write {}: it is a folder; name a file", path.string()));
  }
  if (is_regular_place(target)) {
    TemporaryFile probe(target, path);
  } else {
    refuse_socket(target);
    if (::access(target.c_str(), W_OK) != 0) fail(path, errno);  // opening a FIFO would wait for its reader
  }
}

void prepare_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw CannotWrite(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  check_writable(folder / "results.json");
}

}  // namespace gelubench
