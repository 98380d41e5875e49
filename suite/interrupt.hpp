// Ctrl-C: the first ends the stage under way and keeps what was measured, the second ends the program.

#pragma once

#include <atomic>

namespace gelubench {

/// Takes over SIGINT and SIGTERM and returns the flag they set. Ignores SIGXFSZ.
const std::atomic<bool>& stop_on_interrupt();

}  // namespace gelubench
