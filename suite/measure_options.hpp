// What a run is asked for.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accuracy/tolerance.hpp"
#include "suite/baselines.hpp"

namespace gelubench {

/// Options of the commands that measure.
struct MeasureOptions {
  std::vector<std::string> filters;
  std::string profile = "standard";
  std::string out;                   ///< a folder for --report, a results file otherwise; may be empty there
  std::vector<std::string> sizes;    ///< those of the profile where empty
  std::vector<std::string> threads;  ///< the same
  std::string distribution = "normal";
  std::string in;              ///< an array file to time on; may be empty
  bool brief = false;          ///< time only what `sizes` and `threads` ask for
  bool in_place = false;       ///< compare in-place with out-of-place use
  bool costs = false;          ///< also latency, cold caches, instructions and energy
  bool time_emulated = false;  ///< time under an emulator too
  std::uint64_t seed = 1;
  std::string corpus;  ///< a folder of further corpus files; may be empty
  ToleranceAsked tolerance;
  std::vector<std::string> known;  ///< results files whose exhaustive sweeps need not be judged again
  bool default_known = false;      ///< without these, those of default_known_results()
  bool afresh = false;             ///< judge everything
  BaselineOptions baselines;
  bool quiet = false;
};

}  // namespace gelubench
