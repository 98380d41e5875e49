#include "suite/llvm_tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "results/atomic_file.hpp"
#include "suite/environment.hpp"
#include "suite/other_program.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Loops that have lines of analyser_input() among these.
std::set<std::size_t> loops_at(const std::vector<const LoopCode*>& loops, const std::vector<std::size_t>& lines) {
  std::set<std::size_t> found;
  std::size_t line = 1;
  for (std::size_t l = 0; l < loops.size(); ++l) {
    const std::size_t first = line;
    line += loops[l]->instructions.size() + 2;
    const auto is_here = [&](std::size_t at) { return at >= first && at < line; };
    if (std::any_of(lines.begin(), lines.end(), is_here)) found.insert(l);
  }
  return found;
}

/// As parse_analysis(), for users.
Analysis analysis_of(const std::string& few, const std::string& many, Iterations iterations, std::size_t loops) {
  try {
    return parse_analysis(few, many, iterations, loops);
  } catch (const std::runtime_error& e) {
    throw UsageError(e.what());
  }
}

/// Asks llvm-mca of loops that take as many iterations, without those that it cannot read.
void ask(const std::vector<const LoopCode*>& loops, std::vector<std::size_t> asked, const TargetCpu& cpu,
         const LlvmTools& tools, Answers& answers) {
  const TemporaryFolder folder;
  while (!asked.empty()) {
    std::vector<const LoopCode*> those;
    for (const std::size_t l : asked) those.push_back(loops[l]);
    const Iterations iterations = iterations_of(*those.front());
    const fs::path input = folder.path() / "loops.s";
    write_file(input, analyser_input(those));
    const auto run = [&](int count) {
      return run_program(tools.mca, analyser_arguments(cpu, count) + " " + shell_quoted(input.string()), folder.path());
    };
    if (run(iterations.few) == 0) {
      const std::string few = text_of(folder.path() / "out");
      run(iterations.many);
      const Analysis analysis = analysis_of(few, text_of(folder.path() / "out"), iterations, those.size());
      answers.model = analysis.model;
      for (std::size_t i = 0; i < asked.size(); ++i) answers.loops[asked[i]] = analysis.loops[i];
      return;
    }
    const std::string messages = text_of(folder.path() / "err");
    if (messages.find("is not a recognized processor") != std::string::npos) {
      throw UnknownToLlvm(fmt::format("llvm-mca {} does not know {}: a newer one may", tools.version, cpu.name));
    }
    const std::set<std::size_t> refused = loops_at(those, refused_lines(messages));
    if (refused.empty()) {
      throw UsageError(fmt::format("llvm-mca {} fails for {}: {}", tools.version, cpu.name,
                                   messages.substr(0, messages.find('\n'))));
    }
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (!refused.contains(i)) rest.push_back(asked[i]);
    asked = std::move(rest);
  }
}

}  // namespace

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

LlvmTools find_llvm_tools(const std::string& mca) {
  LlvmTools tools;
  if (!mca.empty()) {
    check_program(mca);
    tools.mca = mca;
  }
  // Newest first; the plain name is the system's choice where no numbered one is there.
  for (int version = 29; tools.mca.empty() && version >= 14; --version)
    tools.mca = find_program(fmt::format("llvm-mca-{}", version));
  if (tools.mca.empty()) tools.mca = find_program("llvm-mca");
  if (tools.mca.empty()) {
    throw UsageError("there is no llvm-mca here, LLVM's machine-code analyser: install Debian's llvm");
  }
  const TemporaryFolder folder;
  run_program(tools.mca, "--version", folder.path());
  const std::string said = text_of(folder.path() / "out");
  const std::size_t at = said.find("LLVM version ");
  if (at == std::string::npos) throw UsageError(fmt::format("{} is no llvm-mca", tools.mca));
  tools.version = said.substr(at + 13, said.find_first_of(" \n", at + 13) - at - 13);
  // llvm-objdump-19 of llvm-mca-19, which may be links to elsewhere.
  std::string name = fs::path(tools.mca).filename().string();
  if (const std::size_t in_name = name.find("llvm-mca"); in_name != std::string::npos)
    name.replace(in_name, 8, "llvm-objdump");
  tools.objdump = (fs::path(tools.mca).parent_path() / name).string();
  if (!fs::exists(tools.objdump)) {
    throw UsageError(fmt::format("there is no {} beside {}", name, tools.mca));
  }
  return tools;
}

std::string host_name(const LlvmTools& tools) {
  if (!emulator().empty()) return {};
  const TemporaryFolder folder;
  const fs::path input = folder.path() / "nothing.s";
  write_file(input, "nop\n");
  run_program(tools.mca, "-mcpu=native --json " + shell_quoted(input.string()), folder.path());
  const Json json = Json::parse(text_of(folder.path() / "out"), nullptr, false);
  const Json::json_pointer name("/TargetInfo/CPUName");
  if (json.is_discarded() || !json.contains(name)) return {};
  const auto cpu = json.at(name).get<std::string>();
  return cpu == "generic" || cpu.starts_with("x86-64") ? std::string() : cpu;
}

Disassembly disassemble(const std::string& program, std::uint64_t begin, std::uint64_t end, const LlvmTools& tools) {
  const TemporaryFolder folder;
  run_program(tools.objdump, objdump_arguments(begin, end) + " " + shell_quoted(fs::absolute(program).string()),
              folder.path());
  try {
    return Disassembly(text_of(folder.path() / "out"));
  } catch (const std::runtime_error& e) {
    throw UsageError(fmt::format("{}: llvm-objdump {}: {}", program, tools.version, e.what()));
  }
}

Answers analyse(const std::vector<const LoopCode*>& loops, const TargetCpu& cpu, const LlvmTools& tools) {
  Answers answers;
  answers.loops.resize(loops.size());
  std::map<int, std::vector<std::size_t>> by_iterations;
  for (std::size_t l = 0; l < loops.size(); ++l) by_iterations[iterations_of(*loops[l]).few].push_back(l);
  for (const auto& [iterations, some] : by_iterations) ask(loops, some, cpu, tools, answers);
  return answers;
}

}  // namespace gelubench
