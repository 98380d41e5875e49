// Corpus files from anywhere.

#include <cstddef>
#include <cstdint>
#include <string>

#include "accuracy/corpus.hpp"

#ifdef GELUBENCH_FUZZ_ALONE
namespace gelubench {
// Not linked here: kernels/kernel.cpp comes with the registry, corpus_files() with the build.
std::string_view to_string(Formula) { return "formula"; }
std::string_view to_string(Direction) { return "direction"; }
const std::vector<CorpusFile>& corpus_files() {
  static const std::vector<CorpusFile> none;
  return none;
}
}  // namespace gelubench
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)gelubench::parse_corpus(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  } catch (const gelubench::BadCorpus&) {
  }
  return 0;
}
