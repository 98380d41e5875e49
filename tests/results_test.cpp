#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "example_results.hpp"
#include "results/atomic_file.hpp"
#include "results/result_json.hpp"

namespace gelubench {
namespace {

using nlohmann::json;
using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(const std::string& text) {
  try {
    from_json(text, "file.json");
  } catch (const UnreadableResults& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ResultsJson, RoundTripsToTheSameBytes) {
  const std::string text = to_json(example_results());
  EXPECT_EQ(to_json(from_json(text, "file.json")), text);
}

TEST(ResultsJson, KeepsEveryValue) {
  const ResultSet before = example_results();
  const ResultSet after = from_json(to_json(before), "file.json");
  EXPECT_EQ(after.environment.cpu_model, before.environment.cpu_model);
  ASSERT_EQ(after.accuracy.size(), before.accuracy.size());
  EXPECT_EQ(after.accuracy[2].worst->x, -0x1.62b94ep+2);
  EXPECT_EQ(*after.accuracy[2].first_zero, *before.accuracy[2].first_zero);
  EXPECT_FALSE(after.accuracy[0].first_zero.has_value());
  EXPECT_FALSE(after.accuracy[3].worst.has_value());
  EXPECT_TRUE(std::isinf(after.accuracy[0].p999_ulp));
  EXPECT_TRUE(std::isinf(after.accuracy[0].histogram.back().upper));
  EXPECT_TRUE(std::isinf(after.kernels[1].claim.max_ulp));
  EXPECT_TRUE(std::isnan(after.special[1].examples[0].got));
  EXPECT_TRUE(std::signbit(after.special[1].examples[0].want));
  EXPECT_EQ(after.timings.back().samples_ns, before.timings.back().samples_ns);
}

TEST(ResultsJson, ReadsTheAccuracyOfBinary32Alone) {
  ResultSet all = example_results();
  AccuracyRecord of_double = all.accuracy.front();
  of_double.kernel = all.kernels.emplace_back(all.kernels.front()).id = "erf/libm/f64/forward/scalar";
  all.accuracy.push_back(of_double);
  const std::string text = to_json(all);
  const ResultSet some = from_json(text, "example", Part::binary32_accuracy);
  ResultSet wanted;
  wanted.environment = all.environment;
  wanted.interrupted = all.interrupted;
  wanted.predictions = all.predictions;
  wanted.costs.emplace();
  wanted.kernels = all.kernels;
  const auto is_binary32 = [](const auto& r) { return r.kernel.find("/f32/") != std::string::npos; };
  std::copy_if(all.accuracy.begin(), all.accuracy.end(), std::back_inserter(wanted.accuracy), is_binary32);
  std::copy_if(all.shapes.begin(), all.shapes.end(), std::back_inserter(wanted.shapes), is_binary32);
  ASSERT_FALSE(wanted.accuracy.empty());
  ASSERT_FALSE(wanted.shapes.empty());
  EXPECT_EQ(to_json(some), to_json(wanted));
  EXPECT_LT(some.accuracy.size(), all.accuracy.size());
  EXPECT_THROW(from_json(text.substr(0, text.size() / 2), "half", Part::binary32_accuracy), UnreadableResults);
  EXPECT_THROW(from_json("[1, {}]", "a list", Part::binary32_accuracy), UnreadableResults);
}

TEST(ResultsJson, HasNoNumberThatIsNotJson) {
  const std::string text = to_json(example_results());
  EXPECT_TRUE(json::accept(text));
  EXPECT_THAT(text, HasSubstr("\"max_ulp\":\"inf\""));
  EXPECT_THAT(text, HasSubstr("\"x\":\"-0x1.62b94ep+2\""));
  EXPECT_THAT(text, testing::Not(HasSubstr("null")));
}

TEST(ResultsJson, AnEmptyRunFitsTheSchema) {
  ResultSet empty;
  empty.environment.utc = "2026-01-02T03:04:05Z";
  empty.environment.commit = "unknown";
  empty.environment.cores = 1;
  EXPECT_EQ(refusal(to_json(empty)), "accepted");
}

TEST(ResultsJson, TheSchemaItselfIsJson) { EXPECT_TRUE(json::accept(results_json_schema())); }

TEST(ResultsJson, RefusesWhatIsCutShort) {
  const std::string text = to_json(example_results());
  EXPECT_THAT(refusal(text.substr(0, text.size() / 2)), StartsWith("file.json is not complete JSON (byte "));
  EXPECT_THAT(refusal(""), HasSubstr("was it cut short?"));
}

TEST(ResultsJson, RefusesForeignFiles) {
  EXPECT_EQ(refusal("[1, 2]"), "file.json is not a gelubench results file: it has no schema number");
  EXPECT_EQ(refusal("{\"benchmarks\": []}"), "file.json is not a gelubench results file: it has no schema number");
  EXPECT_EQ(refusal("{\"schema\": 99}"), "file.json has results schema 99, this program reads schema 4");
}

/// The example with one value replaced or, where the new value is null, removed.
std::string with(const std::string& pointer, const json& value) {
  json document = json::parse(to_json(example_results()));
  const json::json_pointer at(pointer);
  if (value.is_null())
    document[at.parent_pointer()].erase(at.back());
  else
    document[at] = value;
  return document.dump();
}

TEST(ResultsJson, RefusesNumbersItCannotHold) {
  std::string text = to_json(example_results());
  const std::size_t at = text.find("4278190078");
  EXPECT_THAT(refusal(std::string(text).replace(at, 10, "4.5e407")),
              HasSubstr("file.json holds a number beyond what binary64 has"));
  // Whether the schema's validator takes 1e30 for an integer is the compiler's choice; it is refused either way.
  EXPECT_THAT(refusal(std::string(text).replace(at, 10, "1e30")),
              AnyOf(HasSubstr("which is no count or too large for one"), HasSubstr("at /accuracy/0/inputs:")));
  EXPECT_THAT(refusal(with("/environment/cores", 99999999999)),
              HasSubstr("holds 99999999999, which is no count or too large for one"));
}

TEST(ResultsJson, NamesThePathOfTheFirstMisfit) {
  EXPECT_THAT(refusal(with("/accuracy/1/inputs", -5)),
              StartsWith("file.json does not fit the results schema at /accuracy/1/inputs:"));
  EXPECT_THAT(refusal(with("/accuracy/1/inputs", "many")), HasSubstr("at /accuracy/1/inputs:"));
  EXPECT_THAT(refusal(with("/accuracy/2/coverage", "guessed")), HasSubstr("at /accuracy/2/coverage:"));
  EXPECT_THAT(refusal(with("/accuracy/2/worst/x", "five")), HasSubstr("at /accuracy/2/worst/x:"));
  EXPECT_THAT(refusal(with("/timings/0/samples_ns", json::array())), HasSubstr("at /timings/0/samples_ns:"));
  EXPECT_THAT(refusal(with("/timings/0/median_ns", nullptr)), HasSubstr("at /timings/0:"));
  EXPECT_THAT(refusal(with("/environment/surprise", 1)), HasSubstr("at /environment"));
  EXPECT_THAT(refusal(with("/kernels/0/id", "no id")), HasSubstr("at /kernels/0/id:"));
}

TEST(WriteFile, IsAllOrNothing) {
  const std::filesystem::path folder = testing::TempDir() + "write_file";
  std::filesystem::remove_all(folder);
  prepare_folder(folder);
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "the probe leaves nothing";
  write_file(folder / "a.txt", "old");
  write_file(folder / "a.txt", "new");
  std::stringstream text;
  text << std::ifstream(folder / "a.txt").rdbuf();
  EXPECT_EQ(text.str(), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "no temporary file is left";
  EXPECT_THROW(write_file(folder / "missing" / "a.txt", "x"), CannotWrite);
  EXPECT_THROW(prepare_folder(folder / "a.txt" / "sub"), CannotWrite);
  EXPECT_THROW(check_writable(folder), CannotWrite);
}

}  // namespace
}  // namespace gelubench
