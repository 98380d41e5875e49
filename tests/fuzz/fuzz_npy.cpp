// .npy files from anywhere; the first byte chooses the data type of the kernel, or that the file says it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "suite/array_file.hpp"
#include "suite/exit_codes.hpp"

#ifdef GELUBENCH_FUZZ_ALONE
namespace gelubench {
// Not linked here: kernels/kernel.cpp comes with the registry.
std::size_t size_of(DType dtype) { return dtype == DType::f64 ? 8 : (dtype == DType::f32 ? 4 : 2); }
std::string_view to_string(DType) { return "type"; }
std::span<const DType> all_dtypes() {
  static constexpr std::array dtypes{DType::f32, DType::f64, DType::f16, DType::bf16};
  return dtypes;
}
}  // namespace gelubench
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 5 == 4) {
      (void)gelubench::parse_any_npy(bytes, "fuzz");
    } else {
      (void)gelubench::parse_npy(bytes, "fuzz", static_cast<gelubench::DType>(data[0] % 5));
    }
  } catch (const gelubench::UsageError&) {
  }
  return 0;
}
