// What LLVM's machine-code analyser, llvm-mca, says of loops: cycles on a CPU, by its scheduling model.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "machine_code/main_loop.hpp"

namespace gelubench {

/// llvm-mca's input: a region a loop, in this order.
std::string analyser_input(const std::vector<const LoopCode*>& loops);

/// Iterations that llvm-mca is to run, in a short and in a long run, whose difference has neither the first iterations,
/// before instructions wait for each other, nor the last, behind which nothing comes.
struct Iterations {
  int few = 0;
  int many = 0;
};

/// As many as fill the largest of today's reorder buffers, and as many again: more for short loops.
Iterations iterations_of(const LoopCode& loop);

/// The arguments of llvm-mca for a CPU, behind which the file of analyser_input() stands.
std::string analyser_arguments(const TargetCpu& cpu, int iterations);

/// Of an iteration of a loop, many of which follow each other.
struct LoopAnalysis {
  double cycles = 0;
  std::string bottleneck;  ///< "FP0 FP1", "dispatch" or "dependencies"
};

struct Analysis {
  std::string model;                ///< the CPU whose scheduling model it is, LLVM's name
  std::vector<LoopAnalysis> loops;  ///< in the order of the input
};

/// Reads llvm-mca's JSON of both runs. Throws std::runtime_error where it is none, or of another number of loops.
Analysis parse_analysis(const std::string& few, const std::string& many, Iterations iterations, std::size_t loops);

/// The lines, counted from 1, that llvm-mca says it cannot read.
std::vector<std::size_t> refused_lines(std::string_view messages);

}  // namespace gelubench
