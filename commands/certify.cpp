// certify: is the fast reference what it says?

#include "commands/certify.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>

#include "accuracy/certify.hpp"
#include "commands/command.hpp"
#include "commands/options.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "results/atomic_file.hpp"
#include "results/hex_float.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/journal.hpp"
#include "suite/progress.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

/// What `run_suite certify` is asked for.
struct CertifyRequest {
  std::vector<std::string> curves;  ///< e.g. "gelu" or "gelu'"; all where none is named
  std::string dtype = "f32";        ///< which reference: "f32" (also for 16-bit types) or "f64"
  std::uint64_t points = 1'000'000;
  std::string range;  ///< "A,B": all numbers between instead
  std::uint64_t seed = 1;
  std::string shard;  ///< "I/N": only these parts of the work, into `out`; empty for all
  std::string out;    ///< file for the table, or for the shard
  double journal_seconds = 10;
  bool resume = false;
  bool quiet = false;
};

std::vector<Curve> parse_curves(const std::vector<std::string>& names) {
  if (names.empty()) return {all_curves().begin(), all_curves().end()};
  std::vector<Curve> curves;
  for (const std::string& name : names) curves.push_back(parse_curve(name));
  return curves;
}

DType screen_dtype(const std::string& name) {
  if (name == "f32") return DType::f32;
  if (name == "f64") return DType::f64;
  throw UsageError(fmt::format("--dtype '{}' is neither f32 (whose reference 16-bit types share) nor f64", name));
}

/// "A,B" with A <= B.
CertifyRange parse_range(const std::string& text) {
  char* end = nullptr;
  CertifyRange range{};
  range.from = std::strtod(text.c_str(), &end);
  bool good = end != text.c_str() && *end == ',';
  if (good) {
    const char* second = end + 1;
    range.to = std::strtod(second, &end);
    good = end != second && *end == '\0' && range.from <= range.to;
  }
  if (!good) throw UsageError(fmt::format("--range '{}' is not two numbers A,B with A <= B", text));
  return range;
}

/// What is tried, without who tries which part.
CertifyOptions options_of(const CertifyRequest& command) {
  if (command.points == 0) throw UsageError("--points 0 certifies nothing");
  CertifyOptions options{.points = command.points, .seed = command.seed, .threads = available_cores()};
  if (command.range.empty()) return options;
  options.range = parse_range(command.range);
  // All of float32, or as many of float64, are hundreds of hours.
  constexpr std::uint64_t most = std::uint64_t{1} << 32;
  if (const std::uint64_t count = numbers_in(*options.range, screen_dtype(command.dtype)); count > most) {
    throw UsageError(fmt::format("--range {} holds {} numbers of {}; more than 2^32 are not tried", command.range,
                                 format_count(count), command.dtype));
  }
  return options;
}

/// What has to be equal for the parts of two runs to belong together; command_of() reads it back.
RunIdentity identity_of(const CertifyRequest& command) {
  const Environment here = detect_environment();
  std::string names;
  for (const Curve curve : parse_curves(command.curves)) names += (names.empty() ? "" : " ") + to_string(curve);
  const auto range = options_of(command).range;
  const std::string what = fmt::format("certify {} {} {}", command.dtype, command.points,
                                       range ? hex_float(range->from) + "," + hex_float(range->to) : "");
  return {.commit = here.revision(), .profile = what, .seed = command.seed, .kernels = names, .utc = here.utc};
}

CertifyRequest command_of(const RunIdentity& identity) {
  CertifyRequest command;
  std::string certify;
  std::istringstream(identity.profile) >> certify >> command.dtype >> command.points >> command.range;
  std::istringstream names(identity.kernels);
  for (std::string name; names >> name;) command.curves.push_back(name);
  command.seed = identity.seed;
  return command;
}

std::string table_of(const std::vector<Certificate>& certificates) {
  MarkdownTable table({"curve", ">points", ">largest deviation", ">at x =", ">bound", "verdict"});
  for (const Certificate& c : certificates) {
    table.add({fmt::format("`{}`", to_string(c.curve)), format_count(c.points),
               c.largest > 0 ? fmt::format("2^{:.2f}", std::log2(c.largest)) : "0", hex_float(c.at),
               fmt::format("2^{:.0f}", std::log2(c.bound)),
               c.holds() ? "holds" : (c.misfits > 0 ? fmt::format("{} misfits", c.misfits) : "**broken**")});
  }
  return table.text();
}

int exit_code_of(const std::vector<Certificate>& certificates) {
  const bool all_hold =
      std::all_of(certificates.begin(), certificates.end(), [](const Certificate& c) { return c.holds(); });
  return all_hold ? exit_fine : exit_claim_broken;
}

/// What is found, into a journal every few seconds.
class Keeper {
 public:
  Keeper(const CertifyRequest& command, const RunIdentity& identity)
      : path_(command.shard.empty() ? command.out + ".journal" : command.out),
        seconds_(command.journal_seconds),
        contents_(begin_journal(path_, identity, command.resume, !command.shard.empty())),
        writer_(path_, identity, contents_.intact_bytes) {}

  /// What an earlier run found, as far as this one may go on from it.
  const CertifiedParts* known(const std::string& curve) const {
    const auto at = contents_.certified.find(curve);
    return at == contents_.certified.end() ? nullptr : &at->second;
  }

  void add(const std::string& curve, const CertifiedParts& one) {
    if (!add_certified(pending_, curve, one)) throw std::logic_error("a part was tried twice");
    if (std::chrono::steady_clock::now() - last_ >= std::chrono::duration<double>(seconds_)) flush();
  }

  void flush() {
    for (const auto& [curve, parts] : pending_) writer_.add(curve, parts);
    pending_.clear();
    last_ = std::chrono::steady_clock::now();
  }

  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  double seconds_;
  JournalContents contents_;
  JournalWriter writer_;
  CertifiedCurves pending_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

Certificate certify_one(Curve curve, DType dtype, CertifyOptions options, Keeper* keeper) {
  const std::string name = to_string(curve);
  std::set<std::uint32_t> done;
  Certificate found;
  if (keeper != nullptr) {
    if (const CertifiedParts* known = keeper->known(name)) {
      done.insert(known->parts.begin(), known->parts.end());
      found = known->found;
    }
    const auto takes = options.takes;
    options.takes = [&, takes](std::uint32_t part) { return !done.contains(part) && (!takes || takes(part)); };
    options.keep = [&](const CertifiedParts& one) { keeper->add(name, one); };
  }
  Certificate all = certify(curve, dtype, options).found;
  all.merge(found);
  if (keeper != nullptr) keeper->flush();
  return all;
}

class Certify final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("--formula", request_.curves, "E.g. gelu, or gelu' for its derivative; repeatable; default all")
        ->type_name("FORMULA")
        ->take_all();
    app.add_option("--dtype", request_.dtype, "The reference for f32 (and 16-bit types) or f64")
        ->type_name("f32|f64")
        ->capture_default_str();
    CLI::Option* points =
        app.add_option("--points", request_.points, "Inputs per formula, spread over the line")->capture_default_str();
    app.add_option("--range", request_.range, "Instead, every number from A to B")->type_name("A,B")->excludes(points);
    app.add_option("--seed", request_.seed, "Seed of the inputs")->capture_default_str();
    app.add_option("--shard", request_.shard, "Only part I of N (from 1), written to --out, for run_suite merge")
        ->type_name("I/N");
    app.add_option("--out", request_.out, "Also write the table there")->type_name("FILE");
    add_journal(app, request_.journal_seconds, request_.resume);
    add_quiet(app, request_.quiet);
  }

  int run() override {
    if (!request_.shard.empty() && request_.out.empty()) throw UsageError("--shard needs --out FILE for its part");
    if (request_.resume && request_.out.empty()) throw UsageError("--resume needs the --out of the interrupted run");
    const std::vector<Curve> curves = parse_curves(request_.curves);
    const DType dtype = screen_dtype(request_.dtype);
    CertifyOptions options = options_of(request_);
    const std::atomic<bool>& stop = stop_on_interrupt();
    options.stop = &stop;
    if (!request_.shard.empty()) {
      options.takes = [shard = parse_shard(request_.shard)](std::uint32_t part) {
        return part % shard.second == shard.first;
      };
    }
    std::optional<Keeper> keeper;
    const bool has_file = !request_.out.empty() && !is_standard_output(request_.out);
    if (has_file) {
      check_writable(request_.out);
      const bool has_journal = is_regular_place(request_.out) || !request_.shard.empty();
      if (has_journal) keeper.emplace(request_, identity_of(request_));
    }
    std::vector<Certificate> certificates;
    for (const Curve curve : curves) {
      if (stop) break;
      Progress progress(fmt::format("certifying {}", to_string(curve)), "", request_.quiet);
      options.progress = [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); };
      certificates.push_back(certify_one(curve, dtype, options, keeper ? &*keeper : nullptr));
    }
    fmt::print("{}", table_of(certificates));
    if (stop) {
      print_line(keeper
                     ? fmt::format("interrupted; {} holds what was found, --resume continues", keeper->path().string())
                     : "interrupted; the table is of the points tried");
      return exit_interrupted;
    }
    if (has_file && request_.shard.empty()) {
      write_file(request_.out, table_of(certificates));
      if (keeper) keeper->remove();
    }
    return exit_code_of(certificates);
  }

 private:
  CertifyRequest request_;
};

const RegisteredCommand certify_command({.name = "certify",
                                         .group = CommandEntry::Group::machine,
                                         .summary = "Check the fast reference against MPFR",
                                         .examples = "run_suite certify --formula gelu --points 10000000\n"
                                                     "run_suite certify --range=-inf,inf --out certified.md",
                                         .make = make_command<Certify>});

}  // namespace

bool is_certification(const RunIdentity& identity) { return identity.profile.starts_with("certify "); }

int merge_certified(const JournalContents& all, const std::string& out) {
  const CertifyRequest command = command_of(all.identity);
  if (const std::string other = all.identity.differs_from(identity_of(command)); !other.empty()) {
    throw UsageError(fmt::format("the shards are not of this program, they differ in {}", other));
  }
  CertifyOptions options = options_of(command);
  options.takes = [](std::uint32_t) { return false; };
  std::vector<Certificate> certificates;
  for (const Curve curve : parse_curves(command.curves)) {
    // How much there is to do, and the bound.
    const CertifiedParts work = certify(curve, screen_dtype(command.dtype), options);
    const auto at = all.certified.find(to_string(curve));
    const bool other = at != all.certified.end() && at->second.of != work.of;
    const std::size_t done = at == all.certified.end() ? 0 : at->second.parts.size();
    if (other || done != work.of) {
      throw UsageError(fmt::format("{} of {} parts of {} are there: a shard is missing or unfinished", done, work.of,
                                   to_string(curve)));
    }
    certificates.push_back(work.found);
    certificates.back().merge(at->second.found);
  }
  write_file(out, table_of(certificates));
  if (!is_standard_output(out)) fmt::print("{}", table_of(certificates));
  return exit_code_of(certificates);
}

}  // namespace gelubench
