# The JSON Schema of the results file, compiled in: the source file results_schema_cpp.
get_filename_component(schema_path ${CMAKE_CURRENT_LIST_DIR}/../results/results.schema.json ABSOLUTE)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema_path})
file(READ ${schema_path} schema)
set(results_schema_cpp ${CMAKE_CURRENT_BINARY_DIR}/results_schema.cpp)
file(CONFIGURE OUTPUT ${results_schema_cpp} @ONLY CONTENT [=[
#include "results/result_json.hpp"
const std::string& gelubench::results_json_schema() {
  static const std::string schema = R"schema(@schema@)schema";
  return schema;
}
]=])
