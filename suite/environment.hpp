// Where and with what a run happens.

#pragma once

#include <string>

#include "results/result_set.hpp"

namespace gelubench {

/// Describes this machine, this binary and the present moment. seed and profile are left for the caller.
Environment detect_environment();

/// The version of this program, "1.0.0", and the day it was made, "2026-11-30".
std::string program_version();
std::string release_day();

/// Logical CPUs this process may run on.
int available_cores();

/// The emulator that runs this program's instructions, such as "qemu-aarch64"; empty where the CPU does.
std::string emulator();

}  // namespace gelubench
