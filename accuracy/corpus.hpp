// Inputs at which binary64 kernels were once found to err most, a text file per curve: replayed in every run.
//
// A line holds one number, decimal or hexadecimal; '#' begins a comment. The files of accuracy/corpus/ are compiled in.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/kernel.hpp"

namespace gelubench {

/// A line that is no finite number; what() names file and line.
struct BadCorpus : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The numbers of a corpus file's text. `name` is used in messages.
std::vector<double> parse_corpus(const std::string& text, const std::string& name);

/// The name of a curve's file, e.g. "gelu.backward.txt".
std::string corpus_name(Curve curve);

/// The compiled-in numbers of a curve.
std::vector<double> corpus(Curve curve);

/// Name and text of every compiled-in file; made by CMakeLists.txt.
struct CorpusFile {
  std::string_view name;
  std::string_view text;
};
const std::vector<CorpusFile>& corpus_files();

}  // namespace gelubench
