// Eigen compiled for every x86-64: see kernels/peers/eigen.hpp.

#include "kernels/peers/eigen.hpp"

#ifdef GELUBENCH_HAVE_EIGEN
#include <cstring>

#include "kernels/peers/eigen_arrays.hpp"

gelubench::eigen::Functions gelubench::eigen::sse2() { return {&gelu_erf, &gelu_tanh}; }
#else
gelubench::eigen::Functions gelubench::eigen::sse2() { return {}; }
#endif
