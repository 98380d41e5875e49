// A folder of corpus files, as accuracy/corpus/ is one.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// The numbers of all its .txt files. Throws UsageError with one sentence for a missing folder or a line that is no
/// number.
std::vector<double> read_corpus_folder(const std::filesystem::path& folder);

/// Adds those inputs to the curve's file that it lacks; returns how many. Throws UsageError or CannotWrite.
std::size_t add_to_corpus(const std::filesystem::path& folder, Curve curve, const std::vector<double>& inputs);

}  // namespace gelubench
