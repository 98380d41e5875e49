// Energy of the CPU, where the system lets it be read.

#pragma once

#include <functional>
#include <optional>
#include <string>

namespace gelubench {

/// Joules that the CPU's packages took while `work` ran, by the counters of RAPL under /sys/class/powercap (Intel since
/// 2011, AMD since Zen; what other processes took is in it). Nothing where there are none, or this user may not read
/// them: `problem` says so.
std::optional<double> joules_of(const std::function<void()>& work, std::string& problem);

}  // namespace gelubench
