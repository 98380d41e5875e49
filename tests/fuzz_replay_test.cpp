// The fuzz targets on every input kept in fuzz/: under sanitizers where this build has them. scripts/fuzz looks for
// more.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#define LLVMFuzzerTestOneInput fuzz_results
#include "fuzz/fuzz_results.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_journal
#include "fuzz/fuzz_journal.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_npy
#include "fuzz/fuzz_npy.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_corpus
#include "fuzz/fuzz_corpus.cpp"
#include "places.hpp"
#undef LLVMFuzzerTestOneInput

namespace gelubench {
namespace {

void replay(const std::string& target, int (*run)(const std::uint8_t*, std::size_t)) {
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(GELUBENCH_FUZZ_DATA) / target)) {
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const std::string bytes = text.str();
    EXPECT_EQ(run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0) << entry.path();
    ++inputs;
  }
  EXPECT_GT(inputs, 0);
}

TEST(FuzzReplay, Results) { replay("results", fuzz_results); }
TEST(FuzzReplay, Journal) { replay("journal", fuzz_journal); }
TEST(FuzzReplay, Npy) { replay("npy", fuzz_npy); }
TEST(FuzzReplay, Corpus) { replay("corpus", fuzz_corpus); }

}  // namespace
}  // namespace gelubench
