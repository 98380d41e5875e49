#include "suite/digests.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

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
    "# gelubench digests 1: implementation, paths, XXH3 of the results for every float32, 16 bits a piece of the "
    "inputs";

std::uint16_t short_digest(const Digest& digest) { return static_cast<std::uint16_t>(digest[0] << 8 | digest[1]); }

const std::vector<InputPiece>& pieces() {
  static const std::vector<InputPiece> list = exhaustive_inputs(DType::f32);
  return list;
}

float input(const InputPiece& piece, std::uint64_t i) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(piece.pattern(i, 0)));
}

/// The results of a kernel for a piece of inputs.
std::vector<float> results_of(const Kernel& kernel, const InputPiece& piece) {
  std::vector<float> x(piece.count);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = input(piece, i);
  const std::vector<float> ones(x.size(), 1);
  std::vector<float> y(x.size());
  kernel.function(x.data(), ones.data(), y.data(), x.size());
  return y;
}

std::uint16_t short_digest(const std::vector<float>& results) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(results.data(), results.size() * sizeof(float)));
  return static_cast<std::uint16_t>(canonical.digest[0] << 8 | canonical.digest[1]);
}

/// The results of before for a piece, by another path that still has them.
std::optional<std::vector<float>> results_before(const Kernel& kernel, std::size_t piece, const DigestEntry& before) {
  for (const Kernel& other : registry()) {
    if (&other == &kernel || other.implementation() != kernel.implementation() || !cpu_supports(other.path)) continue;
    std::vector<float> results = results_of(other, pieces()[piece]);
    if (short_digest(results) == before.pieces[piece]) return results;
  }
  return std::nullopt;
}

/// The inputs of a piece at which results are others than before.
std::string inputs_text(const Kernel& kernel, std::size_t piece, const DigestEntry& before) {
  const std::optional<std::vector<float>> old = results_before(kernel, piece, before);
  if (!old) return "";
  const std::vector<float> now = results_of(kernel, pieces()[piece]);
  std::uint64_t changed = 0;
  std::string first;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (std::bit_cast<std::uint32_t>(now[i]) == std::bit_cast<std::uint32_t>((*old)[i])) continue;
    if (++changed > 1) continue;
    const auto text = [](float v) { return hex_float(static_cast<double>(v)); };
    first = fmt::format("x = {}: {}, before {}", text(input(pieces()[piece], i)), text(now[i]), text((*old)[i]));
  }
  return fmt::format(" ({} of them, the first {})", changed, first);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, separator);) words.push_back(word);
  return words;
}

DigestEntry parse(const std::string& line, const std::string& where) {
  const std::vector<std::string> words = split(line, ' ');
  constexpr std::size_t piece_digits = 4;
  const bool fits = words.size() == 4 && words[2].size() == 32 && words[3].size() == piece_digits * pieces().size();
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

}  // namespace

namespace {

/// Of kernels swept together: of this process, or one of another. Empty where an interrupt ended it.
std::vector<DigestEntry> digests_of(const std::vector<const Kernel*>& kernels, bool quiet) {
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
  const SweepResult result = sweep(kernels, pieces(), options);
  std::vector<DigestEntry> entries;
  if (!result.complete) return entries;
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    DigestEntry entry{.implementation = kernels[k]->implementation(),
                      .paths = {std::string(to_string(kernels[k]->path))},
                      .digest = result.kernels[k].digest,
                      .pieces = std::vector<std::uint16_t>(pieces().size())};
    for (std::size_t i = 0; i < all.pieces.size(); ++i) entry.pieces[all.pieces[i]] = short_digest(all.digests[i][k]);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

std::vector<DigestEntry> take_digests(const std::vector<const Kernel*>& kernels, bool quiet) {
  std::vector<const Kernel*> ours = kernels;
  std::erase_if(ours, [](const Kernel* k) { return k->is_remote(); });
  std::map<const Kernel*, DigestEntry> found;
  const auto take = [&](const std::vector<const Kernel*>& some) {
    const std::vector<DigestEntry> entries = digests_of(some, quiet);
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

std::string to_text(const std::vector<DigestEntry>& entries) {
  std::string text = std::string(header_line) + "\n";
  for (const DigestEntry& entry : entries) {
    text += fmt::format("{} {} {} ", entry.implementation, fmt::join(entry.paths, ","), entry.digest);
    for (const std::uint16_t piece : entry.pieces) text += fmt::format("{:04x}", piece);
    text += "\n";
  }
  return text;
}

std::vector<DigestEntry> read_digests(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!stream || !std::getline(stream, line)) throw UnreadableResults("cannot read " + file.string());
  if (line != header_line) throw UnreadableResults(file.string() + " is no file of digests of this program");
  std::vector<DigestEntry> entries;
  for (int number = 2; std::getline(stream, line); ++number) {
    entries.push_back(parse(line, fmt::format("{}:{}", file.string(), number)));
  }
  return entries;
}

const DigestEntry* find_digest(const std::vector<DigestEntry>& entries, const Kernel& kernel) {
  for (const DigestEntry& entry : entries) {
    if (entry.implementation != kernel.implementation()) continue;
    if (std::find(entry.paths.begin(), entry.paths.end(), to_string(kernel.path)) != entry.paths.end()) return &entry;
  }
  return nullptr;
}

std::string difference(const Kernel& kernel, const DigestEntry& now, const DigestEntry& before) {
  if (now.digest == before.digest) return "";
  constexpr std::size_t most_named = 4;
  std::vector<std::string> ranges;
  std::size_t differing = 0;
  for (std::size_t i = 0; i < pieces().size(); ++i) {
    if (now.pieces[i] == before.pieces[i]) continue;
    if (++differing > most_named) continue;
    const InputPiece& piece = pieces()[i];
    ranges.push_back(fmt::format("{} … {}{}", hex_float(static_cast<double>(input(piece, 0))),
                                 hex_float(static_cast<double>(input(piece, piece.count - 1))),
                                 inputs_text(kernel, i, before)));
  }
  std::string text = fmt::format("{}: other results for inputs in {}", kernel.id, fmt::join(ranges, "; in "));
  if (differing > most_named) text += fmt::format("; and in {} further pieces", differing - most_named);
  return text;
}

}  // namespace gelubench
