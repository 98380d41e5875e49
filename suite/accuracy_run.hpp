// A run that judges: in one process, as one shard of several, or shared by the processes that mpirun started.

#pragma once

#include <string>

#include "suite/measure_options.hpp"

namespace gelubench {

struct AccuracyOptions : MeasureOptions {
  bool check_claims = false;  ///< a line per kernel instead of the tables
  std::string shard;          ///< "i/n": sweep only that part and write it to `out` for merge; may be empty
  double journal_seconds = 10;
  bool resume = false;  ///< go on from what an interrupted run left beside `out`
  bool mpi = false;     ///< share the sweeps among the processes that mpirun started
};

/// Sweeps, writes the results and prints what people read. Returns an exit code. Throws as Run does, and CannotWrite.
int run_accuracy(const AccuracyOptions& options);

}  // namespace gelubench
