// Eigen's array functions as kernel functions, compiled for the instruction sets it is used with.

#pragma once

#include "kernels/kernel.hpp"

namespace gelubench::eigen {

/// GELU of float32 by erf and by tanh, as Eigen's arrays compute them.
struct Functions {
  Function* erf = nullptr;
  Function* tanh = nullptr;
};

/// For every CPU of the architecture (SSE2, NEON).
Functions baseline();
#if defined(__x86_64__)
inline constexpr Path baseline_path = Path::sse4;
#else
inline constexpr Path baseline_path = Path::neon;
#endif

/// For AVX2 with FMA and for AVX-512 where the compiler can (g++ on x86-64); null otherwise.
Functions avx2();
Functions avx512();

}  // namespace gelubench::eigen
