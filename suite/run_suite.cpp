#include "suite/run_suite.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <new>
#include <system_error>

#include "suite/atomic_file.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/report_files.hpp"
#include "suite/results_json.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

constexpr const char* exit_code_text =
    "\nExit codes: 0 fine; 1 a confirmed speed regression; 2 bad argument, file or folder; 3 an accuracy claim or the\n"
    "contract of a kernel is broken, or accuracy got worse; 5 too noisy to tell; 6 the baseline cannot be compared;\n"
    "4 nothing matched, nothing measured, or no kernel meets the budget; 70 internal error; 130 interrupted, what was "
    "measured has been written.\n";

void add_filter(CLI::App& app, std::vector<std::string>& filters) {
  app.add_option("--filter", filters,
                 "Only kernels whose id matches this regular expression; repeatable; a leading '-' excludes")
      ->type_name("REGEX")
      ->take_all();
}

void add_measuring(CLI::App& app, MeasureOptions& options) {
  add_filter(app, options.filters);
  app.add_option("--profile", options.profile, "quick, standard or full")->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of sampled inputs")->capture_default_str();
  app.add_flag("--quiet", options.quiet, "No progress on stderr");
  app.add_option("--corpus", options.corpus, "Further inputs of float64 kernels: a folder of .txt files")
      ->type_name("DIR");
}

void add_timing(CLI::App& app, MeasureOptions& options) {
  app.add_option(
         "--sizes", options.sizes,
         "Working sets: L1, L2, LLC, DRAM, elements (4096), rows x columns (32x4096); 'small', 'models': some of "
         "these; default: the profile's")
      ->delimiter(',');
  app.add_option("--threads", options.threads,
                 "Numbers of threads to time; 'max': one on each core, 'all': 1, 2, 4 ... max; default: the profile's")
      ->delimiter(',');
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
      ->check(CLI::Range(0.001, 10.0))
      ->capture_default_str();
  app.add_option_function<std::vector<std::string>>(
         "--effect",
         [&options](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const std::size_t at = text.rfind('=');
             char* end = nullptr;
             const double value = at == std::string::npos ? 0 : std::strtod(text.c_str() + at + 1, &end);
             if (at == 0 || !(value > 0) || *end != '\0')
               throw UsageError("--effect '" + text + "' is not KERNEL=SHARE");
             options.effects[text.substr(0, at)] = value;
           }
         },
         "The same for kernels whose id contains KERNEL; repeatable")
      ->type_name("KERNEL=SHARE");
}

/// CLI11 takes "-inf" for a flag; strtof reads this as the same number.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> list;
  for (int i = argc - 1; i > 0; --i) list.emplace_back(std::string(argv[i]) == "-inf" ? "-1e999" : argv[i]);
  return list;  // in CLI11's order: last first
}

int dispatch(int argc, char** argv) {
  CLI::App app("Accuracy and speed of GELU implementations.", "run_suite");
  app.footer(std::string("\nExample: run_suite --report --out results\n") + exit_code_text);
  app.require_subcommand(0, 1);
  MeasureOptions options;
  bool report = false;
  app.add_flag("--report", report, "Measure everything and write results.json, report.md and report.html");
  bool version = false;
  app.add_flag("--version", version, "Print the version and commit");
  add_measuring(app, options);
  add_timing(app, options);
  add_baselines(app, options.baselines);
  app.add_option("--out", options.out, "Folder for --report (default: results)")->type_name("DIR");

  MeasureOptions accuracy_options;
  CLI::App* accuracy = app.add_subcommand("accuracy", "Errors of kernels over all inputs, or as many as can be tried");
  add_measuring(*accuracy, accuracy_options);
  add_baselines(*accuracy, accuracy_options.baselines);
  accuracy->add_option("--out", accuracy_options.out, "Write the results there")->type_name("FILE");
  accuracy->add_flag("--check-claims", accuracy_options.check_claims, "One line per kernel: whether its claim holds");
  accuracy
      ->add_option("--shard", accuracy_options.shard,
                   "Sweep only part I of N (from 1) and write it to --out, for run_suite merge")
      ->type_name("I/N");
  accuracy
      ->add_option("--journal-every", accuracy_options.journal_seconds,
                   "Seconds after which each thread's part of a sweep is kept")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  accuracy->add_flag("--resume", accuracy_options.resume, "Go on from where an interrupted run with this --out was");
  accuracy->add_flag("--mpi", accuracy_options.mpi, "Share the sweeps among the processes that mpirun started");
  accuracy->footer("\nExample: run_suite accuracy --filter '^tanh/' --profile quick");

  MeasureOptions bench_options;
  CLI::App* bench = app.add_subcommand("bench", "Time kernels");
  add_measuring(*bench, bench_options);
  add_timing(*bench, bench_options);
  add_baselines(*bench, bench_options.baselines);
  bench->add_option("--distribution", bench_options.distribution, "Inputs: one of " + distribution_names())
      ->capture_default_str();
  bench
      ->add_option("--in", bench_options.in,
                   "Time on this array of the kernels' type (.npy, or raw little-endian), instead of --sizes and "
                   "--distribution")
      ->type_name("FILE");
  bench->add_flag("--brief", bench_options.brief, "Do not also compare distributions of inputs and numbers of threads");
  bench->add_flag("--in-place", bench_options.in_place, "Also compare in-place with out-of-place use");
  bench->add_option("--out", bench_options.out, "Write the results there")->type_name("FILE");
  bench->footer("\nExample: run_suite bench --filter avx2 --sizes L1,DRAM --threads 1");

  std::vector<std::string> list_filters;
  bool json = false;
  CLI::App* list = app.add_subcommand("list", "Ids, formulas and claims of the kernels");
  add_filter(*list, list_filters);
  list->add_flag("--json", json, "As JSON");
  list->footer("\nExample: run_suite list --filter '^erf/'");

  std::vector<std::string> results;
  std::string report_out;
  CLI::App* from_results =
      app.add_subcommand("report", "Make the report from a results file, or one of several machines");
  from_results->add_option("results", results, "results.json of an earlier run; several: side by side in one report.md")
      ->required();
  from_results->add_option("--out", report_out, "Folder for the report")->required()->type_name("DIR");
  std::vector<std::string> formats{"md", "html"};
  from_results
      ->add_option("--format", formats,
                   "md: report.md and pictures; html: report.html, to explore; summary: one table; bmf, "
                   "github-action-benchmark, google-benchmark, junit, github: for other tools")
      ->delimiter(',')
      ->check(CLI::IsMember(report_formats()))
      ->capture_default_str();
  from_results->footer("\nExample: run_suite report results/results.json --out results");

  RecommendOptions recommend_options;
  CLI::App* recommend = app.add_subcommand("recommend", "The cheapest kernel that meets an error budget");
  recommend->add_option("results", recommend_options.results,
                        "results.json of an earlier run; without it, what is needed is measured (a minute)");
  recommend->add_option("--max-ulp", recommend_options.max_ulp, "Largest error in ULP of true GELU, over all inputs")
      ->check(CLI::NonNegativeNumber);
  recommend->add_option("--max-abs", recommend_options.max_abs, "Largest absolute error, over all inputs")
      ->check(CLI::NonNegativeNumber);
  recommend->add_option("--dtype", recommend_options.dtype, "f32, f64, f16 or bf16")
      ->check(CLI::IsMember({"f32", "f64", "f16", "bf16"}))
      ->capture_default_str();
  recommend->add_option("--direction", recommend_options.direction, "forward, or backward for the derivative")
      ->check(CLI::IsMember({"forward", "backward"}))
      ->capture_default_str();
  recommend->add_option("--size", recommend_options.size, "Elements (4096), or bytes of the inputs (16MiB)")
      ->capture_default_str();
  recommend->add_option("--threads", recommend_options.threads, "A number, or 'max'")->capture_default_str();
  recommend->add_option("--distribution", recommend_options.distribution, "Inputs: one of " + distribution_names())
      ->capture_default_str();
  recommend->add_flag("--json", recommend_options.json, "As JSON");
  recommend->add_flag("--quiet", recommend_options.quiet, "No progress on stderr");
  recommend->footer("\nExample: run_suite recommend results/results.json --max-ulp 1 --size 4096");

  CLI::App* doctor = app.add_subcommand("doctor", "What on this machine spoils a measurement, and what to do");
  int trials = 0;
  bool quiet_trials = false;
  doctor
      ->add_option(
          "--trials", trials,
          "Instead: measure a kernel against itself and against itself 5 % slower so often, and count how often "
          "they are told apart")
      ->check(CLI::PositiveNumber);
  doctor->add_flag("--quiet", quiet_trials, "No progress on stderr");
  doctor->footer("\nExample: run_suite doctor --trials 40");

  std::vector<std::string> shards;
  std::string merged;
  bool quiet_merge = false;
  CLI::App* merge = app.add_subcommand("merge", "Make one file from all shards of accuracy --shard or certify --shard");
  merge->add_option("shards", shards, "The files of all shards")->required();
  merge->add_option("--out", merged, "Write the results, or the table, there")->required()->type_name("FILE");
  merge->add_flag("--quiet", quiet_merge, "No progress on stderr");
  merge->footer("\nExample: run_suite merge 1.shard 2.shard --out results.json");

  CompareCommand compare_options;
  CLI::App* compare = app.add_subcommand("compare", "Whether a second run is less accurate or slower than a first");
  std::vector<std::string> compared;
  compare->add_option("results", compared, "results.json of the first run (left out with --baseline) and of the second")
      ->required()
      ->type_name("[BASE.json] NEW.json");
  add_baselines(*compare, compare_options.baselines);
  add_effects(*compare, compare_options.options);
  compare->add_flag("--cross-machine", compare_options.options.cross_machine,
                    "Also where CPU, compiler, flags or inputs differ");
  compare
      ->add_option("--inconclusive", compare_options.inconclusive,
                   "fail: exit 5 where it is too noisy to tell; warn: exit 0")
      ->check(CLI::IsMember({"fail", "warn"}))
      ->capture_default_str();
  compare
      ->add_option("--digests", compare_options.digests,
                   "fail: exit 3 where any result differs in any bit; list: say so")
      ->check(CLI::IsMember({"list", "fail"}))
      ->capture_default_str();
  compare
      ->add_option(
          "--base-program", compare_options.base_program,
          "The run_suite of the first run, this one being that of the second: where results differ, exit 3 if one is "
          "worse, whatever the others are; what may be slower is timed again by turns")
      ->type_name("FILE");
  compare->add_flag("!--no-rerun", compare_options.rerun,
                    "Do not measure again what may be slower (done where this program is the one of the second run)");
  compare->add_option("--junit", compare_options.junit, "Also write JUnit XML there")->type_name("FILE");
  compare
      ->add_option("--github", compare_options.github,
                   "Also write a step summary there and print annotations, for GitHub Actions")
      ->type_name("FILE");
  compare->add_flag("--quiet", compare_options.quiet, "No progress on stderr");
  compare->footer("\nExample: run_suite compare main.json mine.json --min-effect 0.03");

  HistoryCommand history_options;
  CLI::App* history =
      app.add_subcommand("history", "Times of kernels over the saved baselines, and where they changed");
  add_filter(*history, history_options.filters);
  add_effects(*history, history_options.options);
  history->add_option("--baselines", history_options.folder, "As of --report")->type_name("DIR");
  history->add_option("--machine", history_options.machine, "Fingerprint of another machine; default: this one");
  history->add_option("--out", history_options.out, "Also write history.md with pictures there")->type_name("DIR");
  history->footer("\nExample: run_suite history --filter erf/faithful --out history");

  AbCommand ab_options;
  CLI::App* ab = app.add_subcommand("ab", "Times two programs of two commits by turns, for noisy machines");
  ab->add_option("old", ab_options.turns.before, "run_suite of the first commit")->required();
  ab->add_option("new", ab_options.turns.after, "run_suite of the second")->required();
  add_filter(*ab, ab_options.turns.filters);
  add_effects(*ab, ab_options.options);
  ab->add_option("--sizes", ab_options.turns.sizes, "As of bench")->delimiter(',')->capture_default_str();
  ab->add_option("--threads", ab_options.turns.threads, "As of bench")->delimiter(',')->capture_default_str();
  ab->add_option("--distribution", ab_options.turns.distribution, "As of bench")->capture_default_str();
  ab->add_option("--rounds", ab_options.turns.rounds, "Pairs of runs")
      ->check(CLI::Range(6, 1000))
      ->capture_default_str();
  ab->add_option("--inconclusive", ab_options.inconclusive, "fail: exit 5 where it is too noisy to tell; warn: exit 0")
      ->check(CLI::IsMember({"fail", "warn"}))
      ->capture_default_str();
  ab->add_flag("--quiet", ab_options.turns.quiet, "No progress on stderr");
  ab->footer("\nExample: run_suite ab main/run_suite mine/run_suite --filter 'faithful/f32'");

  EvalOptions eval_options;
  CLI::App* eval = app.add_subcommand("eval", "Run one kernel on numbers or on array files");
  eval->add_option("kernel", eval_options.kernel, "Id; without a path, the widest this CPU has")->required();
  eval->add_option("x", eval_options.numbers, "Decimal or hexadecimal numbers, inf, nan");
  eval->add_option("--in", eval_options.in, "Array of the kernel's type: .npy, or raw little-endian")
      ->type_name("FILE");
  eval->add_option("--dy", eval_options.dy, "Array of the same shape for backward kernels; 1 without it")
      ->type_name("FILE");
  eval->add_option("--out", eval_options.out, "Array to write, .npy or raw by its name")->type_name("FILE");
  eval->footer("\nExample: run_suite eval erf/double -0.75 -0x1.8p+1 inf");

  std::string explained;
  std::string number;
  CLI::App* explain = app.add_subcommand("explain", "What a kernel makes of one number, and what it should");
  explain->add_option("kernel", explained, "Id; without a path, the widest this CPU has")->required();
  explain->add_option("x", number, "A decimal or hexadecimal number, inf, nan")->required();
  explain->footer("\nExample: run_suite explain erf/libm -5.5");

  CertifyCommand certify_options;
  CLI::App* certify = app.add_subcommand("certify", "Check the fast reference against MPFR");
  certify
      ->add_option("--formula", certify_options.curves,
                   "E.g. gelu, or gelu' for its derivative; repeatable; default all")
      ->take_all();
  certify->add_option("--dtype", certify_options.dtype, "The reference for f32 (and 16-bit types) or f64")
      ->capture_default_str();
  CLI::Option* points =
      certify->add_option("--points", certify_options.points, "Inputs per formula, spread over the line")
          ->capture_default_str();
  certify->add_option("--range", certify_options.range, "Instead, every number from A to B")
      ->type_name("A,B")
      ->excludes(points);
  certify->add_option("--seed", certify_options.seed, "Seed of the inputs")->capture_default_str();
  certify
      ->add_option("--shard", certify_options.shard, "Only part I of N (from 1), written to --out, for run_suite merge")
      ->type_name("I/N");
  certify->add_option("--out", certify_options.out, "Write the table there")->type_name("FILE");
  certify->add_option("--journal-every", certify_options.journal_seconds, "Seconds after which what was found is kept")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  certify->add_flag("--resume", certify_options.resume, "Go on from where an interrupted run with this --out was");
  certify->add_flag("--quiet", certify_options.quiet, "No progress on stderr");
  certify->footer(
      "\nExample: run_suite certify --formula gelu --points 10000000"
      "\nEvery float32: run_suite certify --range=-inf,inf --out certified.md");

  SearchCommand search_options;
  CLI::App* search = app.add_subcommand("search", "Search for large errors of float64 kernels");
  add_filter(*search, search_options.filters);
  search->add_option("--seconds", search_options.seconds, "Per kernel")->capture_default_str();
  search->add_option("--seed", search_options.seed, "Seed of the inputs")->capture_default_str();
  search->add_option("--corpus", search_options.corpus, "Add the worst inputs to the files of this folder")
      ->type_name("DIR");
  search->add_flag("--quiet", search_options.quiet, "No progress on stderr");
  search->footer("\nExample: run_suite search --filter 'erf/.*f64' --seconds 60 --corpus accuracy/corpus");

  try {
    app.parse(arguments(argc, argv));
  } catch (const CLI::CallForHelp& help) {
    app.exit(help);
    return exit_fine;
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string(error.what()) + "; see run_suite --help");
  }
  if (version) {
    const Environment here = detect_environment();
    fmt::print("gelubench {}, {}\n", here.revision(), here.compiler);
    return exit_fine;
  }
  if (report && !app.get_subcommands().empty()) throw UsageError("--report stands alone, without a subcommand");
  if (report) return report_run_command(options);
  if (accuracy->parsed()) return accuracy_command(accuracy_options);
  if (bench->parsed()) return bench_command(bench_options);
  if (doctor->parsed()) return trials > 0 ? trials_command(trials, quiet_trials) : doctor_command();
  if (list->parsed()) return list_command(list_filters, json);
  if (from_results->parsed()) return report_command(results, report_out, formats);
  if (merge->parsed()) return merge_command(shards, merged, quiet_merge);
  if (compare->parsed()) return compare_command(compared, compare_options);
  if (history->parsed()) return history_command(history_options);
  if (ab->parsed()) return ab_command(ab_options);
  if (recommend->parsed()) return recommend_command(recommend_options);
  if (eval->parsed()) return eval_command(eval_options);
  if (certify->parsed()) return certify_command(certify_options);
  if (search->parsed()) return search_command(search_options);
  if (explain->parsed()) return explain_command(explained, number);
  throw UsageError("say what to do: run_suite --report, or a subcommand; see run_suite --help");
}

int complain(const std::exception& error, int code) {
  fmt::print(stderr, "run_suite: {}\n", error.what());
  return code;
}

}  // namespace

int run_suite(int argc, char** argv) {
  try {
    return dispatch(argc, argv);
  } catch (const UsageError& error) {
    return complain(error, exit_usage);
  } catch (const UnreadableResults& error) {
    return complain(error, exit_usage);
  } catch (const CannotWrite& error) {
    return complain(error, exit_usage);
  } catch (const Incomparable& error) {
    return complain(error, exit_incomparable);
  } catch (const NothingMatched& error) {
    return complain(error, exit_nothing_matched);
  } catch (const std::system_error& error) {  // of fmt::print
    fmt::print(stderr, "run_suite: cannot write the output: {}\n", error.code().message());
    return exit_usage;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "run_suite: not enough memory\n");
    return exit_usage;
  } catch (const std::exception& error) {
    return complain(error, exit_internal);
  }
}

}  // namespace gelubench
