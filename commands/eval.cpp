// eval: one kernel on numbers, or on array files.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "accuracy/element.hpp"
#include "commands/command.hpp"
#include "commands/number_text.hpp"
#include "results/atomic_file.hpp"
#include "results/hex_float.hpp"
#include "suite/array_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/selection.hpp"

namespace gelubench {
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

/// On numbers, or on array files. Backward kernels take dy and gated ones u from a file, or 1.
class Eval final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("kernel", kernel_, "Id; without a path, the widest this CPU has")->required()->type_name("KERNEL");
    app.add_option("x", numbers_, "Decimal or hexadecimal numbers, inf, nan")->type_name("X");
    app.add_option("--in", in_, "Array of the kernel's type: .npy, or raw little-endian")->type_name("FILE");
    app.add_option("--dy,--u", factor_,
                   "dy of a backward kernel, u of a gated one: an array of x's shape; 1 without it")
        ->type_name("FILE");
    app.add_option("--out", out_, "Array to write, .npy or raw by its name; -: raw on standard output")
        ->type_name("FILE");
  }

  int run() override {
    const Kernel& kernel = find_kernel(kernel_);
    if (in_.empty() != out_.empty()) throw UsageError("--in and --out go together");
    if (in_.empty() == numbers_.empty()) throw UsageError("give either numbers or --in FILE --out FILE");
    if (!factor_.empty() && in_.empty()) throw UsageError("--dy and --u go with --in and --out");
    if (!factor_.empty() && !has_factor(kernel.direction)) {
      throw UsageError(fmt::format("--dy is for backward kernels and --u for gated ones, {} is neither", kernel.id));
    }
    return in_.empty() ? on_numbers(kernel) : on_arrays(kernel);
  }

 private:
  int on_numbers(const Kernel& kernel) const {
    std::vector<double> x;
    for (const std::string& text : numbers_) x.push_back(parse_number(text, kernel.dtype));
    fmt::print("# {}\n", kernel.id);
    for (const double v : x) {
      const double y = evaluate(kernel, v);
      fmt::print("{}\t{}\t{}\n", decimal(v, kernel.dtype), decimal(y, kernel.dtype), hex_float(y));
    }
    return exit_fine;
  }

  int on_arrays(const Kernel& kernel) const {
    ArrayFile x = read_array(in_, kernel.dtype);
    std::string factors;
    if (!factor_.empty()) {
      ArrayFile file = read_array(factor_, kernel.dtype);
      if (file.shape != x.shape) {
        throw UsageError(fmt::format("{} has shape {}, {} has {}", factor_, file.shape, in_, x.shape));
      }
      factors = std::move(file.bytes);
    } else if (has_factor(kernel.direction)) {
      factors = ones(kernel.dtype, x.size());
    }
    kernel.function(x.bytes.data(), factors.data(), x.bytes.data(), x.size());
    write_array(out_, x);
    if (!is_standard_output(out_)) fmt::print("{}\n", out_);
    return exit_fine;
  }

  std::string kernel_;
  std::vector<std::string> numbers_;
  std::string in_;
  std::string factor_;
  std::string out_;
};

const RegisteredCommand eval({.name = "eval",
                              .group = CommandEntry::Group::one_kernel,
                              .summary = "Run one kernel on numbers or on array files",
                              .examples = "run_suite eval erf/double -0.75 -0x1.8p+1 inf",
                              .make = make_command<Eval>,
                              .uses_kernels = true});

}  // namespace
}  // namespace gelubench
