#include "machine_code/analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

namespace gelubench {
namespace {

using Json = nlohmann::json;

std::string assembly(const Instruction& instruction) {
  if (!instruction.is_jump() || !instruction.target) return instruction.operation + "\t" + instruction.operands;
  const std::size_t address = instruction.operands.rfind("0x");
  return fmt::format("{}\t{}target", instruction.operation, instruction.operands.substr(0, address));
}

// "FP0" of "Zn4FP0", "Port05" of "SPRPort05", "V" of "N1UnitV.\1": a unit's name without that of its CPU. LLVM tells
// units of one kind apart by a dot and a control character.
std::string short_name(const std::string& unit) {
  std::string name = unit.substr(model_of_unit(unit).units.size());
  if (name.starts_with("Unit")) name.erase(0, 4);
  std::erase_if(name, [](char c) { return c < ' ' || c == '.'; });
  return name;
}

std::string bottleneck(const Json& region, const std::vector<std::string>& units, double cycles) {
  const std::size_t instructions = region.at("Instructions").size();
  double most = 0;
  std::vector<std::pair<double, std::string>> pressures;
  for (const Json& entry : region.at("ResourcePressureView").at("ResourcePressureInfo")) {
    if (entry.at("InstructionIndex").get<std::size_t>() != instructions) continue;  // sums stand behind the last
    const double usage = entry.at("ResourceUsage").get<double>();
    pressures.emplace_back(usage, units.at(entry.at("ResourceIndex").get<std::size_t>()));
    most = std::max(most, usage);
  }
  // What leaves a tenth of the cycles free does not bind.
  constexpr double binds = 0.9;
  if (most >= binds * cycles) {
    std::vector<std::string> names;
    for (const auto& [usage, unit] : pressures)
      if (usage >= 0.95 * most) names.push_back(short_name(unit));
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return fmt::format("{}", fmt::join(names, " "));
  }
  const Json& summary = region.at("SummaryView");
  const double dispatched = summary.at("TotaluOps").get<double>() / summary.at("Iterations").get<double>() /
                            summary.at("DispatchWidth").get<double>();
  return dispatched >= binds * cycles ? "dispatch" : "dependencies";
}

}  // namespace

// LLVM before 21 reads "#" alone in front of a region's border, on aarch64 too, whose comments begin with "//".
std::string analyser_input(const std::vector<const LoopCode*>& loops) {
  std::string text;
  for (std::size_t i = 0; i < loops.size(); ++i) {
    text += fmt::format("# LLVM-MCA-BEGIN {}\n", i);
    for (const Instruction& instruction : loops[i]->instructions) text += assembly(instruction) + "\n";
    text += "# LLVM-MCA-END\n";
  }
  return text;
}

std::string analyser_arguments(const TargetCpu& cpu, int iterations) {
  const std::string_view triple = cpu.architecture == Architecture::x86_64 ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
  return fmt::format("-mtriple={} -mcpu={} -iterations={} --json --instruction-info=false", triple, cpu.name,
                     iterations);
}

Iterations iterations_of(const LoopCode& loop) {
  constexpr std::size_t long_loop = 48;
  return loop.instructions.size() < long_loop ? Iterations{60, 160} : Iterations{10, 24};
}

Analysis parse_analysis(const std::string& few, const std::string& many, Iterations iterations, std::size_t loops) {
  Analysis analysis;
  try {
    const Json brief = Json::parse(few);
    const Json json = Json::parse(many);
    const auto units = json.at("TargetInfo").at("Resources").get<std::vector<std::string>>();
    if (!units.empty()) analysis.model = model_of_unit(units.front()).owner;
    const Json& regions = json.at("CodeRegions");
    for (std::size_t r = 0; r < regions.size(); ++r) {
      const auto total = [&](const Json& of) { return of.at("SummaryView").at("TotalCycles").get<double>(); };
      LoopAnalysis loop;
      loop.cycles = (total(regions[r]) - total(brief.at("CodeRegions").at(r))) / (iterations.many - iterations.few);
      loop.bottleneck = bottleneck(regions[r], units, loop.cycles);
      analysis.loops.push_back(loop);
    }
  } catch (const Json::exception& e) {
    throw std::runtime_error(fmt::format("llvm-mca's answer cannot be read: {}", e.what()));
  }
  if (analysis.loops.size() != loops) {
    throw std::runtime_error(fmt::format("llvm-mca answered for {} of {} loops", analysis.loops.size(), loops));
  }
  return analysis;
}

std::vector<std::size_t> refused_lines(std::string_view messages) {
  std::vector<std::size_t> lines;
  static const std::regex place(R"(:(\d+):\d+: error:)");
  const std::string text(messages);
  for (std::sregex_iterator at(text.begin(), text.end(), place), end; at != end; ++at)
    lines.push_back(static_cast<std::size_t>(std::stoul((*at)[1])));
  return lines;
}

}  // namespace gelubench
