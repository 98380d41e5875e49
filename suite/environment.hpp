// Where and with what a run happens.

#pragma once

#include "results/result_set.hpp"

namespace gelubench {

/// Describes this machine, this binary and the present moment. seed and profile are left for the caller.
Environment detect_environment();

/// Logical CPUs this process may run on.
int available_cores();

/// The emulator that runs this program's instructions, such as "qemu-aarch64"; empty where the CPU does.
std::string emulator();

}  // namespace gelubench
