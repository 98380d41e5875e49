// Where and with what a run happens.

#pragma once

#include "results/result_set.hpp"

namespace gelubench {

/// Describes this machine, this binary and the present moment. seed and profile are left for the caller.
Environment detect_environment();

/// Logical CPUs this process may run on.
int available_cores();

}  // namespace gelubench
