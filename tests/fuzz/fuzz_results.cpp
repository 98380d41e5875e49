// Results files from anywhere.

#include <cstddef>
#include <cstdint>
#include <string>

#include "reports/report.hpp"
#include "results/result_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const gelubench::ResultSet results =
        gelubench::from_json(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
    // What is read can be written, and reported.
    (void)gelubench::to_json(results);
    (void)gelubench::markdown_report(results);
  } catch (const gelubench::UnreadableResults&) {
  }
  return 0;
}
