// LLVM's programs that read machine code: llvm-objdump and llvm-mca.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "machine_code/analysis.hpp"
#include "machine_code/disassembly.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {

/// LLVM's programs of one version.
struct LlvmTools {
  std::string mca;  ///< paths
  std::string objdump;
  std::string version;  ///< "19.1.7"
};

/// The newest that PATH has, or the llvm-mca named and its neighbour llvm-objdump. Throws UsageError where there is
/// none, or no llvm-objdump beside it.
LlvmTools find_llvm_tools(const std::string& mca = "");

/// LLVM's name of the CPU that this runs on; empty where it knows none, and under an emulator.
std::string host_name(const LlvmTools& tools);

/// The instructions of a program at [begin, end). Throws UsageError where llvm-objdump cannot read it.
Disassembly disassemble(const std::string& program, std::uint64_t begin, std::uint64_t end, const LlvmTools& tools);

/// A CPU that this version of LLVM does not know.
class UnknownToLlvm : public UsageError {
 public:
  using UsageError::UsageError;
};

/// What llvm-mca says of loops on a CPU, in their order; nothing of those that it cannot read.
struct Answers {
  std::string model;
  std::vector<std::optional<LoopAnalysis>> loops;
};

/// Throws UnknownToLlvm, and UsageError where llvm-mca fails otherwise.
Answers analyse(const std::vector<const LoopCode*>& loops, const TargetCpu& cpu, const LlvmTools& tools);

/// What a file holds; empty where it cannot be read.
std::string text_of(const std::filesystem::path& file);

}  // namespace gelubench
