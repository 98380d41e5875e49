// Several machines side by side.

#pragma once

#include <string>
#include <vector>

#include "results/result_set.hpp"

namespace gelubench {

/// Markdown: what each machine is, what to take on each, where the choices differ and why, and which kernels give other
/// results on one machine than on another.
std::string machines_report(const std::vector<ResultSet>& machines);

}  // namespace gelubench
