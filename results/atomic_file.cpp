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

/// An open temporary file, removed unless it was renamed into place.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& target)
      : target_(target), path_(target.string() + ".partial." + std::to_string(::getpid())) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) fail(errno);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!renamed_) ::unlink(path_.c_str());
  }

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(errno);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void rename_into_place() {
    if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(errno);
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) fail(errno);
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail(errno);
    renamed_ = true;
  }

 private:
  [[noreturn]] void fail(int error) {
    throw CannotWrite(fmt::format("cannot write {}: {}", target_.string(), reason(error)));
  }

  std::filesystem::path target_;
  std::string path_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

}  // namespace

void write_file(const std::filesystem::path& path, std::string_view text) {
  TemporaryFile file(path);
  file.write(text);
  file.rename_into_place();
}

void check_writable(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw CannotWrite(fmt::format("cannot write {}: it is a folder; name a file", path.string()));
  }
  TemporaryFile probe(path);
}

void prepare_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw CannotWrite(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  check_writable(folder / "results.json");
}

}  // namespace gelubench
