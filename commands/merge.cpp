// merge: what all shards of accuracy or certify found, in one file, as if one process had done everything.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "commands/certify.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "results/atomic_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/journal.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

/// The results of all shards of sweeps.
int merge_sweeps(const JournalContents& all, const std::string& out, bool quiet) {
  MeasureOptions options;
  options.profile = all.identity.profile;
  options.seed = all.identity.seed;
  options.quiet = quiet;
  std::istringstream kernels(all.identity.kernels + " " + all.identity.skipped);
  for (std::string id; kernels >> id;) options.filters.push_back("^" + id + "$");
  Run run(options);
  if (const std::string other = all.identity.differs_from(run.identity()); !other.empty()) {
    throw UsageError(fmt::format("the shards are not of this program on this machine, they differ in {}", other));
  }
  check_writable(out);
  run.set_utc(all.identity.utc);
  run.sharing().known = &all.states;
  run.sharing().known_is_all = true;
  run.contract();
  run.accuracy();
  write_measured(out, run.finish());
  if (!is_standard_output(out)) fmt::print("{}\n", out);
  return run.exit_code();
}

class Merge final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("shards", shards_, "The files of all shards")->required()->type_name("FILE");
    app.add_option("--out", out_, "Write the results, or the table, there; -: on standard output")
        ->required()
        ->type_name("FILE");
    add_quiet(app, quiet_);
  }

  int run() override {
    JournalContents all = read_journal(shards_.front());
    for (std::size_t i = 1; i < shards_.size(); ++i) {
      const JournalContents other = read_journal(shards_[i]);
      if (const std::string difference = all.identity.differs_from(other.identity); !difference.empty()) {
        throw UsageError(
            fmt::format("{} and {} are of different runs, they differ in {}", shards_.front(), shards_[i], difference));
      }
      bool apart = add_states(all.states, other.states);
      for (const auto& [curve, parts] : other.certified) apart = apart && add_certified(all.certified, curve, parts);
      if (!apart) {
        throw UsageError(fmt::format("{} holds what one of the others holds too: name each shard once", shards_[i]));
      }
      all.identity.utc = std::min(all.identity.utc, other.identity.utc);
    }
    return is_certification(all.identity) ? merge_certified(all, out_) : merge_sweeps(all, out_, quiet_);
  }

 private:
  std::vector<std::string> shards_;
  std::string out_;
  bool quiet_ = false;
};

const RegisteredCommand merge({.name = "merge",
                               .group = CommandEntry::Group::results,
                               .summary = "Make one file from all shards of accuracy --shard or certify --shard",
                               .examples = "run_suite merge 1.shard 2.shard --out results.json",
                               .make = make_command<Merge>});

}  // namespace
}  // namespace gelubench
