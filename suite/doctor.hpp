// What on this machine spoils a measurement, and what to do about it.

#pragma once

#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

/// Where the files of the system are read; tests give a folder of their own.
struct SystemFiles {
  std::string root = "/";
};

/// Looks at frequency governor, turbo, simultaneous threads, time stolen by the hypervisor, load, virtualisation, the
/// right to choose cores, the clock's resolution, the build and missing peers; and, for comparisons of two programs,
/// randomised addresses and the alignment of code. Takes half a second.
std::vector<FindingRecord> examine_machine(const SystemFiles& files = {});

/// What two readings of the first line of /proc/stat say of the time between them: the share stolen, or -1 where there
/// is none in them.
double stolen_share(const std::string& before, const std::string& after);

}  // namespace gelubench
