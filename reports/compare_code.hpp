// Two builds' machine code: which kernels' loops changed, and what LLVM's analyser says of it. No machine's noise is in
// this.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/compare.hpp"
#include "results/result_set.hpp"

namespace gelubench {

/// Predicted cycles per element on a CPU, before and after.
struct CyclesChange {
  std::string cpu;
  double before = 0;
  double after = 0;
  double ratio() const { return after / before; }
};

/// A kernel whose machine code is another.
struct CodeChange {
  std::string kernel;
  std::optional<double> instructions_before;  ///< per element; nothing where its loop could not be told
  std::optional<double> instructions_after;
  std::vector<CyclesChange> cycles;
  std::string reason;  ///< why its loop could not be told in one of both; may be empty

  /// Whether the prediction for some CPU rose by the least effect that counts.
  bool is_slower(const CompareOptions& options) const;
  /// Whether nothing can be said, since a loop could be told in one build only.
  bool is_unclear() const { return !instructions_before || !instructions_after; }
};

/// The machine code of two builds.
struct CodeComparison {
  std::vector<CodeChange> changes;  ///< in the order of the kernels
  std::size_t compared = 0;         ///< kernels whose loop could be told in one of both at least
};

/// Of the kernels of both sets. Cycles are of three CPUs that both have for a kernel: the first, the one in the middle
/// and the last.
CodeComparison compare_code(const PredictionSet& before, const PredictionSet& after);

/// For people: a line a change, or one that says how many kernels have the same code.
std::string code_changes_text(const CodeComparison& comparison, const CompareOptions& options);

}  // namespace gelubench
