// The check of a results file against its JSON Schema: apart, because the validator takes long to compile.

#include "results/result_schema.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "results/result_json.hpp"

namespace gelubench {
namespace {

// "<root>", "[accuracy]", "[3]" as /accuracy/3.
std::string pointer(const std::vector<std::string>& context) {
  std::string path;
  for (const std::string& step : context) {
    if (step == "<root>") continue;
    path += "/" + (step.size() > 2 && step.front() == '[' ? step.substr(1, step.size() - 2) : step);
  }
  return path.empty() ? "/" : path;
}

}  // namespace

void check_schema(const nlohmann::ordered_json& document, const std::string& name) {
  // The adapter works on the unordered type.
  const auto text = nlohmann::json::parse(results_json_schema());
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  const nlohmann::json unordered = document;
  const valijson::adapters::NlohmannJsonAdapter adapter(unordered);
  valijson::Validator validator;
  valijson::ValidationResults errors;
  if (validator.validate(schema, adapter, &errors)) return;
  // The first error is that of the outermost value; the deepest path is where the misfit is.
  valijson::ValidationResults::Error deepest;
  for (const auto& error : errors) {
    if (error.context.size() > deepest.context.size()) deepest = error;
  }
  throw UnreadableResults(
      fmt::format("{} does not fit the results schema at {}: {}", name, pointer(deepest.context), deepest.description));
}

}  // namespace gelubench
