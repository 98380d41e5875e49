// Journals and shards from anywhere. The checksums of lines are made right first: a fuzzer would not get past them.

#include <fmt/format.h>
#include <xxhash.h>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "results/result_json.hpp"
#include "suite/journal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string raw(reinterpret_cast<const char*>(data), size);
  std::string mended;
  std::istringstream lines(raw);
  for (std::string line; std::getline(lines, line);) {
    mended += fmt::format("{:016x} {}\n", XXH3_64bits(line.data(), line.size()), line);
  }
  for (const std::string& text : {raw, mended}) {
    std::istringstream file(text);
    try {
      (void)gelubench::parse_journal(file, "fuzz");
    } catch (const gelubench::UnreadableResults&) {
    }
  }
  return 0;
}
