#include "engines/shared_area.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace gelubench {
namespace {

/// Small areas would be made again and again.
constexpr std::size_t least_bytes = std::size_t{1} << 19;

}  // namespace

SharedArea::SharedArea(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  part_ = (std::max(bytes, least_bytes) + 4 * line + page - 1) / page * page;
  file_ = ::memfd_create("arrays for an engine", MFD_CLOEXEC);
  if (file_ < 0) throw std::bad_alloc();
  void* data = MAP_FAILED;
  if (::ftruncate(file_, static_cast<off_t>(3 * part_)) == 0) {
    data = ::mmap(nullptr, 3 * part_, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
  }
  if (data == MAP_FAILED) {
    ::close(file_);
    throw std::bad_alloc();
  }
  data_ = static_cast<std::byte*>(data);
}

SharedArea::~SharedArea() {
  ::munmap(data_, 3 * part_);
  ::close(file_);
}

std::size_t SharedArea::most() const { return part_ - 4 * line; }

std::string SharedArea::path() const { return fmt::format("/proc/{}/fd/{}", ::getpid(), file_); }

}  // namespace gelubench
