// Which machine results are of: what tells two apart, and what people call one.

#pragma once

#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

/// The CPU's marketing name with what tells it from others of that name: "AMD EPYC (Zen 4: family 25, model 17,
/// stepping 1)". The name alone where the results do not tell more.
std::string cpu_name(const Environment& environment);

/// "L1 Data 32 KiB, L2 Unified 1 MiB"
std::string caches_text(const Environment& environment);

/// Why the two are not one machine, a phrase each: "caches: '...' and '...'". What one of them does not tell (results
/// of earlier programs have no family, model and stepping) makes no difference.
std::vector<std::string> machine_differences(const Environment& a, const Environment& b);

/// The same for all runs of one machine: its CPU, cores, paths and caches. Fit for a folder's name,
/// "amd-epyc-2-cores-6f0a12b3".
std::string machine_fingerprint(const Environment& environment);

/// Every fingerprint the machine has had: the present one, then that of programs that told CPUs apart by name alone.
std::vector<std::string> machine_fingerprints(const Environment& environment);

}  // namespace gelubench
