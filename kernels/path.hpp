// The paths a kernel can be compiled for: the vocabulary of ids. What a CPU has to offer for each: kernels/cpu/cpu.hpp.

#pragma once

#include <span>
#include <string_view>

namespace gelubench {

/// How a kernel is compiled: `scalar` as plain code for every CPU of the architecture; `native` by a library that
/// chooses by itself; the others for one SIMD target. Ordered from narrow to wide. `sve` is vectors of any length,
/// SVE2's too: there the same instructions do it. Their types have no size, so cannot be members of structures: kernels
/// whose files include kernels/drivers/sized_vectors.hpp have no path `sve`; all others that have `neon` do.
enum class Path { scalar, sse4, avx2, avx512, neon, sve, native };

std::string_view to_string(Path path);

/// Whether no CPU can have both: SIMD targets of different architectures.
bool are_of_two_architectures(Path a, Path b);

/// In the order of the enumeration.
std::span<const Path> all_paths();

}  // namespace gelubench
