// The paths a kernel can be compiled for: the vocabulary of ids. What a CPU has to offer for each: kernels/cpu/cpu.hpp.

#pragma once

#include <span>
#include <string_view>

namespace gelubench {

/// How a kernel is compiled: `scalar` as plain code for every CPU of the architecture; `native` by a library that
/// chooses by itself; the others for one SIMD target. Ordered from narrow to wide.
enum class Path { scalar, sse4, avx2, avx512, neon, native };

std::string_view to_string(Path path);

/// Whether no CPU can have both: SIMD targets of different architectures.
bool are_of_two_architectures(Path a, Path b);

/// In the order of the enumeration.
std::span<const Path> all_paths();

}  // namespace gelubench
