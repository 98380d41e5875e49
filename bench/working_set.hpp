// How much data a kernel is timed on.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gelubench {

/// Inputs and outputs together fit half of the named cache, or exceed all of them (DRAM); or a number of elements, or
/// of bytes of inputs.
struct WorkingSet {
  std::string level;            ///< as it was asked for: "L1", "L2", "LLC", "DRAM", "64", "32x4096" or "16MiB"
  std::size_t bytes = 0;        ///< of levels: inputs and outputs of one thread (L1, L2) or of all threads (LLC, DRAM)
  bool per_thread = false;      ///< bytes are of one thread
  std::size_t count = 0;        ///< of the others: elements
  std::size_t input_bytes = 0;  ///< or bytes of the inputs

  /// Elements of element_size bytes, of which each takes bytes_per_element in input and output together.
  std::size_t elements(int threads, std::size_t element_size, std::size_t bytes_per_element) const;
};

/// Names of the levels, smallest first.
const std::vector<std::string>& working_set_levels();

/// "small": 1, 7, 16, 64, 256, where calls cost more than work. "models": widths of layers of common language models
/// for 1, 32 and 512 tokens. Empty for other names.
std::vector<std::string> named_sizes(const std::string& name);

/// How users name working sets, in messages: "L1, L2, LLC, DRAM, a number of elements, ROWSxCOLUMNS or bytes of inputs
/// such as 16MiB".
std::string working_set_words();

/// The working set of a level on this machine, or of "N" or "ROWSxCOLUMNS" elements, or of "64KiB", "16MiB" or "1GiB"
/// of inputs; nothing where it has no such cache, or the text is none of these. DRAM is dram_factor times the last
/// cache, between 32 and 512 MiB.
std::optional<WorkingSet> working_set(const std::string& size, double dram_factor);

/// Memory this process can still take, in bytes; nothing where the system does not tell.
std::optional<std::size_t> available_memory();

}  // namespace gelubench
