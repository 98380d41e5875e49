// What predictions say together with what was measured.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/verdict.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// A prediction, or nullptr.
const PredictionRecord* find_prediction(const PredictionSet& set, const std::string& kernel, const std::string& cpu);

/// The loops of a kernel, or nullptr.
const LoopRecord* find_loops(const PredictionSet& set, const std::string& kernel);

/// The CPUs of the set, in their order.
std::vector<std::string> predicted_cpus(const PredictionSet& set);

/// The CPU whose scheduling model stands for this one.
std::string model_of(const PredictionSet& set, const std::string& cpu);

/// The kernel whose errors are a predicted kernel's: itself where it was judged, else another SIMD path of its
/// implementation, the widest; of scalar kernels the scalar one. Null where none was judged.
const KernelRecord* judged_as(const ResultSet& results, const std::string& kernel);

/// Kernels of paths that the results have no kernel of, such as those of aarch64 in results of x86-64: as judged_as(),
/// with their own id and path.
std::vector<KernelRecord> predicted_elsewhere(const ResultSet& results);

/// Cycles per element of one kernel, predicted for the CPU at hand and measured on it: in L1, on one thread, N(0,1).
struct CheckedPrediction {
  std::string kernel;
  double predicted = 0;
  double measured = 0;
  bool gathers = false;

  double ratio() const { return predicted / measured; }
  std::string path() const { return kernel.substr(kernel.rfind('/') + 1); }
  std::string method() const { return kernel.substr(0, kernel.find('/')); }
};

/// Of every kernel that was both predicted for the CPU that was measured, and measured.
std::vector<CheckedPrediction> checked_predictions(const ResultSet& results);

/// How far predictions are from measurements.
struct PredictionError {
  std::size_t kernels = 0;
  double median_error = 0;  ///< of |predicted / measured - 1|
  double median_ratio = 0;
  CheckedPrediction lowest;  ///< ratio
  CheckedPrediction highest;
  std::optional<double> correlation;  ///< Kendall's tau-b; nothing of fewer than two kernels
};

/// Nothing where there are none.
std::optional<PredictionError> prediction_error(const std::vector<CheckedPrediction>& checked);

/// Those of the SIMD paths.
std::vector<CheckedPrediction> of_simd(std::vector<CheckedPrediction> checked);

/// A kernel on a CPU one may not have: predicted cycles, and errors that were measured here.
struct PredictedCandidate {
  std::string kernel;
  const KernelRecord* judged_as = nullptr;  ///< the same implementation, on its own path where that was judged
  const AccuracyRecord* errors = nullptr;   ///< of that, against true GELU or its derivative
  double cycles = 0;                        ///< per element
  std::string bottleneck;
  bool gathers = false;
};

/// The fastest path of every implementation of the group on the CPU, fastest first.
std::vector<PredictedCandidate> predicted_candidates(const ResultSet& results, const KernelGroup& group,
                                                     const std::string& cpu);

}  // namespace gelubench
