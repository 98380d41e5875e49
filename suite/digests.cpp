#include "suite/digests.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "accuracy/element.hpp"
#include "accuracy/inputs.hpp"
#include "accuracy/sweep.hpp"
#include "kernels/cpu/cpu.hpp"
#include "results/hex_float.hpp"
#include "results/result_json.hpp"
#include "suite/environment.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"

namespace gelubench {
namespace {

constexpr const char* header_line =
    "# gelubench digests 2: implementation, paths, XXH3 of all results, 16 bits of that of each piece of the inputs";
constexpr const char* inputs_line = "# inputs: ";

std::uint16_t short_digest(const Digest& digest) { return static_cast<std::uint16_t>(digest[0] << 8 | digest[1]); }

Digest digest_of(const std::string& bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  Digest digest;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), digest.begin());
  return digest;
}

const std::vector<InputPiece>& every_float32() {
  static const std::vector<InputPiece> list = exhaustive_inputs(DType::f32);
  return list;
}

/// Elements in a piece of an array.
constexpr std::size_t array_piece = 4096;

/// Numbers in a memory of their alignment.
struct Buffer {
  explicit Buffer(std::size_t bytes) : words(bytes / sizeof(std::uint64_t) + 1) {}
  std::vector<std::uint64_t> words;
  void* data() { return words.data(); }
};

/// Every NaN made the same: what sign and payload a result has depends on the CPU's instructions.
void unify_nan(DType dtype, char* numbers, std::size_t bytes) {
  const Format format = format_of(dtype);
  const std::size_t size = size_of(dtype);
  const std::uint64_t one_nan = format.infinity() + 1;
  for (std::size_t i = 0; i < bytes; i += size) {
    std::uint64_t pattern = 0;
    std::memcpy(&pattern, numbers + i, size);
    if ((pattern & ~format.sign()) > format.infinity()) std::memcpy(numbers + i, &one_nan, size);
  }
}

/// The results of a kernel for a piece of inputs.
std::string results_of(const Kernel& kernel, const std::string& x) {
  const std::size_t size = size_of(kernel.dtype);
  const std::uint64_t one = encode(format_of(kernel.dtype), 1.0);
  Buffer from(x.size()), ones(x.size()), to(x.size());
  std::memcpy(from.data(), x.data(), x.size());
  for (std::size_t i = 0; i < x.size(); i += size) {
    std::memcpy(reinterpret_cast<char*>(ones.data()) + i, &one, size);
  }
  kernel.function(from.data(), ones.data(), to.data(), x.size() / size);
  unify_nan(kernel.dtype, reinterpret_cast<char*>(to.data()), x.size());
  return {reinterpret_cast<const char*>(to.data()), x.size()};
}

/// The results of before for a piece, by another path that still has them.
std::optional<std::string> results_before(const DigestedInputs& inputs, const Kernel& kernel, std::size_t piece,
                                          const DigestEntry& before) {
  for (const Kernel& other : registry()) {
    if (&other == &kernel || other.implementation() != kernel.implementation() || !cpu_supports(other.path)) continue;
    std::string results = results_of(other, inputs.piece(piece));
    if (short_digest(digest_of(results)) == before.pieces[piece]) return results;
  }
  return std::nullopt;
}

/// A number of many as hex float.
std::string text_of(DType dtype, const std::string& numbers, std::size_t i) {
  std::uint64_t pattern = 0;
  std::memcpy(&pattern, numbers.data() + i * size_of(dtype), size_of(dtype));
  return hex_float(decode(format_of(dtype), pattern));
}

/// The inputs of a piece at which results are others than before.
std::string inputs_text(const DigestedInputs& inputs, const Kernel& kernel, std::size_t piece,
                        const DigestEntry& before) {
  const std::optional<std::string> old = results_before(inputs, kernel, piece, before);
  if (!old) return "";
  const std::string x = inputs.piece(piece);
  const std::string now = results_of(kernel, x);
  const std::size_t size = size_of(kernel.dtype);
  std::uint64_t changed = 0;
  std::string first;
  for (std::size_t i = 0; i < x.size() / size; ++i) {
    if (now.compare(i * size, size, *old, i * size, size) == 0) continue;
    if (++changed > 1) continue;
    first = fmt::format("x = {}: {}, before {}", text_of(kernel.dtype, x, i), text_of(kernel.dtype, now, i),
                        text_of(kernel.dtype, *old, i));
  }
  return fmt::format(" ({} of them, the first {})", changed, first);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, separator);) words.push_back(word);
  return words;
}

DigestEntry parse(const std::string& line, std::size_t pieces, const std::string& where) {
  const std::vector<std::string> words = split(line, ' ');
  constexpr std::size_t piece_digits = 4;
  const bool fits = words.size() == 4 && words[2].size() == 32 && words[3].size() == piece_digits * pieces;
  if (!fits) throw UnreadableResults(where + " is no entry of a file of digests");
  DigestEntry entry{.implementation = words[0], .paths = split(words[1], ','), .digest = words[2], .pieces = {}};
  for (std::size_t i = 0; i < words[3].size(); i += piece_digits) {
    std::uint16_t value = 0;
    const char* begin = words[3].data() + i;
    if (std::from_chars(begin, begin + piece_digits, value, 16).ptr != begin + piece_digits) {
      throw UnreadableResults(where + " is no entry of a file of digests");
    }
    entry.pieces.push_back(value);
  }
  return entry;
}

DigestEntry entry_of(const Kernel& kernel, std::string digest, std::size_t pieces) {
  return {.implementation = kernel.implementation(),
          .paths = {std::string(to_string(kernel.path))},
          .digest = std::move(digest),
          .pieces = std::vector<std::uint16_t>(pieces)};
}

/// Of kernels swept together: of this process, or one of another. Empty where an interrupt ended it.
std::vector<DigestEntry> of_every_float32(const std::vector<const Kernel*>& kernels, bool quiet) {
  const std::string what = kernels.size() == 1 ? kernels.front()->id : fmt::format("{} kernels", kernels.size());
  Progress progress(fmt::format("every float32, by digest ({})", what), "results", quiet);
  SweepState all;
  SweepOptions options;
  options.threads = available_cores();
  options.digests_only = true;
  options.stop = &stop_on_interrupt();
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    progress.update(done * kernels.size(), total * kernels.size());
  };
  options.checkpoint = [&](const SweepState& gathered) {
    all.pieces.insert(all.pieces.end(), gathered.pieces.begin(), gathered.pieces.end());
    all.digests.insert(all.digests.end(), gathered.digests.begin(), gathered.digests.end());
  };
  const SweepResult result = sweep(kernels, every_float32(), options);
  std::vector<DigestEntry> entries;
  if (!result.complete) return entries;
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    DigestEntry entry = entry_of(*kernels[k], result.kernels[k].digest, every_float32().size());
    for (std::size_t i = 0; i < all.pieces.size(); ++i) entry.pieces[all.pieces[i]] = short_digest(all.digests[i][k]);
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// The same for the numbers of an array.
std::vector<DigestEntry> of_array(const DigestedInputs& inputs, const std::vector<const Kernel*>& kernels, bool quiet) {
  Progress progress(fmt::format("{}, by digest ({} kernels)", inputs.text(), kernels.size()), "kernels", quiet);
  std::vector<DigestEntry> entries;
  for (const Kernel* kernel : kernels) {
    if (stop_on_interrupt()) return {};
    DigestEntry entry = entry_of(*kernel, "", inputs.pieces());
    std::string all;
    for (std::size_t i = 0; i < inputs.pieces(); ++i) {
      const std::string results = results_of(*kernel, inputs.piece(i));
      entry.pieces[i] = short_digest(digest_of(results));
      all += results;
    }
    for (const unsigned char byte : digest_of(all)) entry.digest += fmt::format("{:02x}", byte);
    entries.push_back(std::move(entry));
    progress.update(entries.size(), kernels.size());
  }
  return entries;
}

}  // namespace

std::string DigestedInputs::text() const {
  if (!array_) return "every float32";
  return fmt::format("{} {} ({:016x})", array_->size(), to_string(array_->dtype),
                     XXH3_64bits(array_->bytes.data(), array_->bytes.size()));
}

std::size_t DigestedInputs::pieces() const {
  return array_ ? (array_->size() + array_piece - 1) / array_piece : every_float32().size();
}

std::string DigestedInputs::piece(std::size_t i) const {
  if (array_) {
    const std::size_t bytes = array_piece * size_of(array_->dtype);
    return array_->bytes.substr(i * bytes, bytes);
  }
  const InputPiece& piece = every_float32()[i];
  std::string bytes(piece.count * sizeof(float), '\0');
  for (std::uint64_t k = 0; k < piece.count; ++k) {
    const auto pattern = static_cast<std::uint32_t>(piece.pattern(k, 0));
    std::memcpy(bytes.data() + k * sizeof pattern, &pattern, sizeof pattern);
  }
  return bytes;
}

std::vector<DigestEntry> take_digests(const DigestedInputs& inputs, const std::vector<const Kernel*>& kernels,
                                      bool quiet) {
  if (inputs.is_array()) return of_array(inputs, kernels, quiet);
  std::vector<const Kernel*> ours = kernels;
  std::erase_if(ours, [](const Kernel* k) { return k->is_remote(); });
  std::map<const Kernel*, DigestEntry> found;
  const auto take = [&](const std::vector<const Kernel*>& some) {
    const std::vector<DigestEntry> entries = of_every_float32(some, quiet);
    for (std::size_t k = 0; k < entries.size(); ++k) found[some[k]] = entries[k];
  };
  if (!ours.empty()) take(ours);
  for (const Kernel* kernel : kernels) {
    if (kernel->is_remote()) take({kernel});
  }
  if (found.size() < kernels.size()) return {};
  std::vector<DigestEntry> entries;
  for (const Kernel* kernel : kernels) entries.push_back(std::move(found[kernel]));
  return entries;
}

std::vector<DigestEntry> joined(const std::vector<DigestEntry>& entries) {
  std::vector<DigestEntry> list;
  for (const DigestEntry& entry : entries) {
    const auto same = std::find_if(list.begin(), list.end(), [&](const DigestEntry& other) {
      return other.implementation == entry.implementation && other.digest == entry.digest;
    });
    if (same == list.end())
      list.push_back(entry);
    else
      same->paths.insert(same->paths.end(), entry.paths.begin(), entry.paths.end());
  }
  return list;
}

std::string to_text(const DigestedInputs& inputs, const std::vector<DigestEntry>& entries) {
  std::string text = fmt::format("{}\n{}{}\n", header_line, inputs_line, inputs.text());
  for (const DigestEntry& entry : entries) {
    text += fmt::format("{} {} {} ", entry.implementation, fmt::join(entry.paths, ","), entry.digest);
    for (const std::uint16_t piece : entry.pieces) text += fmt::format("{:04x}", piece);
    text += "\n";
  }
  return text;
}

std::vector<DigestEntry> read_digests(const DigestedInputs& inputs, const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!stream || !std::getline(stream, line)) throw UnreadableResults("cannot read " + file.string());
  if (line != header_line || !std::getline(stream, line) || !line.starts_with(inputs_line)) {
    throw UnreadableResults(file.string() + " is no file of digests of this program");
  }
  const std::string of = line.substr(std::string_view(inputs_line).size());
  if (of != inputs.text()) {
    throw UnreadableResults(fmt::format("{} has digests for {}, not for {}", file.string(), of, inputs.text()));
  }
  std::vector<DigestEntry> entries;
  for (int number = 3; std::getline(stream, line); ++number) {
    entries.push_back(parse(line, inputs.pieces(), fmt::format("{}:{}", file.string(), number)));
  }
  return entries;
}

const DigestEntry* find_digest(const std::vector<DigestEntry>& entries, const Kernel& kernel, const DigestEntry& now) {
  std::vector<const DigestEntry*> elsewhere;  // of SIMD paths, from narrow to wide
  for (const DigestEntry& entry : entries) {
    if (entry.implementation != kernel.implementation()) continue;
    const auto has = [&](Path path) {
      return std::find(entry.paths.begin(), entry.paths.end(), to_string(path)) != entry.paths.end();
    };
    if (has(kernel.path)) return &entry;
    if (std::any_of(all_paths().begin(), all_paths().end(),
                    [&](Path path) { return has(path) && are_of_two_architectures(path, kernel.path); })) {
      elsewhere.push_back(&entry);
    }
  }
  if (elsewhere.empty()) return nullptr;
  const auto same = std::find_if(elsewhere.begin(), elsewhere.end(),
                                 [&](const DigestEntry* entry) { return entry->digest == now.digest; });
  return same == elsewhere.end() ? elsewhere.back() : *same;
}

std::string difference(const DigestedInputs& inputs, const Kernel& kernel, const DigestEntry& now,
                       const DigestEntry& before) {
  if (now.digest == before.digest) return "";
  constexpr std::size_t most_named = 4;
  std::vector<std::string> ranges;
  std::size_t differing = 0;
  for (std::size_t i = 0; i < inputs.pieces(); ++i) {
    if (now.pieces[i] == before.pieces[i]) continue;
    if (++differing > most_named) continue;
    const std::string x = inputs.piece(i);
    const std::size_t last = x.size() / size_of(kernel.dtype) - 1;
    ranges.push_back(fmt::format("{} … {}{}", text_of(kernel.dtype, x, 0), text_of(kernel.dtype, x, last),
                                 inputs_text(inputs, kernel, i, before)));
  }
  std::string text = fmt::format("{}: other results for inputs in {}", kernel.id, fmt::join(ranges, "; in "));
  if (differing > most_named) text += fmt::format("; and in {} further pieces", differing - most_named);
  return text;
}

}  // namespace gelubench
