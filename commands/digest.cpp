// digest: have any results changed, for any float32?

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
    app.add_option("--out", out_, "Write the digests there")->type_name("FILE");
    app.add_option("--against", against_, "Compare with digests written before; exit code 3 where results differ")
        ->type_name("FILE");
    add_quiet(app, quiet_);
  }

  int run() override {
    if (filters_.empty()) filters_ = filters_of_external();
    const std::vector<const Kernel*> kernels = selected();
    std::vector<DigestEntry> before;
    if (!against_.empty()) before = read_digests(against_);
    if (!out_.empty()) check_writable(out_);
    const std::vector<DigestEntry> now = take_digests(kernels, quiet_);
    if (now.empty()) {
      print_line("interrupted; digests are of all inputs or none");
      return exit_interrupted;
    }
    if (!out_.empty()) write_file(out_, to_text(joined(now)));
    bool differs = false;
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      const DigestEntry* old = find_digest(before, *kernels[k]);
      std::string verdict;
      if (old != nullptr) {
        const std::string found = difference(*kernels[k], now[k], *old);
        if (!found.empty()) print_line(found);
        differs = differs || !found.empty();
        verdict = found.empty() ? "\tthe same" : "\tDIFFERS";
      } else if (!against_.empty()) {
        verdict = "\tnot in " + against_;
      }
      if (!is_standard_output(out_)) fmt::print("{}\t{}{}\n", kernels[k]->id, now[k].digest, verdict);
    }
    return differs ? exit_claim_broken : exit_fine;
  }

 private:
  /// Float32 kernels; without a filter those that libgelubench ships.
  std::vector<const Kernel*> selected() const {
    std::vector<const Kernel*> kernels = select_kernels(filters_).kernels;
    std::erase_if(kernels, [this](const Kernel* k) {
      return k->dtype != DType::f32 || (filters_.empty() && k->c_function.empty());
    });
    if (kernels.empty()) throw NothingMatched("no float32 kernel matches; 16-bit types are judged whole in a moment");
    if (!widest_) return kernels;
    std::map<std::string, const Kernel*> widest;  // paths are in the order of their widths
    for (const Kernel* kernel : kernels) widest[kernel->implementation()] = kernel;
    std::erase_if(kernels, [&](const Kernel* k) { return widest.at(k->implementation()) != k; });
    return kernels;
  }

  std::vector<std::string> filters_;
  bool widest_ = false;
  std::string out_;
  std::string against_;
  bool quiet_ = false;
};

const RegisteredCommand digest({.name = "digest",
                                .group = CommandEntry::Group::measure,
                                .summary = "Whether any result for any float32 has changed, without judging",
                                .examples = "run_suite digest --filter faithful --out before.digests\n"
                                            "run_suite digest --filter faithful --against before.digests",
                                .make = make_command<DigestCommand>,
                                .uses_kernels = true});

}  // namespace
}  // namespace gelubench
