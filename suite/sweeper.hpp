// The sweeps of a stage: with a progress line, their cost counted, kept and shared among processes.

#pragma once

#include <string>
#include <vector>

#include "accuracy/inputs.hpp"
#include "accuracy/sweep.hpp"
#include "suite/stage_clock.hpp"
#include "suite/stages.hpp"

namespace gelubench {

struct SweepRequest {
  /// `mirrored` also runs forward kernels on -x; `flushed` runs kernels with FTZ and DAZ set; `digests` judges nothing.
  /// The last two are never shared.
  enum class Mode { plain, mirrored, flushed, digests };

  std::string what;  ///< for the progress line and messages: "every float32"
  std::vector<const Kernel*> kernels;
  std::vector<InputPiece> pieces;
  Mode mode = Mode::plain;
};

class Sweeper {
 public:
  Sweeper(const StageOptions& options, StageClock& clock) : options_(options), clock_(clock) {}

  /// Throws UnreadableResults where what is kept of the sweep does not fit, or a part of it is missing.
  SweepResult run(const SweepRequest& request);

 private:
  void share(const SweepRequest& request, SweepOptions& sweep_options);

  const StageOptions& options_;
  StageClock& clock_;
};

}  // namespace gelubench
