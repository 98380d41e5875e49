// Eigen compiled for every CPU of the architecture: see kernels/peers/eigen.hpp.

#include "kernels/peers/eigen.hpp"

#ifdef GELUBENCH_HAVE_EIGEN
#include <cstring>

#include "kernels/peers/eigen_arrays.hpp"

gelubench::eigen::Functions gelubench::eigen::baseline() { return {&gelu_erf, &gelu_tanh}; }
#else
gelubench::eigen::Functions gelubench::eigen::baseline() { return {}; }
#endif
