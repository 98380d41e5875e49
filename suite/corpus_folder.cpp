#include "suite/corpus_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "accuracy/corpus.hpp"
#include "results/atomic_file.hpp"
#include "results/hex_float.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError(fmt::format("cannot read {}", path.string()));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<double> parse(const std::string& text, const fs::path& path) {
  try {
    return parse_corpus(text, path.string());
  } catch (const BadCorpus& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

std::vector<double> read_corpus_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  if (error) throw UsageError(fmt::format("cannot read the corpus folder {}: {}", folder.string(), error.message()));
  if (files.empty()) throw UsageError(fmt::format("the corpus folder {} holds no .txt file", folder.string()));
  std::sort(files.begin(), files.end());
  std::vector<double> numbers;
  for (const fs::path& path : files) {
    const std::vector<double> some = parse(read_text(path), path);
    numbers.insert(numbers.end(), some.begin(), some.end());
  }
  return numbers;
}

std::size_t add_to_corpus(const fs::path& folder, Curve curve, const std::vector<double>& inputs) {
  const fs::path path = folder / corpus_name(curve);
  std::error_code error;
  std::string text =
      fs::exists(path, error)
          ? read_text(path)
          : fmt::format("# Inputs of float64 at which kernels of {} err most, found by run_suite search.\n",
                        to_string(curve));
  std::vector<double> known = parse(text, path);
  std::size_t added = 0;
  for (const double x : inputs) {
    if (std::find(known.begin(), known.end(), x) != known.end()) continue;
    known.push_back(x);
    text += hex_float(x) + "\n";
    ++added;
  }
  if (added > 0) write_file(path, text);
  return added;
}

}  // namespace gelubench
