// A file of digests: what kernels gave for every float32, or for the numbers of an array, when it was written, so that
// one changed bit is noticed in seconds, without judging, and named with its inputs.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "suite/array_file.hpp"

namespace gelubench {

/// What results are of: every finite float32 but zero, or the numbers of an array, in pieces.
class DigestedInputs {
 public:
  DigestedInputs() = default;
  explicit DigestedInputs(ArrayFile array) : array_(std::move(array)) {}

  bool is_array() const { return array_.has_value(); }
  DType dtype() const { return array_ ? array_->dtype : DType::f32; }
  /// "every float32", "65536 bf16 (8c1a2b3c4d5e6f70)" with a hash of the numbers.
  std::string text() const;
  std::size_t pieces() const;
  /// The numbers of a piece, one after the other.
  std::string piece(std::size_t i) const;

 private:
  std::optional<ArrayFile> array_;
};

/// Of an implementation on the paths that give the same results.
struct DigestEntry {
  std::string implementation;
  std::vector<std::string> paths;
  std::string digest;  ///< of all results, as in results files
  std::vector<std::uint16_t>
      pieces;  ///< 16 bits of the digest of each piece of the inputs, to tell where results differ
};

/// Runs kernels of the inputs' type over them, dy = 1, all NaN counting as one; one entry a kernel, in their order.
/// None where an interrupt ended it. Throws KernelFailed.
std::vector<DigestEntry> take_digests(const DigestedInputs& inputs, const std::vector<const Kernel*>& kernels,
                                      bool quiet);

/// One entry for all paths of an implementation that have the same digest.
std::vector<DigestEntry> joined(const std::vector<DigestEntry>& entries);

/// Text a line an entry, and back. Throws UnreadableResults where the file cannot be read, is none, or is of other
/// inputs.
std::string to_text(const DigestedInputs& inputs, const std::vector<DigestEntry>& entries);
std::vector<DigestEntry> read_digests(const DigestedInputs& inputs, const std::filesystem::path& file);

/// What a kernel's results, `now`, are to be compared with: the entry of its path; for SIMD paths of another
/// architecture than those of the file, the one of these that gives the same, or else the widest. Null where there is
/// nothing to compare with.
const DigestEntry* find_digest(const std::vector<DigestEntry>& entries, const Kernel& kernel, const DigestEntry& now);

/// Where the results of a kernel, whose digest is `now`, are others than `before`: ranges of inputs, and the very
/// inputs where another path still gives the results of before. Empty where the digests are equal.
std::string difference(const DigestedInputs& inputs, const Kernel& kernel, const DigestEntry& now,
                       const DigestEntry& before);

}  // namespace gelubench
