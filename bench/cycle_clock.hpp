// How long a clock cycle of this core takes now, without performance counters.

#pragma once

#include <optional>

namespace gelubench {

/// Nanoseconds per cycle of the core that runs this, from chains of dependent 32-bit integer multiplications, each of
/// which takes 3 cycles on every x86-64 core since 2008 (Agner Fog's instruction tables), or, on aarch64, of exclusive
/// ors, which take one (Arm's software optimisation guides): the least of some chains, so that an interruption does not
/// count. Takes about 10 microseconds. Nothing where the latency is not known.
std::optional<double> nanoseconds_per_cycle();

}  // namespace gelubench
