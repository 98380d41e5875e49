// Memory that this process and an engine share.

#pragma once

#include <cstddef>
#include <string>

namespace gelubench {

/// A file in memory of three parts, for x, dy and y.
class SharedArea {
 public:
  static constexpr std::size_t line = 64;  ///< bytes: parts have this much room before and behind

  /// For arrays of so many bytes, or more. Throws std::bad_alloc.
  explicit SharedArea(std::size_t bytes);
  ~SharedArea();
  SharedArea(const SharedArea&) = delete;
  SharedArea& operator=(const SharedArea&) = delete;

  std::byte* data() const { return data_; }
  std::size_t part() const { return part_; }  ///< bytes of each part
  std::size_t most() const;                   ///< bytes of an array that has room in a part
  /// Where other processes of this user find the file while this object lives.
  std::string path() const;

 private:
  int file_ = -1;
  std::size_t part_ = 0;
  std::byte* data_ = nullptr;
};

}  // namespace gelubench
