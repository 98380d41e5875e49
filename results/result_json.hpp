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

/// What of a results file is read: all of it; or kernels, and the accuracy and shapes of binary32 ones, which takes a
/// part of the time. The records of its other lists are left out unread.
enum class Part { all, binary32_accuracy };

/// Throws UnreadableResults. `name` is what the message calls the document.
ResultSet from_json(const std::string& text, const std::string& name, Part part = Part::all);

/// Reads a file. Throws UnreadableResults.
ResultSet read_results(const std::filesystem::path& path, Part part = Part::all);

/// The JSON Schema of the document.
const std::string& results_json_schema();

}  // namespace gelubench
