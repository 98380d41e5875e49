#include "suite/array_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <vector>

#include "results/atomic_file.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

static_assert(std::endian::native == std::endian::little, "array files are little-endian");

constexpr std::string_view npy_magic{"\x93NUMPY", 6};

std::string read_file(const std::filesystem::path& path) {
  const auto refuse = [&](int reason) {
    return UsageError(
        fmt::format("cannot read {}: {}", path.string(), std::error_code(reason, std::generic_category()).message()));
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) throw refuse(EISDIR);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw refuse(errno);
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) throw UsageError(fmt::format("cannot read {}: it is no ordinary file", path.string()));
  // Twice: the file, and its elements apart from a header.
  const auto memory =
      static_cast<std::uintmax_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE));
  if (size > memory / 2) {
    throw UsageError(fmt::format("{} has {} bytes, more than half of this machine's memory", path.string(), size));
  }
  std::string bytes(size, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) throw refuse(EIO);
  return bytes;
}

/// How .npy names the data types; the first is what is written.
std::vector<std::string> npy_names(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return {"<f4"};
    case DType::f64:
      return {"<f8"};
    case DType::f16:
      return {"<f2"};
    case DType::bf16:
      return {"<u2", "|V2", "<V2"};
  }
  return {};
}

/// "little-endian float32, '<f4'"
std::string wanted(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "little-endian float32, '<f4'";
    case DType::f64:
      return "little-endian float64, '<f8'";
    case DType::f16:
      return "little-endian float16, '<f2'";
    case DType::bf16:
      return "bfloat16 as '<u2' or '|V2'";
  }
  return "";
}

/// The data type of an .npy file is named in its first bytes.
constexpr std::size_t npy_header_bytes = 256;

/// What follows "'key':" and spaces in the dictionary of an .npy header, up to the first character of `ends`, that one
/// left out.
std::optional<std::string> header_value(const std::string& header, const std::string& key, const char* ends) {
  std::size_t begin = header.find("'" + key + "':");
  if (begin == std::string::npos) return std::nullopt;
  begin = header.find_first_not_of(' ', begin + key.size() + 3);
  const std::size_t end = begin == std::string::npos ? begin : header.find_first_of(ends, begin + 1);
  if (end == std::string::npos) return std::nullopt;
  return header.substr(begin, end - begin);
}

/// Number of elements of a shape such as "(2, 3)"; nothing on overflow or where it is none.
std::optional<std::size_t> element_count(const std::string& shape) {
  if (shape.find_first_not_of("(0123456789, )") != std::string::npos) return std::nullopt;
  std::size_t count = 1;
  for (std::size_t at = 0; (at = shape.find_first_of("0123456789", at)) != std::string::npos;) {
    std::size_t length = 0;
    while (at + length < shape.size() && shape[at + length] >= '0' && shape[at + length] <= '9') ++length;
    if (length > 15) return std::nullopt;
    if (__builtin_mul_overflow(count, std::stoull(shape.substr(at, length)), &count)) return std::nullopt;
    at += length;
  }
  return count;
}

}  // namespace

ArrayFile parse_npy(const std::string& bytes, const std::string& name, DType kernel_dtype) {
  const auto truncated = [&] { return UsageError(fmt::format("{} is cut short", name)); };
  if (bytes.size() < 10) throw truncated();
  if (bytes.compare(0, npy_magic.size(), npy_magic) != 0) throw UsageError(fmt::format("{} is not an .npy file", name));
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  const std::size_t version = byte(6);
  const std::size_t start = version == 1 ? 10 : 12;
  if (version < 1 || version > 3)
    throw UsageError(fmt::format("{} has .npy version {}, known are 1 to 3", name, version));
  if (bytes.size() < start) throw truncated();
  std::size_t length = byte(8) | byte(9) << 8;
  if (version > 1) length |= byte(10) << 16 | byte(11) << 24;
  if (bytes.size() - start < length) throw truncated();
  const std::string header = bytes.substr(start, length);
  auto dtype = header_value(header, "descr", "'");
  const auto order = header_value(header, "fortran_order", ",}");
  auto shape = header_value(header, "shape", ")");
  const bool known = dtype && dtype->starts_with("'") && (order == "True" || order == "False") && shape &&
                     shape->starts_with("(") && shape->find_first_not_of("(0123456789, ") == std::string::npos;
  if (!known) throw UsageError(fmt::format("{} has an .npy header this program cannot read", name));
  dtype->erase(0, 1);
  *shape += ")";
  const std::vector<std::string> names = npy_names(kernel_dtype);
  if (std::find(names.begin(), names.end(), *dtype) == names.end()) {
    throw UsageError(fmt::format("{} holds dtype '{}'; this kernel takes {}", name, *dtype, wanted(kernel_dtype)));
  }
  if (*order == "True") throw UsageError(fmt::format("{} is in Fortran order; save it in C order", name));
  const auto count = element_count(*shape);
  const std::size_t size = size_of(kernel_dtype);
  const std::size_t data = bytes.size() - start - length;
  if (!count || data / size < *count) throw truncated();
  if (data != *count * size) {
    throw UsageError(fmt::format("{} holds {} bytes of data, its shape {} says {}", name, data, *shape, *count * size));
  }
  return {kernel_dtype, bytes.substr(start + length), *shape};
}

ArrayFile read_array(const std::filesystem::path& path, DType dtype) {
  const std::string bytes = read_file(path);
  if (path.extension() == ".npy") return parse_npy(bytes, path.string(), dtype);
  const std::size_t size = size_of(dtype);
  if (bytes.size() % size != 0) {
    throw UsageError(fmt::format("{} has {} bytes, no multiple of the {} of {}", path.string(), bytes.size(), size,
                                 to_string(dtype)));
  }
  return {dtype, bytes, fmt::format("({},)", bytes.size() / size)};
}

ArrayFile parse_any_npy(const std::string& bytes, const std::string& name) {
  for (const DType dtype : all_dtypes()) {
    for (const std::string& descr : npy_names(dtype)) {
      if (bytes.find("'" + descr + "'") < npy_header_bytes) return parse_npy(bytes, name, dtype);
    }
  }
  return parse_npy(bytes, name, DType::f32);  // which says what is wrong with it
}

ArrayFile read_any_npy(const std::filesystem::path& path) {
  if (path.extension() != ".npy") {
    throw UsageError(fmt::format("{} is no .npy file: say the type of its numbers with --dtype", path.string()));
  }
  return parse_any_npy(read_file(path), path.string());
}

void write_array(const std::filesystem::path& path, const ArrayFile& array) {
  std::string bytes;
  if (path.extension() == ".npy") {
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                     npy_names(array.dtype).front(), array.shape);
    // Magic, version, length, header and newline fill a multiple of 64 bytes.
    header.append((64 - (10 + header.size() + 1) % 64) % 64, ' ');
    header += '\n';
    bytes.append(npy_magic);
    bytes.append({'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)});
    bytes += header;
  }
  write_file(path, bytes + array.bytes);
}

}  // namespace gelubench
