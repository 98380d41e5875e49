#include "reports/report.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "example_results.hpp"
#include "places.hpp"
#include "reports/export.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "reports/summary.hpp"
#include "reports/verdict.hpp"
#include "results/hex_float.hpp"
#include "results/result_json.hpp"

namespace gelubench {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string read(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(std::string(GELUBENCH_TEST_DATA) + "/" + name).rdbuf();
  return text.str();
}

/// All pages, one after another.
std::string whole_report(const ResultSet& results) {
  std::string text;
  for (const Page& page : markdown_report(results)) text += page.text;
  return text;
}

// golden/results.json is example_results() as it was written; golden/report.md is the report made from it.
// GELUBENCH_UPDATE_GOLDEN=1 rewrites both: read the difference before you commit it.
TEST(Report, OfAFixedResultsFileIsTheGoldenOne) {
  const std::string folder = GELUBENCH_TEST_DATA;
  if (std::getenv("GELUBENCH_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(folder + "/results.json") << to_json(example_results());
    std::ofstream(folder + "/report.md") << whole_report(read_results(folder + "/results.json"));
  }
  EXPECT_EQ(whole_report(read_results(folder + "/results.json")), read("report.md"));
  EXPECT_EQ(to_json(example_results()), read("results.json"));
}

TEST(Report, EscapesHostileStrings) {
  const std::string report = whole_report(example_results());
  EXPECT_THAT(report, Not(HasSubstr("<b>")));
  EXPECT_THAT(report, HasSubstr("Some &lt;b&gt;CPU&lt;/b&gt; \\| 3000"));
}

TEST(Report, SaysWhatIsExhaustiveAndWhatSampled) {
  const std::string report = whole_report(example_results());
  EXPECT_THAT(report, HasSubstr("exhaustive"));
  EXPECT_THAT(report, HasSubstr("sampled(34,341,751)"));
}

TEST(Report, OfAnInterruptedRunSaysSo) {
  ResultSet results = example_results();
  results.interrupted = true;
  EXPECT_THAT(whole_report(results), HasSubstr("This run was interrupted"));
}

TEST(Report, WithoutTimingOrAccuracyIsWhatThereIs) {
  ResultSet no_timing = example_results();
  no_timing.timings.clear();
  EXPECT_THAT(whole_report(no_timing), HasSubstr("## Accuracy"));
  EXPECT_THAT(whole_report(no_timing), Not(HasSubstr("## Timing")));
  ResultSet no_accuracy = example_results();
  no_accuracy.accuracy.clear();
  EXPECT_THAT(whole_report(no_accuracy), Not(HasSubstr("## Verdict")));
  EXPECT_THAT(whole_report(no_accuracy), HasSubstr("## Timing"));
}

TEST(Report, SaysWhereAStandInForGeluIsNotFaster) {
  ResultSet r = example_results();
  const std::string sentence =
      " `tanh/exp` (13.0 ns) is further from GELU and not faster here: there is no reason to use it but a model "
      "trained "
      "with its formula.";
  for (KernelRecord& k : r.kernels) {
    if (k.variant == "exp") k.c_function = "gelubench_gelu_tanh_f32";
  }
  EXPECT_THAT(whole_report(r), Not(HasSubstr("no reason to use"))) << "0.65 ns against 6.8";
  for (TimingRecord& t : r.timings) {
    if (t.kernel.starts_with("tanh/exp/")) t.median_ns *= 20;
  }
  EXPECT_THAT(whole_report(r), HasSubstr(sentence));
}

TEST(Report, WhatWasJudgedInPartMeetsNoBudget) {
  ResultSet r = example_results();
  const Budget any{.name = "any", .max_abs = 1};
  ASSERT_TRUE(meets(r, "tanh/exp/f32/forward/avx2", any));
  for (AccuracyRecord& a : r.accuracy) a.coverage = "partial";
  EXPECT_FALSE(meets(r, "tanh/exp/f32/forward/avx2", any));
}

TEST(Report, NamesTheKernelThatACallRunsNotTheFastestPath) {
  ResultSet r = example_results();
  for (KernelRecord& k : r.kernels) {
    if (k.variant == "exp") k.c_function = "gelubench_gelu_tanh_f32";
  }
  TimingRecord faster = *r.find_timing("tanh/exp/f32/forward/avx2", "L1", 1);
  faster.kernel = "tanh/exp/f32/forward/scalar";
  faster.median_ns /= 2;
  r.timings.push_back(faster);
  EXPECT_THAT(whole_report(r), HasSubstr("| `gelubench_gelu_tanh_f32` | `tanh/exp/f32/forward/avx2` |"));
  EXPECT_THAT(whole_report(r), Not(HasSubstr("| `gelubench_gelu_tanh_f32` | `tanh/exp/f32/forward/scalar` |")));
}

TEST(Verdict, IsTheFastestWithinTheBudget) {
  const ResultSet results = example_results();
  const auto& budgets = standard_budgets();
  ASSERT_EQ(budgets.size(), 4u);
  EXPECT_EQ(fastest_within(results, main_group(), budgets[0], "L1", 1)->kernel, "erf/double/f32/forward/scalar");
  EXPECT_EQ(fastest_within(results, main_group(), budgets[2], "L1", 1)->kernel, "erf/double/f32/forward/scalar")
      << "erf/libm is faster and within 1e-6, but gives NaN at -inf";
  EXPECT_EQ(fastest_within(results, main_group(), budgets[3], "L1", 1)->kernel, "tanh/exp/f32/forward/avx2");
}

TEST(Verdict, RulesOutByContractSpecialValuesAndLoss) {
  ResultSet results = example_results();
  const Budget loose{.name = "loose", .max_abs = 1};
  EXPECT_TRUE(meets(results, "relu/max/f32/forward/avx2", loose));
  EXPECT_FALSE(meets(results, "erf/libm/f32/forward/scalar", loose)) << "NaN at -inf";
  EXPECT_FALSE(meets(results, "tanh/exp/f32/forward/scalar", loose)) << "broken contract, NaN";
  EXPECT_FALSE(meets(results, "relu/max/f32/forward/avx2", {.name = "ulp", .max_ulp = 1e9})) << "total loss";
  EXPECT_FALSE(meets(results, "no/such/f32/forward/kernel", loose));
  results.contracts.push_back({"relu/max/f32/forward/avx2", "threads", false, "x", ""});
  EXPECT_FALSE(meets(results, "relu/max/f32/forward/avx2", loose));
}

TEST(Format, Numbers) {
  EXPECT_EQ(format_ulp(0), "0");
  EXPECT_EQ(format_ulp(0.5), "0.5");
  EXPECT_EQ(format_ulp(0.50000001), "0.5000001") << "above a half stays above";
  EXPECT_EQ(format_ulp(0.999977), "0.9999770");
  EXPECT_EQ(format_ulp(0.99999999), "< 1") << "below one stays below";
  EXPECT_EQ(format_ulp(0.6001), "0.601") << "a bound is rounded up";
  EXPECT_EQ(format_ulp(3.4545), "3.46");
  EXPECT_EQ(format_ulp(197.2), "198");
  EXPECT_EQ(format_ulp(190.0), "190");
  EXPECT_EQ(format_ulp(47487.98), "47500");
  EXPECT_EQ(format_ulp(11621335.9), "1.17e7");
  EXPECT_EQ(format_ulp(99999.0), "1e5");
  EXPECT_EQ(format_abs(4.7303e-4), "4.74e-4");
  EXPECT_EQ(format_abs(0.16997), "0.17");
  EXPECT_EQ(format_abs(1e-6), "1e-6");
  EXPECT_EQ(format_ns(0.04711), "0.0471");
  EXPECT_EQ(format_ns(12.24), "12.2");
  EXPECT_EQ(format_ns(412.2), "412");
  EXPECT_EQ(format_ratio(1.004), "1.00");
  EXPECT_EQ(format_ratio(174.4), "174");
  EXPECT_EQ(format_percent(0.99999), "99.99 %") << "not rounded up to all";
  EXPECT_EQ(format_percent(1), "100.00 %");
  EXPECT_EQ(format_count(4278190078), "4,278,190,078");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_bytes(32768), "32 KiB");
  EXPECT_EQ(format_bytes(134217728), "128 MiB");
  EXPECT_EQ(format_seconds(8.44), "8.4 s");
  EXPECT_EQ(format_seconds(192.2), "3 min 12 s");
  EXPECT_EQ(hex_float(-0.75), "-0x1.8p-1");
}

TEST(Format, MaxUlpNamesWhatIsWorse) {
  AccuracyRecord r;
  r.worst = WorstInput{};
  r.max_ulp = 190;
  EXPECT_EQ(format_max_ulp(r), "190");
  r.total_loss = 5;
  EXPECT_EQ(format_max_ulp(r), "190 + loss");
  r.nan = 1234;
  EXPECT_EQ(format_max_ulp(r), "190 + loss + 1,234 NaN");
  r.worst.reset();
  r.nan = 0;
  EXPECT_EQ(format_max_ulp(r), "loss");
}

TEST(Markdown, TablesLineUp) {
  MarkdownTable table({"a", ">number"});
  table.add({"×", "1"});
  table.add({"long", "1000"});
  EXPECT_EQ(table.text(),
            "| a    | number |\n"
            "| ---- | -----: |\n"
            "| ×    |      1 |\n"
            "| long |   1000 |\n");
}

TEST(Report, HasAPageForEachFurtherDataType) {
  const ResultSet results = example_results();
  const std::vector<Page> pages = markdown_report(results);
  std::vector<std::string> names;
  for (const Page& page : pages) {
    names.push_back(page.name);
    if (page.name == "report.md") continue;
    const std::string dtype = page.name.substr(0, page.name.find('.'));
    EXPECT_THAT(pages.front().text, HasSubstr("](" + page.name + ")"));
    EXPECT_THAT(page.text, HasSubstr("[the report](report.md)"));
    EXPECT_THAT(page.text, HasSubstr("/" + dtype + "/"));
    EXPECT_THAT(page.text, Not(HasSubstr("/f32/"))) << page.name;
  }
  ASSERT_GE(names.size(), 2u);
  EXPECT_EQ(names.front(), "report.md");
}

/// Every cell of a Markdown table whose header begins so.
std::vector<std::string> cells_below(const std::string& text, const std::string& header) {
  std::vector<std::string> cells;
  std::size_t column = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> row;
    std::istringstream parts(line);
    for (std::string part; line.starts_with('|') && std::getline(parts, part, '|');) {
      const std::size_t begin = part.find_first_not_of(' ');
      row.push_back(begin == std::string::npos ? "" : part.substr(begin, part.find_last_not_of(' ') - begin + 1));
    }
    const auto at = std::find_if(row.begin(), row.end(), [&](const auto& cell) { return cell.starts_with(header); });
    if (row.empty()) {
      column = 0;
    } else if (at != row.end()) {
      column = static_cast<std::size_t>(at - row.begin());
    } else if (column != 0 && column < row.size() && !row[1].starts_with("---")) {
      cells.push_back(row[column]);
    }
  }
  return cells;
}

TEST(Report, LeavesBlankWhatWasNotMeasured) {
  ResultSet bench = example_results();
  bench.accuracy.clear();
  bench.shapes.clear();
  bench.special.clear();
  for (const std::string& text : {summary_table(bench), frontier_table(bench), github_summary(bench)}) {
    for (const char* header : {"zero from x", "max ULP", "max abs"}) {
      const std::vector<std::string> cells = cells_below(text, header);
      EXPECT_THAT(cells, testing::Each(testing::IsEmpty())) << header;
    }
    EXPECT_THAT(text, Not(HasSubstr("never")));
  }
  EXPECT_THAT(cells_below(summary_table(bench), "zero from x"), Not(testing::IsEmpty()));
  EXPECT_THAT(whole_report(bench), Not(HasSubstr("| never |")));
  EXPECT_THAT(junit_xml(bench), Not(HasSubstr("testsuite name=\"claim\"")));

  ResultSet accuracy = example_results();
  accuracy.timings.clear();
  accuracy.comparisons.clear();
  for (const std::string& text : {summary_table(accuracy), github_summary(accuracy)}) {
    EXPECT_THAT(cells_below(text, "max ULP"), testing::Contains(Not(testing::IsEmpty())));
    EXPECT_THAT(cells_below(text, "× ReLU"), testing::Each(testing::IsEmpty()));
    EXPECT_THAT(cells_below(text, "cliff"), testing::Each(testing::IsEmpty()));
  }
  EXPECT_EQ(google_benchmark_json(accuracy).find("real_time"), std::string::npos);
  EXPECT_EQ(bencher_metric_format(accuracy).find("latency"), std::string::npos);
  EXPECT_EQ(bencher_metric_format(bench).find("max-ulp"), std::string::npos);
  EXPECT_EQ(github_action_benchmark(bench).find("ULP"), std::string::npos);
}

TEST(Report, SaysNothingOfABudgetWhereNothingWasJudgedOrTimed) {
  ResultSet other_types = example_results();
  std::erase_if(other_types.accuracy,
                [](const AccuracyRecord& a) { return a.kernel.find("/f32/") != std::string::npos; });
  EXPECT_THAT(verdict_section(other_types), Not(HasSubstr("none of those measured")));
  EXPECT_THAT(verdict_section(other_types), Not(HasSubstr("| budget")));
  EXPECT_THAT(verdict_section(other_types), Not(HasSubstr("No float32 kernel")));
  ResultSet caches = example_results();
  std::erase_if(caches.timings, [](const TimingRecord& t) { return t.level == "DRAM"; });
  EXPECT_THAT(cells_below(verdict_section(caches), "fastest from"), testing::Each(testing::IsEmpty()));
  ResultSet memory = example_results();
  std::erase_if(memory.timings, [](const TimingRecord& t) { return t.level == "L1"; });
  EXPECT_THAT(cells_below(verdict_section(memory), "take"), testing::Each(testing::IsEmpty()));
  EXPECT_THAT(cells_below(verdict_section(memory), "fastest from"), testing::Contains("`tanh/exp/f32/forward/avx2`"));
  EXPECT_THAT(verdict_section(memory), Not(HasSubstr("The same for other data types")));
}

TEST(Report, SaysNeverOnlyWhereEverythingWasTried) {
  ResultSet one_thread = example_results();
  for (ComparisonRecord& c : one_thread.comparisons) {
    if (c.of == "threads") std::erase_if(c.rows, [](const TimingRecord& t) { return t.threads > 1; });
  }
  EXPECT_THAT(timing_section(example_results()), HasSubstr("All threads are faster than one, in elements"));
  EXPECT_THAT(timing_section(one_thread), Not(HasSubstr("All threads are faster than one")));
  AccuracyRecord errors;
  errors.coverage = "exhaustive";
  EXPECT_EQ(format_first_zero(&errors), "never");
  errors.coverage = "partial";
  EXPECT_EQ(format_first_zero(&errors), not_measured);
  errors.first_zero = -5.5;
  EXPECT_EQ(format_first_zero(&errors), "-5.5");
}

TEST(Report, OfRecordsWithoutRowsOrExamplesIsWhole) {
  ResultSet results = example_results();
  for (SpecialRecord& s : results.special) s.examples.clear();
  for (ComparisonRecord& c : results.comparisons) c.rows.clear();
  EXPECT_THAT(cells_below(accuracy_section(results), "special values"), testing::Contains("wrong"));
  EXPECT_THAT(whole_report(results), HasSubstr("## Timing"));
}

TEST(Report, HasNoRowsOfBlanks) {
  ResultSet results = example_results();
  std::erase_if(results.accuracy, [](const AccuracyRecord& a) { return a.reference == "gelu"; });
  const std::string text = accuracy_section(results);
  EXPECT_THAT(cells_below(text, "formula"), testing::Each(Not(testing::IsEmpty())));
  EXPECT_THAT(text, HasSubstr("| `relu/max/f32/forward/avx2` (= sse4) |"));
}

TEST(Export, HasNoFigureOrCaseOfWhatWasNotMeasured) {
  ResultSet bench = example_results();
  bench.accuracy.clear();
  const json context = json::parse(google_benchmark_json(bench))["context"];
  for (const char* unknown : {"mhz_per_cpu", "cpu_scaling_enabled", "load_avg", "host_name"}) {
    EXPECT_FALSE(context.contains(unknown)) << unknown;
  }
  const Comparison of_times = compare(bench, bench, {});
  EXPECT_THAT(junit_xml(bench, &of_times), Not(HasSubstr("accuracy against the baseline")));
  const Comparison of_both = compare(example_results(), example_results(), {});
  EXPECT_THAT(junit_xml(example_results(), &of_both), HasSubstr("accuracy against the baseline"));

  ResultSet interrupted = example_results();
  for (AccuracyRecord& a : interrupted.accuracy) a.coverage = "partial";
  EXPECT_THAT(junit_xml(interrupted), Not(HasSubstr("classname=\"claim\" name=\"relu/max")));
  EXPECT_THAT(junit_xml(interrupted), HasSubstr("claims max ULP 200")) << "what was found broken stays";

  ResultSet all_lost = example_results();
  for (AccuracyRecord& a : all_lost.accuracy) a.worst.reset();
  EXPECT_THAT(bencher_metric_format(all_lost), Not(HasSubstr("max-ulp"))) << "0 ULP would be a perfect kernel";
  EXPECT_THAT(github_action_benchmark(all_lost), Not(HasSubstr("ULP")));
}

TEST(Report, TheFrontierHasAtMostTwelveRows) {
  const std::string table = frontier_table(example_results());
  EXPECT_THAT(table, HasSubstr("`relu/max/"));
  EXPECT_LE(std::count(table.begin(), table.end(), '\n'), 14);
}

TEST(Report, TheTableOfEnginesHasTheirFormulasOursFirst) {
  EXPECT_EQ(engines_table(example_results()), "") << "nothing of others in it";
  ResultSet results = example_results();
  for (KernelRecord& k : results.kernels) {
    if (k.id == "erf/libm/f32/forward/scalar") k.version = "libfoo 1.2";
    if (k.id == "erf/double/f32/forward/scalar") k.c_function = "gelubench_gelu_f32";
  }
  for (AccuracyRecord& a : results.accuracy) {
    if (a.kernel != "erf/libm/f32/forward/scalar" || a.region != "all") continue;
    a.close = CloseRecord{.rtol = 1e-3, .atol = 1e-5, .inputs = 10000, .outside = 1};
  }
  results.contracts.push_back({"erf/libm/f32/forward/scalar", "position", false, "n = 3", ""});
  results.contracts.push_back({"erf/libm/f32/forward/scalar", "lane", true, "", ""});
  const std::string table = engines_table(results);
  EXPECT_THAT(table, HasSubstr("| `gelu`  | `erf/double` | libgelubench |"));
  EXPECT_THAT(table, Not(HasSubstr("tanh"))) << "no engine computes it here";
  EXPECT_LT(table.find("erf/double"), table.find("erf/libm"));
  const std::string engine = table.substr(table.find("`erf/libm`"));
  EXPECT_THAT(engine, HasSubstr("| libfoo 1.2   |"));
  EXPECT_THAT(engine, HasSubstr("1.17e7 + loss"));
  EXPECT_THAT(engine, HasSubstr("-5.54264"));
  EXPECT_THAT(engine, HasSubstr("-inf → nan"));
  EXPECT_THAT(engine, HasSubstr("fails: 1 of 10,000"));
  EXPECT_THAT(engine, HasSubstr("broken: position"));
  EXPECT_THAT(markdown_report(results).front().text, HasSubstr("## What others ship, beside ours\n"));
  EXPECT_THAT(markdown_report(example_results()).front().text, Not(HasSubstr("What others ship")));
}

}  // namespace
}  // namespace gelubench
