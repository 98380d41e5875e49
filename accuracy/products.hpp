// The errors of gated kernels, y = u g(x), for factors u other than 1.

#pragma once

#include <cstdint>
#include <optional>

#include "kernels/kernel.hpp"

namespace gelubench {

struct Products {
  struct At {
    double x;
    double u;
    double got;
    double want;  ///< rounded to the kernel's type
  };

  std::uint64_t inputs = 0;
  double max_ulp = 0;             ///< against u g(x), of the kernel's own formula
  std::optional<At> worst;        ///< where that is
  std::uint64_t not_numbers = 0;  ///< NaN, infinities, zeros, results of the wrong sign: no error in ULP
  std::optional<At> example;      ///< the first of these
};

/// Of inputs of every binade with a factor u drawn for each, any finite number of the type. Left out are those where
/// g(x) or u g(x) is not a normal number: there g(x) has fewer digits than a product of it needs.
Products check_products(const Kernel& kernel, std::uint64_t seed);

/// What check_products() may find of a kernel that has this largest error for u = 1: half a ULP more, the rounding of
/// the product, and what two ULPs of different size make of it where g(x) is at the end of its binade and u g(x) at the
/// beginning of another.
double largest_product_error(double max_ulp);

}  // namespace gelubench
