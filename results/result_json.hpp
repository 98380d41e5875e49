// The results file: one JSON document, checked against results/results.schema.json whenever it is read.

#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "results/result_set.hpp"

namespace gelubench {

/// A file that is missing, not JSON, or not a results file of this schema; the message is one sentence.
class UnreadableResults : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A results file of another schema version.
class OtherSchema : public UnreadableResults {
 public:
  using UnreadableResults::UnreadableResults;
};

/// The document as text. Numbers that JSON has no words for, and inputs and outputs of kernels, are strings: "inf",
/// "-0x1.8p+2". Reading the text back gives an equal ResultSet.
std::string to_json(const ResultSet& results);

/// The "predictions" of a results file alone.
std::string to_json(const PredictionSet& predictions);

/// Throws UnreadableResults. `name` is what the message calls the document.
ResultSet from_json(const std::string& text, const std::string& name);

/// Reads a file. Throws UnreadableResults.
ResultSet read_results(const std::filesystem::path& path);

/// The JSON Schema of the document.
const std::string& results_json_schema();

}  // namespace gelubench
