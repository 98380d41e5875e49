// A file of digests: what kernels gave for every float32 when it was written, so that one changed bit is noticed in
// seconds, without judging, and named with its inputs.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// Of an implementation on the paths that give the same results.
struct DigestEntry {
  std::string implementation;
  std::vector<std::string> paths;
  std::string digest;  ///< of all results, as in results files
  std::vector<std::uint16_t>
      pieces;  ///< 16 bits of the digest of each piece of the inputs, to tell where results differ
};

/// Runs float32 kernels over every finite input but zero; one entry a kernel, in their order. None where an
/// interrupt ended it. Throws KernelFailed.
std::vector<DigestEntry> take_digests(const std::vector<const Kernel*>& kernels, bool quiet);

/// One entry for all paths of an implementation that have the same digest.
std::vector<DigestEntry> joined(const std::vector<DigestEntry>& entries);

/// Text a line an entry, and back. Throws UnreadableResults where the file cannot be read or is none.
std::string to_text(const std::vector<DigestEntry>& entries);
std::vector<DigestEntry> read_digests(const std::filesystem::path& file);

/// The entry of the kernel's path, or null.
const DigestEntry* find_digest(const std::vector<DigestEntry>& entries, const Kernel& kernel);

/// Where the results of a kernel, whose digest is `now`, are others than `before`: ranges of inputs, and the very
/// inputs where another path still gives the results of before. Empty where the digests are equal.
std::string difference(const Kernel& kernel, const DigestEntry& now, const DigestEntry& before);

}  // namespace gelubench
