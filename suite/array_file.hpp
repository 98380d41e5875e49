// Arrays of numbers in files: raw (little-endian, no header) or NumPy's .npy.

#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "kernels/kernel.hpp"

namespace gelubench {

struct ArrayFile {
  DType dtype = DType::f32;
  std::string bytes;  ///< the elements, one after the other
  std::string shape;  ///< as .npy writes it, e.g. "(2, 3)"; "(n,)" for raw files

  std::size_t size() const { return bytes.size() / size_of(dtype); }
};

/// Reads by the file name: .npy of the little-endian data type in C order, anything else raw. bfloat16, which NumPy
/// lacks, is an .npy of uint16 ('<u2') or of two opaque bytes ('|V2', which ml_dtypes writes as '<V2'). Throws
/// UsageError with one sentence for a missing or truncated file, another dtype, order or byte order, or more elements
/// than fit into memory.
ArrayFile read_array(const std::filesystem::path& path, DType dtype);

/// An .npy file of whichever data type it says. Throws UsageError.
ArrayFile read_any_npy(const std::filesystem::path& path);

/// The same of an .npy file that was read; `name` is what messages call it.
ArrayFile parse_any_npy(const std::string& bytes, const std::string& name);

/// An .npy file that was read; `name` is what messages call it.
ArrayFile parse_npy(const std::string& bytes, const std::string& name, DType dtype);

/// Writes atomically in the format its name says. Throws CannotWrite.
void write_array(const std::filesystem::path& path, const ArrayFile& array);

}  // namespace gelubench
