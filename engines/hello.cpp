#include "engines/hello.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gelubench {
namespace {

/// As much of a text as a message quotes, without control characters.
std::string quoted(std::string text) {
  constexpr std::size_t longest = 80;
  if (text.size() > longest) text = text.substr(0, longest) + " ...";
  for (char& c : text) c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return text;
}

bool is_name(const std::string& text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  constexpr std::size_t longest = 60;
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), fits);
}

template <class Value, class List>
std::optional<Value> named(const std::string& text, const List& list) {
  for (const Value value : list) {
    if (to_string(value) == text) return value;
  }
  return std::nullopt;
}

std::vector<std::string> split(const std::string& id) {
  std::vector<std::string> parts{""};
  for (const char c : id) {
    if (c == '/')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

Formula parse_formula(const std::string& name) {
  if (const auto formula = named<Formula>(name, all_formulas())) return *formula;
  std::vector<std::string_view> names;
  for (const Formula formula : all_formulas()) names.push_back(to_string(formula));
  throw BadOffer(fmt::format("there is no formula '{}'; there are {}", quoted(name), fmt::join(names, ", ")));
}

OfferedKernel parse_offer(const std::string& id) {
  std::vector<std::string> parts = split(id);
  if (parts.size() == 2) parts.emplace_back("f32");
  if (parts.size() == 3) parts.emplace_back("forward");
  if (parts.size() == 5 && parts.back() == to_string(Path::native)) parts.pop_back();
  if (parts.size() == 4 && is_name(parts[0]) && is_name(parts[1])) {
    const auto dtype = named<DType>(parts[2], all_dtypes());
    const auto direction = named<Direction>(parts[3], all_directions());
    if (dtype && direction) {
      return {.method = parts[0], .variant = parts[1], .dtype = *dtype, .direction = *direction};
    }
  }
  throw BadOffer(
      fmt::format("'{}' is no id METHOD/VARIANT/TYPE/DIRECTION: names of a-z, 0-9 and '_', then f32, f64, f16 or bf16, "
                  "then forward "
                  "or backward",
                  quoted(id)));
}

Hello parse_hello(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) {
    throw BadOffer(fmt::format("answers '{}' where one line of JSON is expected that lists its kernels", quoted(line)));
  }
  try {
    Hello hello{json.at("engine").get<std::string>(), json.value("version", ""), {}};
    for (const auto& entry : json.at("kernels")) {
      OfferedKernel kernel = parse_offer(entry.at("id").get<std::string>());
      if (entry.contains("formula") && !entry.at("formula").is_null()) {
        kernel.formula = parse_formula(entry.at("formula").get<std::string>());
      }
      kernel.version = entry.value("version", hello.version);
      kernel.provenance = entry.value("provenance", "");
      hello.kernels.push_back(std::move(kernel));
    }
    if (hello.kernels.empty()) throw BadOffer("has no kernels");
    return hello;
  } catch (const nlohmann::json::exception& error) {
    const std::string text = error.what();
    throw BadOffer(fmt::format("says of its kernels what does not fit: {}", text.substr(text.find("] ") + 2)));
  }
}

std::string format_hello(const Hello& hello) {
  nlohmann::ordered_json json{{"engine", hello.engine}, {"version", hello.version}};
  json["kernels"] = nlohmann::ordered_json::array();
  for (const OfferedKernel& kernel : hello.kernels) {
    const std::string id = kernel.id();
    nlohmann::ordered_json entry{{"id", id.substr(0, id.rfind('/'))}};
    if (kernel.formula) entry["formula"] = to_string(*kernel.formula);
    if (!kernel.version.empty()) entry["version"] = kernel.version;
    if (!kernel.provenance.empty()) entry["provenance"] = kernel.provenance;
    json["kernels"].push_back(std::move(entry));
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace gelubench
