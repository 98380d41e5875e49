// Eigen compiled for AVX-512: see kernels/peers/eigen.hpp.

#include "kernels/peers/eigen.hpp"

#if defined(GELUBENCH_HAVE_EIGEN) && defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
// Before the instruction set is chosen: nothing of these is to be compiled for it.
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstring>
#include <functional>
#include <iosfwd>
#include <limits>
#include <numeric>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC push_options
// Of GCC's own intrinsics.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")
// What Eigen looks at; g++ does not define it here.
#define __SSE3__ 1
#define __SSSE3__ 1
#define __SSE4_1__ 1
#define __SSE4_2__ 1
#define __AVX__ 1
#define __AVX2__ 1
#define __FMA__ 1
#define __AVX512F__ 1
#define __AVX512DQ__ 1
#define __AVX512VL__ 1
#define __AVX512BW__ 1
#define Eigen GelubenchEigen_avx512
#include "kernels/peers/eigen_arrays.hpp"
#pragma GCC pop_options

gelubench::eigen::Functions gelubench::eigen::avx512() { return {&gelu_erf, &gelu_tanh}; }
#else
gelubench::eigen::Functions gelubench::eigen::avx512() { return {}; }
#endif
