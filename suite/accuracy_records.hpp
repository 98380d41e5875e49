// From what a sweep gathered to the records of a results file.

#pragma once

#include <cstdint>
#include <string>

#include "accuracy/claims.hpp"
#include "accuracy/tolerance.hpp"
#include "results/result_set.hpp"
#include "suite/known_results.hpp"

namespace gelubench {

/// What the sweeps of a kernel found; any may be null.
struct Swept {
  const KernelErrors* exhaustive = nullptr;
  const KernelErrors* sampled = nullptr;
  const KnownSweep* known = nullptr;  ///< what stands for the exhaustive one
  bool searched = false;              ///< the sample includes what a guided search found
  bool curve = false;                 ///< record the largest error of every stretch
};

/// The figures of one region, without inputs.
AccuracyRecord error_figures(const ErrorStats& stats);

/// Adds the record of the inputs that have a rule.
void add_special(const std::string& kernel, const SpecialReport& special, ResultSet& results);

/// Adds the accuracy, shape and special-value records of one kernel and its broken claims. A region that the exhaustive
/// sweep completed is reported from it, any other from the sample; worst inputs are re-computed in MPFR. Where the
/// sweep is known, the records are its.
void add_accuracy(const Kernel& kernel, const Swept& swept, const SpecialReport& special, ResultSet& results);

/// Adds to its records over all regions what tests of others would say of the kernel.
void add_closeness(const Kernel& kernel, const ToleranceAsked& asked, ResultSet& results);

/// Takes back what was added of a kernel that failed halfway.
void drop_accuracy(const std::string& kernel, ResultSet& results);

/// The graph of a binary32 kernel from -5 to 5, and its results on N(0,1) inputs.
void add_graph(const Kernel& kernel, std::uint64_t seed, ResultSet& results);

/// What drawn factors find of a gated kernel, in its record; and whether that breaks its claim.
void add_products(const Kernel& kernel, std::uint64_t seed, ResultSet& results);

/// What a sweep with flushed subnormals found of one kernel.
void add_flushed(const KernelErrors& errors, ResultSet& results);

void add_agreement(const PathAgreement& agreement, const std::string& coverage, ResultSet& results);

}  // namespace gelubench
