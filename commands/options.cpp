#include "commands/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "bench/distribution.hpp"
#include "bench/working_set.hpp"
#include "suite/exit_codes.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

/// A finite number, all of the text.
std::optional<double> finite_number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// A check for CLI11: what it returns is the complaint, which follows the option's name.
template <class IsAllowed>
std::function<std::string(const std::string&)> number_check(std::string allowed, IsAllowed is_allowed) {
  return [allowed = std::move(allowed), is_allowed](const std::string& text) {
    const auto value = finite_number(text);
    if (value && is_allowed(*value)) return std::string();
    const std::size_t start = text.find_first_not_of(' ');
    return fmt::format("takes {}, not {}", allowed, start == std::string::npos ? "nothing" : text.substr(start));
  };
}

}  // namespace

std::function<std::string(const std::string&)> number_from(double least) {
  return number_check(fmt::format("a number from {:g} up", least), [least](double x) { return x >= least; });
}

std::function<std::string(const std::string&)> number_above(double bound) {
  return number_check(fmt::format("a number above {:g}", bound), [bound](double x) { return x > bound; });
}

std::function<std::string(const std::string&)> number_between(double least, double most) {
  return number_check(fmt::format("a number from {:g} to {:g}", least, most),
                      [least, most](double x) { return x >= least && x <= most; });
}

std::string choice(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, "|")); }

std::string distribution_choice() {
  std::vector<std::string> names;
  for (const Distribution& distribution : distributions()) names.push_back(distribution.name);
  return choice(names);
}

std::string size_choice(bool with_groups) {
  std::vector<std::string> words = working_set_levels();
  if (with_groups) words.insert(words.end(), {"small", "models"});
  words.push_back("N");
  return choice(words);
}

void add_filter(CLI::App& app, std::vector<std::string>& filters) {
  app.add_option("--filter", filters,
                 "Only kernels whose id matches this regular expression; repeatable; a leading '-' excludes")
      ->type_name("REGEX")
      ->take_all();
}

void add_quiet(CLI::App& app, bool& quiet) { app.add_flag("--quiet", quiet, "No progress on stderr"); }

void add_measuring(CLI::App& app, MeasureOptions& options) {
  add_filter(app, options.filters);
  app.add_option("--profile", options.profile, "How much is tried")
      ->type_name("quick|standard|full")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of sampled inputs")->capture_default_str();
  add_quiet(app, options.quiet);
  app.add_option("--corpus", options.corpus, "Further inputs of float64 kernels: a folder of .txt files")
      ->type_name("DIR");
}

void add_known(CLI::App& app, MeasureOptions& options, const std::string& otherwise) {
  app.add_option("--known", options.known,
                 "Results files: of kernels that give the same float32 results as there, bit by bit, what was found "
                 "there is taken over; default: " +
                     otherwise)
      ->type_name("FILE...");
  app.add_flag("--afresh", options.afresh, "Judge every input, whatever is known");
}

void add_timing(CLI::App& app, MeasureOptions& options) {
  app.add_option("--sizes", options.sizes,
                 "Working sets: L1, L2, LLC, DRAM, elements (4096), rows x columns (32x4096), bytes of inputs (16MiB); "
                 "'small', "
                 "'models': some of these; default: the profile's")
      ->type_name(size_choice(true))
      ->delimiter(',');
  app.add_option("--threads", options.threads,
                 "Numbers of threads to time; 'max': one on each core, 'all': 1, 2, 4 ... max; default: the profile's")
      ->type_name("N|max|all")
      ->delimiter(',');
  app.add_flag("--time-emulated", options.time_emulated, "Time under an emulator too, where times say nothing");
}

void add_distribution(CLI::App& app, std::string& distribution) {
  app.add_option("--distribution", distribution, "Inputs")->type_name(distribution_choice())->capture_default_str();
}

void add_baselines(CLI::App& app, BaselineOptions& options) {
  app.add_option("--save-baseline", options.save, "Keep the results under this name")->type_name("NAME");
  app.add_option("--baseline", options.against, "Compare the results with those kept under this name")
      ->type_name("NAME");
  app.add_option("--baselines", options.folder,
                 "Where baselines are kept (default: $GELUBENCH_BASELINES, or ~/.local/share/gelubench/baselines)")
      ->type_name("DIR");
}

void add_effects(CLI::App& app, CompareOptions& options) {
  app.add_option("--min-effect", options.effect, "Least slow-down that counts, as a share")
      ->check(number_between(0.001, 10))
      ->capture_default_str();
  app.add_option_function<std::vector<std::string>>(
         "--effect",
         [&options](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const std::size_t at = text.rfind('=');
             const auto share = at == std::string::npos ? std::nullopt : finite_number(text.substr(at + 1));
             if (at == 0 || !share || *share <= 0)
               throw UsageError("--effect '" + text + "' is not KERNEL=SHARE with a share above 0");
             options.effects[text.substr(0, at)] = *share;
           }
         },
         "The same for kernels whose id contains KERNEL; repeatable")
      ->type_name("KERNEL=SHARE");
}

void add_inconclusive(CLI::App& app, std::string& inconclusive) {
  app.add_option("--inconclusive", inconclusive, "fail: exit 5 where it is too noisy to tell; warn: exit 0")
      ->check(CLI::IsMember({"fail", "warn"}))
      ->capture_default_str();
}

void add_journal(CLI::App& app, double& seconds, bool& resume) {
  app.add_option("--journal-every", seconds, "Seconds after which what was found is kept")
      ->check(number_from(0))
      ->capture_default_str();
  app.add_flag("--resume", resume, "Go on from where an interrupted run with this --out was");
}

void add_tolerance(CLI::App& app, ToleranceAsked& asked, const std::string& what) {
  app.add_flag("--assert-close", asked.assert_close,
               what + " within the defaults of torch.testing.assert_close for the type");
  app.add_option("--rtol", asked.rtol, what + " within atol + rtol times the exact one")->check(number_from(0));
  app.add_option("--atol", asked.atol, "The same; where only one is given, the other is 0")->check(number_from(0));
}

CLI::Option* add_dtype(CLI::App& app, std::string& dtype) {
  return app.add_option("--dtype", dtype, "Data type")->type_name("f32|f64|f16|bf16");
}

Curve parse_curve(const std::string& name) {
  std::vector<std::string> known;
  for (const Curve curve : all_curves()) {
    known.push_back(to_string(curve));
    if (known.back() == name) return curve;
  }
  throw UsageError(fmt::format("--formula \"{}\" is none of {}", name, fmt::join(known, ", ")));
}

DType parse_dtype(const std::string& name) {
  for (const DType dtype : all_dtypes()) {
    if (to_string(dtype) == name) return dtype;
  }
  throw UsageError(fmt::format("--dtype '{}' is none of f32, f64, f16, bf16", name));
}

void add_external(CLI::App& app, ExternalOptions& options) {
  const std::string group = "Kernels of others (docs/engines.md; loading code is running it)";
  app.add_option("--plugin", options.plugins, "A shared object that describes its kernels, or one of its functions")
      ->type_name("LIBRARY[:FUNCTION]")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--as", options.ids, "What the function is: METHOD/VARIANT/TYPE/DIRECTION")
      ->type_name("ID")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--formula", options.formulas, "What the function was asked to compute; without it, what it follows")
      ->type_name("FORMULA")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--engine", options.engines, "A program that says what kernels it has, and runs them")
      ->type_name("COMMAND")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--engine-timeout", options.seconds,
                 "How long an answer of a plug-in or an engine may take (default: 60)")
      ->type_name("SECONDS")
      ->check(number_above(0))
      ->group(group);
}

}  // namespace gelubench
