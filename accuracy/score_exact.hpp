// One result against its exact value, by MPFR: what score() does to blocks of them, as the definitions say it.

#pragma once

#include <cstdint>

#include "accuracy/error_stats.hpp"
#include "accuracy/format.hpp"
#include "accuracy/real.hpp"

namespace gelubench {

/// The number of the format nearest to a value, ties to even, a zero with its sign; infinity from half a ULP above the
/// largest number on.
double nearest_number(Format format, const Real& exact);

/// Adds one result, a number of the format or none, to what is known; `pattern` is the input's.
void score_exact(Format format, double got, const Real& exact, std::uint64_t pattern, ErrorStats& stats);

}  // namespace gelubench
