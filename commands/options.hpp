// Options that several commands take.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "accuracy/tolerance.hpp"
#include "kernels/kernel.hpp"
#include "reports/compare.hpp"
#include "suite/baselines.hpp"
#include "suite/external.hpp"
#include "suite/measure_options.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gelubench {

/// Finite numbers that an option takes: checks for CLI::Option::check, which say in words what is allowed.
std::function<std::string(const std::string&)> number_from(double least);
std::function<std::string(const std::string&)> number_above(double bound);
std::function<std::string(const std::string&)> number_between(double least, double most);

/// The type of an option that takes one of these: "quick|standard|full". Help shows it, and completions offer its
/// words, but for N, which stands for a number.
std::string choice(const std::vector<std::string>& words);

/// --filter
void add_filter(CLI::App& app, std::vector<std::string>& filters);

/// The types of --distribution and of sizes.
std::string distribution_choice();
std::string size_choice(bool with_groups);

/// --quiet
void add_quiet(CLI::App& app, bool& quiet);

/// --filter, --profile, --seed, --quiet, --corpus
void add_measuring(CLI::App& app, MeasureOptions& options);

/// --known, --afresh; `otherwise` says what is known without them
void add_known(CLI::App& app, MeasureOptions& options, const std::string& otherwise);

/// --sizes, --threads, --time-emulated
void add_timing(CLI::App& app, MeasureOptions& options);

/// --distribution
void add_distribution(CLI::App& app, std::string& distribution);

/// --save-baseline, --baseline, --baselines
void add_baselines(CLI::App& app, BaselineOptions& options);

/// --assert-close, --rtol, --atol; `what` is held to them.
void add_tolerance(CLI::App& app, ToleranceAsked& asked, const std::string& what);

/// --dtype
CLI::Option* add_dtype(CLI::App& app, std::string& dtype);

/// Throws UsageError.
DType parse_dtype(const std::string& name);

/// A formula, or its derivative by "'", of --formula. Throws UsageError.
Curve parse_curve(const std::string& name);

/// --plugin, --as, --formula, --engine, --engine-timeout
void add_external(CLI::App& app, ExternalOptions& options);

/// --min-effect, --effect
void add_effects(CLI::App& app, CompareOptions& options);

/// --inconclusive
void add_inconclusive(CLI::App& app, std::string& inconclusive);

/// --journal-every, --resume
void add_journal(CLI::App& app, double& seconds, bool& resume);

}  // namespace gelubench
