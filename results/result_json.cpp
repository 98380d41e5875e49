#include "results/result_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "results/hex_float.hpp"
#include "results/result_fields.hpp"
#include "results/result_schema.hpp"

namespace gelubench {
namespace {

using Json = nlohmann::ordered_json;

// The schema admits only strings that strtod reads.
double number(const Json& json) {
  return json.is_string() ? std::strtod(json.get_ref<const std::string&>().c_str(), nullptr) : json.get<double>();
}

// The schema calls 1e30 an integer too.
template <class T>
T whole(const Json& json) {
  const bool is_unsigned = json.is_number_unsigned();
  const bool fits = is_unsigned ? std::in_range<T>(json.get<std::uint64_t>())
                                : json.is_number_integer() && std::in_range<T>(json.get<std::int64_t>());
  if (!fits) throw std::out_of_range(json.dump());
  return json.get<T>();
}

// A measured quantity: a JSON number, or a string where JSON has none for it.
Json quantity(double value) {
  if (std::isfinite(value)) return value;
  return hex_float(value);
}

class Writer {
 public:
  template <class T>
  void field(const char* name, const T& value) {
    json_[name] = encode(value);
  }
  void exact(const char* name, double value) { json_[name] = hex_float(value); }
  void exact(const char* name, const std::optional<double>& value) {
    if (value) json_[name] = hex_float(*value);
  }
  Json take() { return std::move(json_); }

  template <class T>
  static Json encode(const T& value) {
    if constexpr (std::is_same_v<T, double>) {
      return quantity(value);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      return value;
    } else {
      Writer writer;
      describe(writer, const_cast<T&>(value));
      return writer.take();
    }
  }
  template <class T>
  static Json encode(const std::vector<T>& values) {
    Json array = Json::array();
    for (const T& value : values) array.push_back(encode(value));
    return array;
  }
  template <class T>
  void field(const char* name, const std::optional<T>& value) {
    if (value) json_[name] = encode(*value);
  }

 private:
  Json json_ = Json::object();
};

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  template <class T>
  void field(const char* name, T& value) {
    decode(json_.at(name), value);
  }
  template <class T>
  void field(const char* name, std::optional<T>& value) {
    if (json_.contains(name)) decode(json_.at(name), value.emplace());
  }
  void exact(const char* name, double& value) { value = number(json_.at(name)); }
  void exact(const char* name, std::optional<double>& value) {
    if (json_.contains(name)) value = number(json_.at(name));
  }

 private:
  template <class T>
  static void decode(const Json& json, T& value) {
    if constexpr (std::is_same_v<T, double>) {
      value = number(json);
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      value = whole<T>(json);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      value = json.get<T>();
    } else {
      Reader reader(json);
      describe(reader, value);
    }
  }
  template <class T>
  static void decode(const Json& json, std::vector<T>& values) {
    for (const Json& element : json) decode(element, values.emplace_back());
  }

  const Json& json_;
};

/// That every record is of a kernel the file lists, which the readers of results count on.
void check_kernels(const ResultSet& results, const std::string& name) {
  std::set<std::string> known;
  for (const KernelRecord& k : results.kernels) known.insert(k.id);
  const auto check = [&](const std::string& kernel, const char* what) {
    if (known.contains(kernel)) return;
    throw UnreadableResults(fmt::format("{} has {} of '{}', which is none of its kernels", name, what, kernel));
  };
  for (const AccuracyRecord& r : results.accuracy) check(r.kernel, "errors");
  for (const GraphRecord& r : results.graphs) check(r.kernel, "a graph");
  for (const SpecialRecord& r : results.special) check(r.kernel, "special values");
  for (const ShapeRecord& r : results.shapes) check(r.kernel, "a shape");
  for (const FlushRecord& r : results.flushed) check(r.kernel, "flushed results");
  for (const AgreementRecord& r : results.agreements) {
    check(r.a, "an agreement");
    check(r.b, "an agreement");
  }
  for (const ComparisonRecord& r : results.comparisons) check(r.kernel, "a comparison");
  for (const TimingRecord& r : results.timings) {
    if (!is_baseline_id(r.kernel)) check(r.kernel, "times");
  }
}

/// Leaves out the records of a document that Part::binary32_accuracy does not want; what is to say whether a document
/// is whole, its lists, stay.
class KeepsBinary32Accuracy {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    constexpr int of_list = 1;
    constexpr int of_record = 2;
    if (event == Event::key && depth == of_list) {
      list_ = parsed.get_ref<const std::string&>();
      return true;
    }
    if (depth != of_record) return true;
    if (event == Event::object_start) return list_ == "environment" || is_read();
    if (event != Event::object_end || list_ == "kernels" || !is_read()) return true;
    const auto kernel = parsed.find("kernel");
    return kernel == parsed.end() || !kernel->is_string() ||
           kernel->get_ref<const std::string&>().find("/f32/") != std::string::npos;
  }

 private:
  bool is_read() const { return list_ == "kernels" || list_ == "accuracy" || list_ == "shapes"; }

  std::string list_;
};

}  // namespace

std::string to_json(const PredictionSet& predictions) { return Writer::encode(predictions).dump(1) + "\n"; }

std::string to_json(const ResultSet& results) {
  const auto line = [](const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); };
  // One record a line: small, and a difference of two files names the records.
  std::string text = "{";
  const Json document = Writer::encode(results);
  for (const auto& [key, value] : document.items()) {
    text += fmt::format("{}\n\"{}\": ", text.size() > 1 ? "," : "", key);
    if (!value.is_array()) {
      text += line(value);
      continue;
    }
    text += "[";
    for (const Json& record : value) text += fmt::format("{}\n{}", text.back() == '[' ? "" : ",", line(record));
    text += value.empty() ? "]" : "\n]";
  }
  return text + "\n}\n";
}

ResultSet from_json(const std::string& text, const std::string& name, Part part) {
  Json document;
  try {
    document = part == Part::all ? Json::parse(text) : Json::parse(text, KeepsBinary32Accuracy());
  } catch (const Json::parse_error& error) {
    throw UnreadableResults(
        fmt::format("{} is not complete JSON (byte {} of {}); was it cut short?", name, error.byte, text.size()));
  } catch (const Json::out_of_range&) {
    throw UnreadableResults(fmt::format("{} holds a number beyond what binary64 has", name));
  }
  if (!document.is_object() || !document.contains("schema") || !document["schema"].is_number_integer()) {
    throw UnreadableResults(fmt::format("{} is not a gelubench results file: it has no schema number", name));
  }
  if (const int schema = document["schema"].get<int>(); schema != results_schema) {
    throw OtherSchema(
        fmt::format("{} has results schema {}, this program reads schema {}", name, schema, results_schema));
  }
  check_schema(document, name);
  ResultSet results;
  Reader reader(document);
  try {
    describe(reader, results);
  } catch (const std::out_of_range& error) {
    throw UnreadableResults(fmt::format("{} holds {}, which is no count or too large for one", name, error.what()));
  }
  check_kernels(results, name);
  return results;
}

ResultSet read_results(const std::filesystem::path& path, Part part) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw UnreadableResults(fmt::format("{} is a folder; name the results file in it", path.string()));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw UnreadableResults(
        fmt::format("cannot read {}: {}", path.string(), std::error_code(errno, std::generic_category()).message()));
  }
  std::ostringstream text;
  text << file.rdbuf();
  return from_json(text.str(), path.string(), part);
}

}  // namespace gelubench
