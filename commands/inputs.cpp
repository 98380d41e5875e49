// inputs: a file of the inputs worth trying, for implementations that run elsewhere.

#include "accuracy/inputs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>

#include "accuracy/corpus.hpp"
#include "accuracy/element.hpp"
#include "accuracy/nearest.hpp"
#include "accuracy/regions.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "results/atomic_file.hpp"
#include "suite/array_file.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

/// The bit patterns, ascending: all of a 16-bit type; of others some of every binade, and what was hard before.
std::vector<std::uint64_t> patterns(DType dtype, int log2_per_binade, const std::vector<float>& more) {
  const Format format = format_of(dtype);
  std::vector<std::uint64_t> list;
  if (size_of(dtype) == 2) {
    for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 16; ++pattern) list.push_back(pattern);
    return list;
  }
  constexpr std::uint64_t seed = 1;
  for (const InputPiece& piece : stratified_inputs(dtype, log2_per_binade)) {
    list.push_back(piece.first);
    for (std::uint64_t i = 0; i < piece.count; ++i) list.push_back(piece.pattern(i, seed));
  }
  const auto add = [&](std::uint64_t pattern) {
    for (const std::uint64_t near : {pattern - 1, pattern, pattern + 1}) list.push_back(near);
  };
  for (const Curve curve : all_curves()) {
    for (const double x : corpus(curve)) list.push_back(encode(format, x));
  }
  for (const float x : more) list.push_back(encode(format, static_cast<double>(x)));
  for (const RegionRun& run : region_runs(dtype)) {
    add(run.first);
    add(run.last);
  }
  // From -14.4 to 6 by hundredths: where implementations have borders of their own.
  for (int hundredths = -1440; hundredths <= 600; ++hundredths) {
    if (hundredths != 0) add(encode(format, hundredths / 100.0));
  }
  const std::uint64_t infinity = format.infinity();
  for (const std::uint64_t pattern : {std::uint64_t{0}, std::uint64_t{1}, infinity - 1, infinity, infinity + 1}) {
    list.push_back(pattern);
    list.push_back(pattern | format.sign());
  }
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

class Inputs final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_dtype(app, dtype_)->required();
    app.add_option("--per-binade", log2_, "2^N inputs of every binade of float32 and float64 (default: 10)")
        ->type_name("N")
        ->check(number_between(0, 20));
    CLI::Option* nearest =
        app.add_option("--nearest", nearest_,
                       "Also the N float32 whose exact results lie nearest to a rounding boundary, takes some seconds")
            ->type_name("N")
            ->check(number_between(0, 10'000'000));
    app.add_option("--formula", formula_, "Of --nearest: gelu, gelu', gelu_tanh ... (default: gelu)")
        ->type_name("FORMULA")
        ->needs(nearest);
    app.add_option("--out", out_, "Array to write, .npy or raw by its name; -: raw on standard output")
        ->type_name("FILE")
        ->required();
  }

  int run() override {
    const DType dtype = parse_dtype(dtype_);
    if (nearest_ > 0 && dtype != DType::f32) throw UsageError("--nearest is for float32 only");
    std::vector<float> nearest;
    if (nearest_ > 0) nearest = nearest_to_boundaries(parse_curve(formula_), nearest_);
    ArrayFile array{.dtype = dtype};
    for (const std::uint64_t pattern : patterns(dtype, log2_, nearest)) {
      array.bytes.append(reinterpret_cast<const char*>(&pattern), size_of(dtype));
    }
    array.shape = fmt::format("({},)", array.size());
    write_array(out_, array);
    if (!is_standard_output(out_)) fmt::print("{}: {} inputs\n", out_, array.size());
    return 0;
  }

 private:
  std::string dtype_;
  int log2_ = 10;
  std::size_t nearest_ = 0;
  std::string formula_ = "gelu";
  std::string out_;
};

const RegisteredCommand inputs({.name = "inputs",
                                .group = CommandEntry::Group::measure,
                                .summary = "Write the inputs worth trying, for what runs elsewhere",
                                .examples = "run_suite inputs --dtype bf16 --out x.npy",
                                .make = make_command<Inputs>});

}  // namespace
}  // namespace gelubench
