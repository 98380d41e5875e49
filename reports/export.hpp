// Results in the formats of other tools. No NaN or infinity reaches a file: such figures are left out.

#pragma once

#include <string>

#include "reports/compare.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Bencher Metric Format: latency of every timing row, max ULP and max absolute error of every kernel.
std::string bencher_metric_format(const ResultSet& results);

/// github-action-benchmark, tool "customSmallerIsBetter": the same figures.
std::string github_action_benchmark(const ResultSet& results);

/// JSON as Google Benchmark writes it, an entry for each sample, so that its compare.py can test two files.
std::string google_benchmark_json(const ResultSet& results);

/// JUnit XML: a test case for each claim (special values are part of it) and contract of a kernel that was checked;
/// with a comparison, also one for each kernel whose accuracy and for each row whose times were compared.
std::string junit_xml(const ResultSet& results, const Comparison* comparison = nullptr);

/// A GitHub step summary, below 1 MiB, verdict first.
std::string github_summary(const ResultSet& results, const Comparison* comparison = nullptr);

/// GitHub workflow commands, a line each: ::error for what is broken or got worse, ::warning for what is unclear.
std::string github_annotations(const ResultSet& results, const Comparison* comparison = nullptr);

}  // namespace gelubench
