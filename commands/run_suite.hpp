// The command, apart from main() so that tests can build it with planted kernels.

#pragma once

namespace gelubench {

/// Parses the arguments, runs the command and returns its exit code (suite/exit_codes.hpp). Every error is one sentence
/// on stderr.
int run_suite(int argc, char** argv);

}  // namespace gelubench
