// What LLVM's machine-code analyser, llvm-mca, says of loops: cycles on a CPU, by its scheduling model.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "machine_code/main_loop.hpp"

namespace gelubench {

/// llvm-mca's input: a region a loop, in this order.
std::string analyser_input(const std::vector<const LoopCode*>& loops, Architecture architecture);

/// The arguments of llvm-mca for a CPU, behind which the file of analyser_input() stands.
std::string analyser_arguments(const TargetCpu& cpu);

/// Of an iteration of a loop, many of which follow each other.
struct LoopAnalysis {
  double cycles = 0;
  double micro_operations = 0;
  std::string bottleneck;  ///< "FP0 FP1", "dispatch" or "dependencies"
};

struct Analysis {
  std::string model;                ///< the CPU whose scheduling model it is, LLVM's name
  std::vector<LoopAnalysis> loops;  ///< in the order of the input
};

/// Reads llvm-mca's JSON. Throws std::runtime_error where it is none, or of another number of loops.
Analysis parse_analysis(const std::string& json, std::size_t loops);

/// The lines, counted from 1, that llvm-mca says it cannot read.
std::vector<std::size_t> refused_lines(std::string_view messages);

}  // namespace gelubench
