#include "accuracy/corpus.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <sstream>

namespace gelubench {

std::vector<double> parse_corpus(const std::string& text, const std::string& name) {
  std::vector<double> numbers;
  std::istringstream lines(text);
  std::string line;
  for (int n = 1; std::getline(lines, line); ++n) {
    std::string number = line.substr(0, line.find('#'));
    number.erase(0, number.find_first_not_of(" \t\r"));
    number.erase(number.find_last_not_of(" \t\r") + 1);
    if (number.empty()) continue;
    char* end = nullptr;
    const double x = std::strtod(number.c_str(), &end);
    if (*end != '\0' || !std::isfinite(x)) {
      throw BadCorpus(fmt::format("{}, line {}: '{}' is no finite number", name, n, number));
    }
    numbers.push_back(x);
  }
  return numbers;
}

std::string corpus_name(Curve curve) {
  return fmt::format("{}.{}.txt", to_string(curve.formula), to_string(curve.direction));
}

std::vector<double> corpus(Curve curve) {
  for (const CorpusFile& file : corpus_files()) {
    if (file.name == corpus_name(curve)) return parse_corpus(std::string(file.text), std::string(file.name));
  }
  return {};
}

}  // namespace gelubench
