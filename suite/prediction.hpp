// Cycles per element on CPUs one may not have, by LLVM's machine-code analyser.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "results/result_set.hpp"
#include "suite/llvm_tools.hpp"

namespace gelubench {

struct PredictionRequest {
  std::vector<std::string> filters;
  std::vector<std::string> cpus;  ///< of target_cpu_names(), or "all"; where empty, "all"
  std::string binary;             ///< another run_suite, of whatever architecture; this one where empty
  bool loops_only = false;        ///< no cycles: what machine code there is
  LlvmTools tools;
};

/// A kernel of a program and where its function begins in the program's file.
struct KernelCode {
  std::string id;
  std::uint64_t address = 0;  ///< 0: it is no function of the program
  std::string library;        ///< whose code it runs; empty for our own
};

/// Those of this program, of all kernels, whether this CPU can run them or not.
std::vector<KernelCode> own_kernel_code();

/// Predicts what is asked for; `said` is told what is done, a few words at a time. CPUs of another architecture than
/// the program's are left out where "all" are asked for. Throws UsageError for an unknown CPU, a CPU of another
/// architecture, a program that is stripped or none, a version of LLVM that does not know the CPU, and an llvm-mca that
/// fails; NothingMatched where no kernel matches; CannotWrite where there is no room for temporary files.
PredictionSet predict(const PredictionRequest& request, const std::function<void(const std::string&)>& said);

/// Puts these predictions beside those of other CPUs; those of the same CPU and kernel are replaced.
void add_predictions(ResultSet& results, const PredictionSet& predictions);

/// The prediction stage of a run: float32 kernels that match, on all CPUs that are known, into the results. Where there
/// is no llvm-mca, or it fails, that is noted as skipped: nothing measured before is lost.
void prediction_stage(const std::vector<std::string>& filters, bool quiet, ResultSet& results);

}  // namespace gelubench
