// What sweeps, or a certification of the reference, have gathered, on disk: appended to while they run, so that an
// interrupted run goes on where it was, and written by each shard of a run, to be merged.
//
// A line a record, each with a checksum: first what run it is, then states of sweeps or certified parts. A line that
// was cut short, as by kill -9 or a full disk, is the last one and is left out when the file is read.

#pragma once

#include <filesystem>
#include <istream>
#include <map>
#include <optional>
#include <string>

#include "accuracy/certificate.hpp"
#include "accuracy/sweep_state.hpp"

namespace gelubench {

/// What has to be equal for states to belong together.
struct RunIdentity {
  std::string commit;
  std::string profile;
  std::uint64_t seed = 0;
  std::string kernels;       ///< their ids, spaces between; or the names of curves
  std::string skipped = {};  ///< ids of what was asked for too and cannot run here
  std::string utc;           ///< when the run began; need not be equal

  /// In words, what differs from another; empty where they belong together.
  std::string differs_from(const RunIdentity& other) const;
};

/// States by sweep_key().
using SweepStates = std::map<std::string, SweepState>;

/// Adds states to others; false where a piece is in both, or they are of other kernels.
bool add_states(SweepStates& states, const SweepStates& others);

/// By the name of the curve.
using CertifiedCurves = std::map<std::string, CertifiedParts>;

/// Adds parts to those of the same curve; false where a part is in both, or the work was divided otherwise.
bool add_certified(CertifiedCurves& curves, const std::string& curve, const CertifiedParts& parts);

struct JournalContents {
  RunIdentity identity;
  SweepStates states;
  CertifiedCurves certified;
  std::uint64_t intact_bytes = 0;  ///< what follows them was cut short
};

/// Throws UnreadableResults where the file cannot be read or is no journal.
JournalContents read_journal(const std::filesystem::path& path);
JournalContents parse_journal(std::istream& file, const std::string& name);

/// What a run finds at `path`, to go on from with `resume`: nothing where there is no file or, being what the run is to
/// write, it `may_be_replaced`. Throws UsageError where a file is there without `resume` or is of another run.
JournalContents begin_journal(const std::filesystem::path& path, const RunIdentity& identity, bool resume,
                              bool may_be_replaced);

/// Adds to a journal. Throws CannotWrite, and leaves what was there before as it was.
class JournalWriter {
 public:
  /// Goes on after `intact_bytes` of an existing file, or begins a new one with the identity where that is 0.
  JournalWriter(std::filesystem::path path, const RunIdentity& identity, std::uint64_t intact_bytes);
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  void add(const std::string& sweep_key, const SweepState& state);
  void add(const std::string& curve, const CertifiedParts& parts);

 private:
  void append(const std::string& record);

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t intact_ = 0;
};

/// A record as text, and back; the text is JSON. What does not fit gives nothing.
std::string encode_state(const std::string& sweep_key, const SweepState& state);
std::optional<std::pair<std::string, SweepState>> decode_state(const std::string& text);

}  // namespace gelubench
