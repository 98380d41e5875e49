#include "suite/array_file.hpp"

#include <fmt/format.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <system_error>

#include "suite/atomic_file.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

static_assert(std::endian::native == std::endian::little, "array files are little-endian");

constexpr std::string_view npy_magic{"\x93NUMPY", 6};

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, error)) {
    const int reason = std::filesystem::is_directory(path, error) ? EISDIR : errno;
    throw UsageError(
        fmt::format("cannot read {}: {}", path.string(), std::error_code(reason, std::generic_category()).message()));
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<float> to_floats(std::string_view bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

/// The value of a key in the dictionary of an .npy header.
std::optional<std::string> header_value(const std::string& header, const std::string& pattern) {
  std::smatch match;
  if (!std::regex_search(header, match, std::regex(pattern))) return std::nullopt;
  return match[1].str();
}

/// Number of elements of a shape such as "(2, 3)"; nothing on overflow.
std::optional<std::size_t> element_count(const std::string& shape) {
  std::size_t count = 1;
  const std::regex digits("[0-9]+");
  for (auto it = std::sregex_iterator(shape.begin(), shape.end(), digits); it != std::sregex_iterator(); ++it) {
    if (it->str().size() > 15) return std::nullopt;
    if (__builtin_mul_overflow(count, std::stoull(it->str()), &count)) return std::nullopt;
  }
  return count;
}

ArrayFile parse_npy(const std::string& bytes, const std::string& name) {
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
  const auto dtype = header_value(header, "'descr': *'([^']*)'");
  const auto order = header_value(header, "'fortran_order': *(True|False)");
  const auto shape = header_value(header, "'shape': *(\\([0-9, ]*\\))");
  if (!dtype || !order || !shape) throw UsageError(fmt::format("{} has an .npy header this program cannot read", name));
  if (*dtype != "<f4") {
    throw UsageError(fmt::format("{} holds dtype '{}'; this kernel takes little-endian float32, '<f4'", name, *dtype));
  }
  if (*order == "True") throw UsageError(fmt::format("{} is in Fortran order; save it in C order", name));
  const auto count = element_count(*shape);
  const std::string_view data = std::string_view(bytes).substr(start + length);
  if (!count || data.size() / sizeof(float) < *count) throw truncated();
  if (data.size() != *count * sizeof(float)) {
    throw UsageError(fmt::format("{} holds {} bytes of data, its shape {} says {}", name, data.size(), *shape,
                                 *count * sizeof(float)));
  }
  return {to_floats(data), *shape};
}

}  // namespace

ArrayFile read_array(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  if (path.extension() == ".npy") return parse_npy(bytes, path.string());
  if (bytes.size() % sizeof(float) != 0) {
    throw UsageError(fmt::format("{} has {} bytes, no multiple of the 4 of a float32", path.string(), bytes.size()));
  }
  return {to_floats(bytes), fmt::format("({},)", bytes.size() / sizeof(float))};
}

void write_array(const std::filesystem::path& path, const ArrayFile& array) {
  std::string bytes;
  if (path.extension() == ".npy") {
    std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': {}, }}", array.shape);
    // Magic, version, length, header and newline fill a multiple of 64 bytes.
    header.append((64 - (10 + header.size() + 1) % 64) % 64, ' ');
    header += '\n';
    bytes.append(npy_magic);
    bytes.append({'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)});
    bytes += header;
  }
  const std::size_t start = bytes.size();
  bytes.resize(start + array.values.size() * sizeof(float));
  if (!array.values.empty())
    std::memcpy(bytes.data() + start, array.values.data(), array.values.size() * sizeof(float));
  write_file(path, bytes);
}

}  // namespace gelubench
