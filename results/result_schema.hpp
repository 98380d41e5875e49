// The check of a results file against results/results.schema.json.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace gelubench {

/// Throws UnreadableResults with the path of the misfit. `name` is what the message calls the document.
void check_schema(const nlohmann::ordered_json& document, const std::string& name);

}  // namespace gelubench
