// merge: what all shards of accuracy or certify found, in one file.

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "suite/atomic_file.hpp"
#include "suite/certify_command.hpp"
#include "suite/commands.hpp"
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
  fmt::print("{}\n", out);
  return run.exit_code();
}

}  // namespace

int merge_command(const std::vector<std::string>& shards, const std::string& out, bool quiet) {
  JournalContents all = read_journal(shards.front());
  for (std::size_t i = 1; i < shards.size(); ++i) {
    const JournalContents other = read_journal(shards[i]);
    if (const std::string difference = all.identity.differs_from(other.identity); !difference.empty()) {
      throw UsageError(
          fmt::format("{} and {} are of different runs, they differ in {}", shards.front(), shards[i], difference));
    }
    bool apart = add_states(all.states, other.states);
    for (const auto& [curve, parts] : other.certified) apart = apart && add_certified(all.certified, curve, parts);
    if (!apart) {
      throw UsageError(fmt::format("{} holds what one of the others holds too: name each shard once", shards[i]));
    }
    all.identity.utc = std::min(all.identity.utc, other.identity.utc);
  }
  return is_certification(all.identity) ? merge_certified(all, out) : merge_sweeps(all, out, quiet);
}

}  // namespace gelubench
