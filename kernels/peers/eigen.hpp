// Eigen's array functions as kernel functions, compiled for three instruction sets.

#pragma once

#include "kernels/kernel.hpp"

namespace gelubench::eigen {

/// GELU of float32 by erf and by tanh, as Eigen's arrays compute them.
struct Functions {
  Function* erf = nullptr;
  Function* tanh = nullptr;
};

/// For every x86-64 (SSE2), and for AVX2 with FMA and for AVX-512 where the compiler can (g++); null otherwise.
Functions sse2();
Functions avx2();
Functions avx512();

}  // namespace gelubench::eigen
