#include "kernels/path.hpp"

#include <array>

namespace gelubench {

std::string_view to_string(Path path) {
  switch (path) {
    case Path::scalar:
      return "scalar";
    case Path::sse4:
      return "sse4";
    case Path::avx2:
      return "avx2";
    case Path::avx512:
      return "avx512";
    case Path::neon:
      return "neon";
    case Path::sve:
      return "sve";
    case Path::native:
      return "native";
  }
  return "?";
}

bool are_of_two_architectures(Path a, Path b) {
  const auto is_x86 = [](Path path) { return path == Path::sse4 || path == Path::avx2 || path == Path::avx512; };
  const auto is_arm = [](Path path) { return path == Path::neon || path == Path::sve; };
  return (is_x86(a) && is_arm(b)) || (is_arm(a) && is_x86(b));
}

std::span<const Path> all_paths() {
  static constexpr std::array paths{Path::scalar, Path::sse4, Path::avx2,  Path::avx512,
                                    Path::neon,   Path::sve,  Path::native};
  return paths;
}

}  // namespace gelubench
