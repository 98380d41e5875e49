// digest: have any results changed, for any float32, or any number of an array?

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "results/atomic_file.hpp"
#include "suite/digests.hpp"
#include "suite/exit_codes.hpp"
#include "suite/external.hpp"
#include "suite/progress.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

class DigestCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    add_filter(app, filters_);
    app.add_flag("--widest", widest_, "Of each implementation only the widest path that this CPU has");
    CLI::Option* in =
        app.add_option("--in", in_,
                       "Of the results for this array (.npy, or raw with --dtype) instead of every float32")
            ->type_name("FILE");
    add_dtype(app, dtype_)->needs(in);
    app.add_option("--out", out_, "Write the digests there")->type_name("FILE");
    app.add_option("--against", against_, "Compare with digests written before; exit code 3 where results differ")
        ->type_name("FILE");
    add_quiet(app, quiet_);
  }

  int run() override {
    if (filters_.empty()) filters_ = filters_of_external();
    const DigestedInputs inputs = in_.empty() ? DigestedInputs() : DigestedInputs(array());
    const std::vector<const Kernel*> kernels = selected(inputs.dtype());
    std::vector<DigestEntry> before;
    if (!against_.empty()) before = read_digests(inputs, against_);
    if (!out_.empty()) check_writable(out_);
    const std::vector<DigestEntry> now = take_digests(inputs, kernels, quiet_);
    if (now.empty()) {
      print_line("interrupted; digests are of all inputs or none");
      return exit_interrupted;
    }
    if (!out_.empty()) write_file(out_, to_text(inputs, joined(now)));
    bool differs = false;
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      const DigestEntry* old = find_digest(before, *kernels[k], now[k]);
      std::string verdict;
      if (old != nullptr) {
        const std::string found = difference(inputs, *kernels[k], now[k], *old);
        if (!found.empty()) print_line(found);
        differs = differs || !found.empty();
        verdict = found.empty() ? "\tthe same" : "\tDIFFERS";
      } else if (!against_.empty()) {
        verdict = "\tnot compared: not in " + against_;
      }
      if (!is_standard_output(out_)) fmt::print("{}\t{}{}\n", kernels[k]->id, now[k].digest, verdict);
    }
    return differs ? exit_claim_broken : exit_fine;
  }

 private:
  ArrayFile array() const {
    if (!dtype_.empty()) return read_array(in_, parse_dtype(dtype_));
    if (!in_.ends_with(".npy")) throw UsageError("--in of a raw file needs --dtype");
    return read_any_npy(in_);
  }

  /// Kernels of the type; without a filter those that libgelubench ships, but for gated ones, which for a factor of 1
  /// have the results of forward ones.
  std::vector<const Kernel*> selected(DType dtype) const {
    std::vector<const Kernel*> kernels = select_kernels(filters_).kernels;
    std::erase_if(kernels, [&](const Kernel* k) {
      const bool is_chosen = !filters_.empty() || (!k->c_function.empty() && k->direction != Direction::gated);
      return k->dtype != dtype || !is_chosen;
    });
    if (kernels.empty()) {
      throw NothingMatched(in_.empty() ? "no float32 kernel matches; 16-bit types are judged whole in a moment"
                                       : fmt::format("no {} kernel matches", to_string(dtype)));
    }
    if (!widest_) return kernels;
    std::map<std::string, const Kernel*> widest;  // paths are in the order of their widths
    for (const Kernel* kernel : kernels) widest[kernel->implementation()] = kernel;
    std::erase_if(kernels, [&](const Kernel* k) { return widest.at(k->implementation()) != k; });
    return kernels;
  }

  std::vector<std::string> filters_;
  bool widest_ = false;
  std::string in_;
  std::string dtype_;
  std::string out_;
  std::string against_;
  bool quiet_ = false;
};

const RegisteredCommand digest(
    {.name = "digest",
     .group = CommandEntry::Group::measure,
     .summary = "Whether any result for any float32, or for an array, has changed, without judging",
     .examples = "run_suite digest --filter faithful --out before.digests\n"
                 "run_suite digest --filter faithful --against before.digests\n"
                 "run_suite digest --in x.npy --out x.digests",
     .make = make_command<DigestCommand>,
     .uses_kernels = true});

}  // namespace
}  // namespace gelubench
