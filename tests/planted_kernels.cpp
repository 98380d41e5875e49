// The wrong kernels that run_suite_planted carries besides the real ones.

#include <stdexcept>

#include "planted.hpp"

namespace gelubench {
namespace {

void throws(const float*, float*, std::size_t) { throw std::logic_error("planted failure"); }

Description described(const char* variant) {
  return {.method = "planted",
          .variant = variant,
          .formula = Formula::relu,
          .claim = {.max_ulp = 0, .max_abs = 0},
          .provenance = "wrong on purpose"};
}

const Registered flipped(described("flipped_sign"), {{Path::scalar, &planted::flipped_sign}});
const Registered lane(described("nan_lane"), {{Path::scalar, &planted::nan_lane}});
const Registered failing(described("throws"), {{Path::scalar, &throws}});

}  // namespace
}  // namespace gelubench
