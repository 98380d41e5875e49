// How much work a run does.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gelubench {

struct Profile {
  enum class Exhaustive { none, fastest_path, all_paths };

  std::string name;
  Exhaustive exhaustive;
  int sample_log2;  ///< inputs per binade of the stratified sample are 2^sample_log2; of binary64 2^sample_log2_f64
  int sample_log2_f64;
  std::uint64_t search_evaluations;  ///< per guided search of a binary64 kernel
  bool time_everything;              ///< otherwise only float32 forward kernels are timed beyond L1 on one thread
  std::vector<std::string> sizes;    ///< what is timed unless --sizes says otherwise
  std::vector<std::string> threads;  ///< the same of --threads
  double sample_seconds;             ///< a timing sample
  double timing_target;              ///< relative uncertainty of the median of each row at which sampling ends
  double timing_seconds;             ///< the timing stage, about: where the target is not met, sampling ends with it
  double dram_factor;                ///< DRAM working set over last-level cache
};

/// "quick", "standard" or "full". Throws UsageError on any other name.
const Profile& find_profile(const std::string& name);

}  // namespace gelubench
