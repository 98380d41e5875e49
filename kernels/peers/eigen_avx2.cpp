// Eigen compiled for AVX2 with FMA: see kernels/peers/eigen.hpp.

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
#pragma GCC target("avx2,fma")
// What Eigen looks at; g++ does not define it here.
#define __SSE3__ 1
#define __SSSE3__ 1
#define __SSE4_1__ 1
#define __SSE4_2__ 1
#define __AVX__ 1
#define __AVX2__ 1
#define __FMA__ 1
#define Eigen GelubenchEigen_avx2
#include "kernels/peers/eigen_arrays.hpp"
#pragma GCC pop_options

gelubench::eigen::Functions gelubench::eigen::avx2() { return {&gelu_erf, &gelu_tanh}; }
#else
gelubench::eigen::Functions gelubench::eigen::avx2() { return {}; }
#endif
