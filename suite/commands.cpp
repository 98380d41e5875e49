// list, report, eval and explain: the commands that do not measure.

#include "suite/commands.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/regions.hpp"
#include "accuracy/ulp.hpp"
#include "bench/trials.hpp"
#include "suite/array_file.hpp"
#include "suite/atomic_file.hpp"
#include "suite/doctor.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/progress.hpp"
#include "suite/report_files.hpp"
#include "suite/results_json.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

/// The number of the data type nearest to the text.
double parse_number(const std::string& text, DType dtype) {
  char* end = nullptr;
  const double value = dtype == DType::f32 ? static_cast<double>(std::strtof(text.c_str(), &end))
                                           : round_to(format_of(dtype), std::strtod(text.c_str(), &end));
  if (text.empty() || *end != '\0') throw UsageError(fmt::format("'{}' is no number", text));
  return value;
}

/// Shortest decimal that reads back; NaN without the sign it may carry.
std::string decimal(double x, DType dtype) {
  if (std::isnan(x)) return "nan";
  return dtype == DType::f64 ? fmt::format("{}", x) : fmt::format("{}", static_cast<float>(x));
}

/// "-5.5 (-0x1.6p+2, bits 0xc0b00000)"
std::string number_text(double x, DType dtype) {
  return fmt::format("{} ({}, bits 0x{:0{}x})", decimal(x, dtype), hex_float(x), encode(format_of(dtype), x),
                     2 * size_of(dtype));
}

/// Error of `got` against a curve at a finite x, in a few lines.
void print_error(Curve curve, DType dtype, double x, double got) {
  const Format format = format_of(dtype);
  const Real exact = exact_value(curve, x, 256);
  const double want = correctly_rounded(curve, x, format);
  fmt::print("against {}\n", to_string(curve));
  fmt::print("  exact       {}\n", exact.to_decimal(40));
  fmt::print("  rounded     {}\n", number_text(want, dtype));
  fmt::print("  neighbours  {} and {}\n", hex_float(next_number(format, want, false)),
             hex_float(next_number(format, want, true)));
  if (!std::isfinite(got)) {
    fmt::print("  error       {} for a finite input\n", decimal(got, dtype));
    return;
  }
  fmt::print("  error       {:.9g} ULP, {:.4g} absolute\n", ulp_error(format, got, exact), absolute_error(got, exact));
}

std::string claim_text(const Claim& claim) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (claim.max_ulp != Claim::none) {
    std::string part = fmt::format("{:.6g} ULP", claim.max_ulp);
    if (std::isfinite(claim.ulp_from)) part += fmt::format(" from {:g}", claim.ulp_from);
    add(part);
  }
  if (claim.max_abs != Claim::none) add(fmt::format("{:.3g} absolute", claim.max_abs));
  return text;
}

}  // namespace

int list_command(const std::vector<std::string>& filters, bool json) {
  const Selection selection = select_kernels(filters);
  if (json) {
    auto array = nlohmann::ordered_json::array();
    for (const Kernel* k : selection.kernels) {
      array.push_back({{"id", k->id}, {"formula", to_string(k->curve())}, {"provenance", k->provenance}});
      if (!k->c_function.empty()) array.back()["c_function"] = k->c_function;
    }
    fmt::print("{}\n", array.dump(1));
    return exit_fine;
  }
  std::size_t width = 0;
  for (const Kernel* k : selection.kernels) width = std::max(width, k->id.size());
  for (const Kernel* k : selection.kernels) {
    const std::string function = k->c_function.empty() ? "" : "  " + k->c_function + "()";
    fmt::print("{:<{}}  {:<13}  {}{}\n", k->id, width, to_string(k->curve()), claim_text(k->claim), function);
  }
  for (const SkippedRecord& s : selection.skipped) fmt::print(stderr, "{}: {}\n", s.kernel, s.reason);
  return exit_fine;
}

int doctor_command() {
  std::size_t spoiling = 0;
  for (const FindingRecord& finding : examine_machine()) {
    fmt::print("{:<8} {:<15} {}\n", finding.verdict, finding.check, finding.detail);
    if (finding.advice) fmt::print("{:<24} -> {}\n", "", *finding.advice);
    if (finding.verdict == "spoils") ++spoiling;
  }
  fmt::print("\n{}\n", spoiling == 0 ? "Nothing found that spoils measurements here."
                                     : fmt::format("{} of these spoil measurements here.", spoiling));
  return exit_fine;
}

int trials_command(int trials, bool quiet) {
  const Kernel& kernel = find_kernel("erf/faithful");
  Progress progress("trials", "", quiet);
  const std::atomic<bool>& stop = stop_on_interrupt();
  const TrialCounts counts = run_trials(kernel, trials, stop, [&](int done) {
    progress.update(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(trials));
  });
  if (counts.trials == 0) throw NothingMatched("interrupted before the first trial ended");
  const auto share = [&](int n) {
    return fmt::format("{} of {} ({:.0f} %)", n, counts.trials, 100.0 * n / counts.trials);
  };
  fmt::print("{} in L1 on one thread, {} samples a row and trial (median)\n", kernel.id, counts.samples);
  fmt::print("against itself:        {} not separated\n", share(counts.trials - counts.same_separated));
  fmt::print("against 5 % slower:    {} found slower\n", share(counts.slower_found));
  fmt::print("95 % interval of a median: +- {:.2f} % (median of the trials)\n", 100 * counts.uncertainty);
  return stop ? exit_interrupted : exit_fine;
}

int report_command(const std::vector<std::string>& results, const std::string& out,
                   const std::vector<std::string>& formats) {
  std::vector<ResultSet> machines;
  for (const std::string& file : results) {
    machines.push_back(read_results(file));
    constexpr std::size_t most_kernels = 5000;  // beyond, tables and page are of no use to anybody
    if (const std::size_t n = machines.back().kernels.size(); n > most_kernels) {
      throw UsageError(fmt::format("{} holds {} kernels; a report shows at most {}: measure fewer with --filter", file,
                                   n, most_kernels));
    }
  }
  if (machines.size() > 1) {
    fmt::print("{}\n", write_machines(machines, out).string());
    return exit_fine;
  }
  for (const auto& file : write_report(machines.front(), out, formats)) fmt::print("{}\n", file.string());
  return exit_fine;
}

namespace {

/// As many ones of the data type.
std::string ones(DType dtype, std::size_t n) {
  return with_storage(dtype, [&](auto storage) {
    using S = decltype(storage);
    const S one = element_of<S>(encode(format_of(dtype), 1));
    std::string bytes;
    for (std::size_t i = 0; i < n; ++i) bytes.append(reinterpret_cast<const char*>(&one), sizeof one);
    return bytes;
  });
}

int eval_arrays(const Kernel& kernel, const EvalOptions& options) {
  ArrayFile x = read_array(options.in, kernel.dtype);
  std::string dy;
  if (!options.dy.empty()) {
    ArrayFile file = read_array(options.dy, kernel.dtype);
    if (file.shape != x.shape) {
      throw UsageError(fmt::format("{} has shape {}, {} has {}", options.dy, file.shape, options.in, x.shape));
    }
    dy = std::move(file.bytes);
  } else if (kernel.direction == Direction::backward) {
    dy = ones(kernel.dtype, x.size());
  }
  kernel.function(x.bytes.data(), dy.data(), x.bytes.data(), x.size());
  write_array(options.out, x);
  fmt::print("{}\n", options.out);
  return exit_fine;
}

}  // namespace

int eval_command(const EvalOptions& options) {
  const Kernel& kernel = find_kernel(options.kernel);
  if (options.in.empty() != options.out.empty()) throw UsageError("--in and --out go together");
  if (options.in.empty() == options.numbers.empty()) throw UsageError("give either numbers or --in FILE --out FILE");
  if (!options.dy.empty() && options.in.empty()) throw UsageError("--dy goes with --in and --out");
  if (!options.dy.empty() && kernel.direction == Direction::forward) {
    throw UsageError(fmt::format("--dy is for backward kernels, {} is not one", kernel.id));
  }
  if (!options.in.empty()) return eval_arrays(kernel, options);
  std::vector<double> x;
  for (const std::string& text : options.numbers) x.push_back(parse_number(text, kernel.dtype));
  fmt::print("# {}\n", kernel.id);
  for (const double v : x) {
    const double y = evaluate(kernel, v);
    fmt::print("{}\t{}\t{}\n", decimal(v, kernel.dtype), decimal(y, kernel.dtype), hex_float(y));
  }
  return exit_fine;
}

int explain_command(const std::string& id, const std::string& number) {
  const Kernel& kernel = find_kernel(id);
  const DType dtype = kernel.dtype;
  const double x = parse_number(number, dtype);
  const double got = evaluate(kernel, x);
  fmt::print("{}, {} {}{}\n", kernel.id, kernel.direction == Direction::forward ? "formula" : "derivative",
             to_string(kernel.curve()), kernel.direction == Direction::forward ? "" : ", dy = 1");
  fmt::print("x             {}, region {}\n", number_text(x, dtype), to_string(region_of(dtype, x)));
  fmt::print("got           {}\n", number_text(got, dtype));
  if (const auto rule = special_value(kernel.curve(), x)) {
    fmt::print("rule          {} gives {}{}: {}\n", decimal(x, dtype), decimal(rule->want, dtype),
               rule->either_sign ? " of either sign" : "", rule->accepts(got) ? "kept" : "broken");
  }
  if (!std::isfinite(x)) return exit_fine;
  print_error(kernel.curve(), dtype, x, got);
  if (kernel.formula != Formula::gelu) print_error({Formula::gelu, kernel.direction}, dtype, x, got);
  return exit_fine;
}

}  // namespace gelubench
