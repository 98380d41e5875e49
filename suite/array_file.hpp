// Arrays of binary32 numbers in files: raw (little-endian, no header) or NumPy's .npy.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gelubench {

struct ArrayFile {
  std::vector<float> values;
  std::string shape;  ///< as .npy writes it, e.g. "(2, 3)"; "(n,)" for raw files
};

/// Reads by the file name: .npy of little-endian float32 in C order, anything else raw. Throws UsageError with one
/// sentence for a missing or truncated file, another dtype, order or byte order.
ArrayFile read_array(const std::filesystem::path& path);

/// Writes atomically in the format its name says. Throws CannotWrite.
void write_array(const std::filesystem::path& path, const ArrayFile& array);

}  // namespace gelubench
