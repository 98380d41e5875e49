// certify: is the fast reference what it says?

#include "suite/certify_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>

#include "accuracy/certify.hpp"
#include "accuracy/float_bits.hpp"
#include "reports/format.hpp"
#include "reports/markdown.hpp"
#include "suite/atomic_file.hpp"
#include "suite/commands.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/interrupt.hpp"
#include "suite/journal.hpp"
#include "suite/progress.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

std::vector<Curve> parse_curves(const std::vector<std::string>& names) {
  if (names.empty()) return {all_curves().begin(), all_curves().end()};
  std::vector<Curve> curves;
  for (const std::string& name : names) {
    const auto at =
        std::find_if(all_curves().begin(), all_curves().end(), [&](Curve c) { return to_string(c) == name; });
    if (at == all_curves().end()) {
      std::vector<std::string> known;
      for (const Curve c : all_curves()) known.push_back(to_string(c));
      throw UsageError(fmt::format("--formula \"{}\" is none of {}", name, fmt::join(known, ", ")));
    }
    curves.push_back(*at);
  }
  return curves;
}

DType parse_dtype(const std::string& name) {
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

std::uint64_t parse_points(const std::string& text) {
  std::uint64_t points = 0;
  std::istringstream(text) >> points;
  if (points == 0) throw UsageError(fmt::format("'{}' is no number of points", text));
  return points;
}

/// What has to be equal for the parts of two runs to belong together.
RunIdentity identity_of(const CertifyCommand& command, const std::vector<Curve>& curves,
                        const std::optional<CertifyRange>& range) {
  const Environment here = detect_environment();
  std::string names;
  for (const Curve curve : curves) names += (names.empty() ? "" : " ") + to_string(curve);
  const std::string points =
      range ? fmt::format("--range {:a},{:a}", range->from, range->to) : fmt::format("--points {}", command.points);
  return {here.revision(), fmt::format("certify --dtype {} {}", command.dtype, points), command.seed, names, here.utc};
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
  Keeper(const CertifyCommand& command, const RunIdentity& identity)
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

}  // namespace

int certify_command(const CertifyCommand& command) {
  if (command.points == 0) throw UsageError("--points 0 certifies nothing");
  if (!command.shard.empty() && command.out.empty()) throw UsageError("--shard needs --out FILE for its part");
  if (command.resume && command.out.empty()) throw UsageError("--resume needs the --out of the interrupted run");
  const std::vector<Curve> curves = parse_curves(command.curves);
  const DType dtype = parse_dtype(command.dtype);
  const std::atomic<bool>& stop = stop_on_interrupt();
  CertifyOptions options{.points = command.points, .seed = command.seed, .threads = available_cores(), .stop = &stop};
  if (!command.range.empty()) options.range = parse_range(command.range);
  if (!command.shard.empty()) {
    options.takes = [shard = parse_shard(command.shard)](std::uint32_t part) {
      return part % shard.second == shard.first;
    };
  }
  std::optional<Keeper> keeper;
  if (!command.out.empty()) {
    check_writable(command.out);
    keeper.emplace(command, identity_of(command, curves, options.range));
  }
  std::vector<Certificate> certificates;
  for (const Curve curve : curves) {
    if (stop) break;
    Progress progress(fmt::format("certifying {}", to_string(curve)), "", command.quiet);
    options.progress = [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); };
    certificates.push_back(certify_one(curve, dtype, options, keeper ? &*keeper : nullptr));
  }
  fmt::print("{}", table_of(certificates));
  if (stop) {
    print_line(keeper ? fmt::format("interrupted; {} holds what was found, --resume continues", keeper->path().string())
                      : "interrupted; the table is of the points tried");
    return exit_interrupted;
  }
  if (keeper && command.shard.empty()) {
    write_file(command.out, table_of(certificates));
    keeper->remove();
  }
  return exit_code_of(certificates);
}

bool is_certification(const RunIdentity& identity) { return identity.profile.starts_with("certify "); }

int merge_certified(const JournalContents& all, const std::string& out) {
  // "certify --dtype T --points N" or "... --range A,B", as identity_of() made it.
  std::istringstream words(all.identity.profile);
  std::string word, dtype, what, value;
  words >> word >> word >> dtype >> what >> value;
  CertifyOptions nothing{.takes = [](std::uint32_t) { return false; }};
  std::vector<std::string> names;
  std::istringstream curves(all.identity.kernels);
  for (std::string name; curves >> name;) names.push_back(name);
  if (what == "--range") nothing.range = parse_range(value);
  if (what == "--points") nothing.points = parse_points(value);
  std::vector<Certificate> certificates;
  for (const Curve curve : parse_curves(names)) {
    // How much there is to do, and the bound.
    const CertifiedParts work = certify(curve, parse_dtype(dtype), nothing);
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
  fmt::print("{}", table_of(certificates));
  return exit_code_of(certificates);
}

}  // namespace gelubench
