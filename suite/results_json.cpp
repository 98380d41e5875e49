#include "suite/results_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace gelubench {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(double value) { return std::isnan(value) ? "nan" : fmt::format("{:a}", value); }

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
  return hex(value);
}

// One description of each record serves both directions: Archive is a Writer or a Reader.
class Writer {
 public:
  template <class T>
  void field(const char* name, const T& value) {
    json_[name] = encode(value);
  }
  void exact(const char* name, double value) { json_[name] = hex(value); }
  void exact(const char* name, const std::optional<double>& value) {
    if (value) json_[name] = hex(*value);
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

template <class Archive>
void describe(Archive& a, CacheInfo& r) {
  a.field("type", r.type);
  a.field("level", r.level);
  a.field("bytes", r.bytes);
}

template <class Archive>
void describe(Archive& a, Library& r) {
  a.field("name", r.name);
  a.field("version", r.version);
}

template <class Archive>
void describe(Archive& a, Environment& r) {
  a.field("utc", r.utc);
  a.field("commit", r.commit);
  a.field("dirty", r.dirty);
  a.field("compiler", r.compiler);
  a.field("flags", r.flags);
  a.field("cpu_model", r.cpu_model);
  a.field("paths", r.paths);
  a.field("caches", r.caches);
  a.field("cores", r.cores);
  a.field("governor", r.governor);
  a.field("virtualised", r.virtualised);
  a.field("os", r.os);
  a.field("libraries", r.libraries);
  a.field("seed", r.seed);
  a.field("profile", r.profile);
}

template <class Archive>
void describe(Archive& a, ClaimRecord& r) {
  a.field("max_ulp", r.max_ulp);
  a.field("ulp_from", r.ulp_from);
  a.field("max_abs", r.max_abs);
  a.field("special_values", r.special_values);
  a.field("finite", r.finite);
}

template <class Archive>
void describe(Archive& a, KernelRecord& r) {
  a.field("id", r.id);
  a.field("method", r.method);
  a.field("variant", r.variant);
  a.field("dtype", r.dtype);
  a.field("direction", r.direction);
  a.field("path", r.path);
  a.field("formula", r.formula);
  a.field("claim", r.claim);
  a.field("provenance", r.provenance);
  a.field("c_function", r.c_function);
}

template <class Archive>
void describe(Archive& a, WorstInput& r) {
  a.exact("x", r.x);
  a.exact("got", r.got);
  a.exact("want", r.want);
  a.field("ulp", r.ulp);
  a.field("abs", r.abs);
}

template <class Archive>
void describe(Archive& a, HistogramBucket& r) {
  a.field("upper", r.upper);
  a.field("count", r.count);
}

template <class Archive>
void describe(Archive& a, CurvePoint& r) {
  a.exact("x", r.x);
  a.field("ulp", r.ulp);
  a.field("counted_apart", r.counted_apart);
}

template <class Archive>
void describe(Archive& a, AccuracyRecord& r) {
  a.field("kernel", r.kernel);
  a.field("reference", r.reference);
  a.field("region", r.region);
  a.field("inputs", r.inputs);
  a.field("coverage", r.coverage);
  a.field("max_ulp", r.max_ulp);
  a.field("mean_ulp", r.mean_ulp);
  a.field("signed_mean_ulp", r.signed_mean_ulp);
  a.field("rms_ulp", r.rms_ulp);
  a.field("p50_ulp", r.p50_ulp);
  a.field("p99_ulp", r.p99_ulp);
  a.field("p999_ulp", r.p999_ulp);
  a.field("correctly_rounded", r.correctly_rounded);
  a.field("within_one_ulp", r.within_one_ulp);
  a.field("max_abs", r.max_abs);
  a.field("max_rel", r.max_rel);
  a.field("worst", r.worst);
  a.field("worst_abs", r.worst_abs);
  a.field("nan", r.nan);
  a.field("infinite", r.infinite);
  a.field("wrong_sign", r.wrong_sign);
  a.field("total_loss", r.total_loss);
  a.field("wrong_zero", r.wrong_zero);
  a.field("histogram", r.histogram);
  a.field("digest", r.digest);
  a.exact("first_zero", r.first_zero);
  a.field("worst_inputs", r.worst_inputs);
  a.field("curve", r.curve);
}

template <class Archive>
void describe(Archive& a, GraphRecord& r) {
  a.field("kernel", r.kernel);
  a.field("from", r.from);
  a.field("to", r.to);
  a.field("values", r.values);
  a.field("differences", r.differences);
  a.field("inputs", r.inputs);
  a.field("least", r.least);
  a.field("greatest", r.greatest);
  a.field("zero_share", r.zero_share);
  a.field("negative_share", r.negative_share);
}

template <class Archive>
void describe(Archive& a, PlacedValue& r) {
  a.field("value", r.value);
  a.exact("x", r.x);
}

template <class Archive>
void describe(Archive& a, ShapeRecord& r) {
  a.field("kernel", r.kernel);
  a.field("coverage", r.coverage);
  a.field("steps", r.steps);
  a.field("wrong_steps", r.wrong_steps);
  a.field("largest_wrong_step", r.largest_wrong_step);
  a.field("below_minimum", r.below_minimum);
  a.field("lowest", r.lowest);
  a.field("mirrored", r.mirrored);
  a.field("asymmetry_ulp", r.asymmetry_ulp);
}

template <class Archive>
void describe(Archive& a, FlushRecord& r) {
  a.field("kernel", r.kernel);
  a.field("inputs", r.inputs);
  a.field("differing", r.differing);
  a.exact("first_difference", r.first_difference);
  a.field("total_loss", r.total_loss);
  a.field("nan", r.nan);
  a.field("max_ulp", r.max_ulp);
}

template <class Archive>
void describe(Archive& a, SpecialFailureRecord& r) {
  a.exact("x", r.x);
  a.exact("got", r.got);
  a.exact("want", r.want);
}

template <class Archive>
void describe(Archive& a, SpecialRecord& r) {
  a.field("kernel", r.kernel);
  a.field("inputs", r.inputs);
  a.field("failures", r.failures);
  a.field("examples", r.examples);
}

template <class Archive>
void describe(Archive& a, ContractRecord& r) {
  a.field("kernel", r.kernel);
  a.field("check", r.check);
  a.field("passed", r.passed);
  a.field("detail", r.detail);
  a.field("digest", r.digest);
}

template <class Archive>
void describe(Archive& a, AgreementRecord& r) {
  a.field("a", r.a);
  a.field("b", r.b);
  a.field("inputs", r.inputs);
  a.field("coverage", r.coverage);
  a.field("differing", r.differing);
  a.exact("first_difference", r.first_difference);
}

template <class Archive>
void describe(Archive& a, BrokenClaim& r) {
  a.field("kernel", r.kernel);
  a.field("message", r.message);
}

template <class Archive>
void describe(Archive& a, CeilingShare& r) {
  a.field("name", r.name);
  a.field("share", r.share);
}

template <class Archive>
void describe(Archive& a, TimingRecord& r) {
  a.field("kernel", r.kernel);
  a.field("elements", r.elements);
  a.field("bytes", r.bytes);
  a.field("level", r.level);
  a.field("distribution", r.distribution);
  a.field("in_place", r.in_place);
  a.field("threads", r.threads);
  a.field("pinned", r.pinned);
  a.field("stopped_by", r.stopped_by);
  a.field("samples_ns", r.samples_ns);
  a.field("cycle_ns", r.cycle_ns);
  a.field("median_ns", r.median_ns);
  a.field("mad_ns", r.mad_ns);
  a.field("low_ns", r.low_ns);
  a.field("high_ns", r.high_ns);
  a.field("cycles", r.cycles);
  a.field("gb_per_s", r.gb_per_s);
  a.field("ceiling", r.ceiling);
}

template <class Archive>
void describe(Archive& a, ComparisonRecord& r) {
  a.field("kernel", r.kernel);
  a.field("of", r.of);
  a.field("rows", r.rows);
}

template <class Archive>
void describe(Archive& a, SkippedRecord& r) {
  a.field("kernel", r.kernel);
  a.field("stage", r.stage);
  a.field("reason", r.reason);
}

template <class Archive>
void describe(Archive& a, FindingRecord& r) {
  a.field("check", r.check);
  a.field("verdict", r.verdict);
  a.field("detail", r.detail);
  a.field("advice", r.advice);
}

template <class Archive>
void describe(Archive& a, CeilingRecord& r) {
  a.field("path", r.path);
  a.field("lanes", r.lanes);
  a.field("multiply_add_ns", r.multiply_add_ns);
}

template <class Archive>
void describe(Archive& a, StagePart& r) {
  a.field("part", r.part);
  a.field("seconds", r.seconds);
}

template <class Archive>
void describe(Archive& a, StageRecord& r) {
  a.field("stage", r.stage);
  a.field("seconds", r.seconds);
  a.field("inputs", r.inputs);
  a.field("parts", r.parts);
}

template <class Archive>
void describe(Archive& a, ResultSet& r) {
  a.field("schema", r.schema);
  a.field("environment", r.environment);
  a.field("interrupted", r.interrupted);
  a.field("stages", r.stages);
  a.field("kernels", r.kernels);
  a.field("accuracy", r.accuracy);
  a.field("graphs", r.graphs);
  a.field("special", r.special);
  a.field("shapes", r.shapes);
  a.field("flushed", r.flushed);
  a.field("contracts", r.contracts);
  a.field("agreements", r.agreements);
  a.field("broken_claims", r.broken_claims);
  a.field("findings", r.findings);
  a.field("ceilings", r.ceilings);
  a.field("timings", r.timings);
  a.field("comparisons", r.comparisons);
  a.field("skipped", r.skipped);
}

// "<root>", "[accuracy]", "[3]" as /accuracy/3.
std::string pointer(const std::vector<std::string>& context) {
  std::string path;
  for (const std::string& step : context) {
    if (step == "<root>") continue;
    path += "/" + (step.size() > 2 && step.front() == '[' ? step.substr(1, step.size() - 2) : step);
  }
  return path.empty() ? "/" : path;
}

void validate(const Json& document, const std::string& name) {
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

}  // namespace

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

ResultSet from_json(const std::string& text, const std::string& name) {
  Json document;
  try {
    document = Json::parse(text);
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
  validate(document, name);
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

ResultSet read_results(const std::filesystem::path& path) {
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
  return from_json(text.str(), path.string());
}

}  // namespace gelubench
