// .npy files from anywhere; the first byte chooses the data type of the kernel.

#include <cstddef>
#include <cstdint>
#include <string>

#include "suite/array_file.hpp"
#include "suite/exit_codes.hpp"

#ifdef GELUBENCH_FUZZ_ALONE
namespace gelubench {
// Not linked here: kernels/kernel.cpp comes with the registry.
std::size_t size_of(DType dtype) { return dtype == DType::f64 ? 8 : (dtype == DType::f32 ? 4 : 2); }
std::string_view to_string(DType) { return "type"; }
}  // namespace gelubench
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    (void)gelubench::parse_npy(std::string(reinterpret_cast<const char*>(data) + 1, size - 1), "fuzz",
                               static_cast<gelubench::DType>(data[0] % 4));
  } catch (const gelubench::UsageError&) {
  }
  return 0;
}
