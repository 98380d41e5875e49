#include "suite/prediction.hpp"

#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "kernels/kernel.hpp"
#include "machine_code/analysis.hpp"
#include "machine_code/disassembly.hpp"
#include "machine_code/main_loop.hpp"
#include "results/atomic_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/selection.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Where this program's file was loaded: what addresses here are above those of the file.
std::uint64_t load_bias() {
  std::uint64_t bias = 0;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* to) {
        *static_cast<std::uint64_t*>(to) = info->dlpi_addr;
        return 1;  // the program is the first
      },
      &bias);
  return bias;
}

DType dtype_in(const std::string& id) {
  for (const DType dtype : all_dtypes())
    if (id.find(fmt::format("/{}/", to_string(dtype))) != std::string::npos) return dtype;
  return DType::f32;
}

std::string path_in(const std::string& id) { return id.substr(id.rfind('/') + 1); }

/// Kernels of another run_suite, as it says itself, by an emulator where its architecture is another.
std::vector<KernelCode> kernel_code_of(const std::string& binary, Architecture architecture,
                                       const std::vector<std::string>& filters) {
#if defined(__x86_64__)
  constexpr Architecture here = Architecture::x86_64;
#else
  constexpr Architecture here = Architecture::aarch64;
#endif
  const TemporaryFolder folder;
  std::string program = binary;
  std::string arguments = "list --addresses";
  for (const std::string& filter : filters) arguments += " --filter " + shell_quoted(filter);
  if (architecture != here) {
    const std::string emulator = fmt::format("qemu-{}", to_string(architecture));
    program = find_program(emulator);
    if (program.empty()) {
      throw UsageError(fmt::format("{} is a program for {}, and there is no {} here to ask it for its kernels with",
                                   binary, to_string(architecture), emulator));
    }
    arguments = shell_quoted(fs::absolute(binary).string()) + " " + arguments;
  }
  const int code = run_program(program, arguments, folder.path());
  if (code == exit_nothing_matched) throw NothingMatched(fmt::format("{} has no kernel that matches", binary));
  std::vector<KernelCode> kernels;
  try {
    for (const Json& kernel : Json::parse(text_of(folder.path() / "out"))) {
      const auto id = kernel.at("id").get<std::string>();
      kernels.push_back({id, path_in(id), size_of(dtype_in(id)), kernel.at("address").get<std::uint64_t>()});
    }
  } catch (const Json::exception&) {
    throw UsageError(fmt::format("{} does not list kernels with their addresses: it is no run_suite of this version",
                                 binary));
  }
  return kernels;
}

/// What is asked for, for the architecture of the program.
std::vector<const TargetCpu*> chosen_cpus(const std::vector<std::string>& names, Architecture architecture,
                                          const std::string& binary) {
  std::vector<const TargetCpu*> cpus;
  const bool all = names.empty() || names == std::vector<std::string>{"all"};
  if (all) {
    for (const TargetCpu& cpu : all_target_cpus())
      if (cpu.architecture == architecture) cpus.push_back(&cpu);
    return cpus;
  }
  for (const std::string& name : names) {
    const TargetCpu* cpu = find_target_cpu(name);
    if (cpu == nullptr) throw UsageError(fmt::format("--cpu '{}' is none of {}", name, target_cpu_names()));
    if (cpu->architecture != architecture) {
      throw UsageError(fmt::format("{} is of {}, and {} is a program for {}: --binary names one for it, such as {}",
                                   name, to_string(cpu->architecture), binary, to_string(architecture),
                                   cpu->architecture == Architecture::aarch64 ? "build/aarch64/run_suite, made by "
                                                                                "scripts/build aarch64 run_suite"
                                                                              : "build/release/run_suite"));
    }
    if (std::find(cpus.begin(), cpus.end(), cpu) == cpus.end()) cpus.push_back(cpu);
  }
  return cpus;
}

/// A kernel with its loops.
struct Found {
  const KernelCode* kernel;
  MainLoop loop;
};

/// The analyses of the loops of these kernels on a CPU, in their order; nothing for those that llvm-mca refuses.
struct Answers {
  std::string model;
  std::vector<std::optional<std::vector<LoopAnalysis>>> by_kernel;
};

/// Which kernels have lines among those refused.
std::set<std::size_t> refused_kernels(const std::vector<const Found*>& kernels, const std::vector<std::size_t>& lines) {
  std::set<std::size_t> refused;
  std::size_t line = 1;
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    const std::size_t first = line;
    for (const LoopCode& loop : kernels[k]->loop.loops) line += loop.instructions.size() + 2;
    if (std::any_of(lines.begin(), lines.end(), [&](std::size_t l) { return l >= first && l < line; }))
      refused.insert(k);
  }
  return refused;
}

Answers analyse(const std::vector<const Found*>& kernels, const TargetCpu& cpu, const LlvmTools& tools) {
  Answers answers;
  answers.by_kernel.resize(kernels.size());
  std::vector<std::size_t> asked(kernels.size());
  for (std::size_t k = 0; k < kernels.size(); ++k) asked[k] = k;
  const TemporaryFolder folder;
  while (!asked.empty()) {
    std::vector<const Found*> those;
    std::vector<const LoopCode*> loops;
    for (const std::size_t k : asked) {
      those.push_back(kernels[k]);
      for (const LoopCode& loop : kernels[k]->loop.loops) loops.push_back(&loop);
    }
    const fs::path input = folder.path() / "loops.s";
    write_file(input, analyser_input(loops, cpu.architecture));
    const int code =
        run_program(tools.mca, analyser_arguments(cpu) + " " + shell_quoted(input.string()), folder.path());
    const std::string messages = text_of(folder.path() / "err");
    if (messages.find("is not a recognized processor") != std::string::npos) {
      throw UsageError(fmt::format("llvm-mca {} does not know {}: a newer one may", tools.version, cpu.name));
    }
    if (code == 0) {
      const Analysis analysis = parse_analysis(text_of(folder.path() / "out"), loops.size());
      answers.model = analysis.model;
      auto at = analysis.loops.begin();
      for (const std::size_t k : asked) {
        const auto count = static_cast<std::ptrdiff_t>(kernels[k]->loop.loops.size());
        answers.by_kernel[k].emplace(at, at + count);
        at += count;
      }
      return answers;
    }
    const std::set<std::size_t> refused = refused_kernels(those, refused_lines(messages));
    if (refused.empty()) {
      throw UsageError(fmt::format("llvm-mca {} fails for {}: {}", tools.version, cpu.name,
                                   messages.substr(0, messages.find('\n'))));
    }
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (!refused.contains(i)) rest.push_back(asked[i]);
    asked = std::move(rest);
  }
  return answers;
}

}  // namespace

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
    throw UsageError("there is no llvm-mca here, LLVM's machine-code analyser: apt-get install llvm-19, or another "
                     "version");
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

std::vector<KernelCode> own_kernel_code(const std::vector<std::string>& filters) {
  std::vector<KernelCode> kernels;
  const std::uint64_t bias = load_bias();
  for (const Kernel* kernel : matching_kernels(filters)) {
    KernelCode code{kernel->id, std::string(to_string(kernel->path)), size_of(kernel->dtype), 0};
    if (kernel->function.here() != nullptr)
      code.address = reinterpret_cast<std::uint64_t>(kernel->function.here()) - bias;
    kernels.push_back(code);
  }
  return kernels;
}

PredictionSet predict(const PredictionRequest& request, const std::function<void(const std::string&)>& said) {
  const std::string binary = request.binary.empty() ? fs::read_symlink("/proc/self/exe").string() : request.binary;
  if (!request.binary.empty()) check_program(request.binary);
  said("disassembling");
  const TemporaryFolder folder;
  const int code = run_program(request.tools.objdump,
                               fmt::format("{} {}", objdump_arguments, shell_quoted(fs::absolute(binary).string())),
                               folder.path());
  std::optional<Disassembly> disassembly;
  try {
    if (code != 0) throw std::runtime_error("is no program");
    disassembly.emplace(text_of(folder.path() / "out"));
  } catch (const std::runtime_error& e) {
    throw UsageError(fmt::format("{} {}", binary, e.what()));
  }
  if (disassembly->is_stripped()) {
    throw UsageError(fmt::format("{} is stripped: where its functions end cannot be told", binary));
  }
  const auto cpus = chosen_cpus(request.cpus, disassembly->architecture(), binary);
  const auto kernels = request.binary.empty() ? own_kernel_code(request.filters)
                                              : kernel_code_of(binary, disassembly->architecture(), request.filters);
  PredictionSet set;
  set.analyser = "llvm-mca " + request.tools.version;
  std::vector<Found> found;
  for (const KernelCode& kernel : kernels) {
    if (kernel.address == 0 || kernel.path == "native") {
      set.without.push_back({kernel.id, "its code is not in this program"});
      continue;
    }
    try {
      found.push_back({&kernel, find_main_loop(*disassembly, kernel.address, kernel.result_bytes)});
    } catch (const NoMainLoop& e) {
      set.without.push_back({kernel.id, e.what()});
    }
  }
  for (const Found& f : found) {
    set.loops.push_back({f.kernel->id, f.loop.digest(), f.loop.main().address, f.loop.main().elements,
                         f.loop.instructions_per_element()});
  }
  for (const TargetCpu* cpu : cpus) {
    said(std::string(cpu->name));
    std::vector<const Found*> runnable;
    for (const Found& f : found)
      if (cpu->runs(f.kernel->path, disassembly->architecture())) runnable.push_back(&f);
    const Answers answers = analyse(runnable, *cpu, request.tools);
    for (std::size_t k = 0; k < runnable.size(); ++k) {
      const Found& f = *runnable[k];
      if (!answers.by_kernel[k]) {
        set.without.push_back({f.kernel->id, fmt::format("llvm-mca {} cannot read its instructions for {}",
                                                         request.tools.version, cpu->name)});
        continue;
      }
      PredictionRecord record{f.kernel->id, std::string(cpu->name), answers.model, 0,
                              answers.by_kernel[k]->back().bottleneck};
      for (std::size_t l = 0; l < f.loop.loops.size(); ++l)
        record.cycles += (*answers.by_kernel[k])[l].cycles / f.loop.loops[l].elements;
      set.cycles.push_back(std::move(record));
    }
  }
  return set;
}

void add_predictions(ResultSet& results, const PredictionSet& predictions) {
  if (!results.predictions) {
    results.predictions = predictions;
    return;
  }
  PredictionSet& all = *results.predictions;
  all.analyser = predictions.analyser;
  const auto replace = [](auto& old, const auto& fresh, const auto& is_same) {
    std::erase_if(old, [&](const auto& o) {
      return std::any_of(fresh.begin(), fresh.end(), [&](const auto& f) { return is_same(o, f); });
    });
    old.insert(old.end(), fresh.begin(), fresh.end());
  };
  const auto same_kernel = [](const auto& a, const auto& b) { return a.kernel == b.kernel; };
  replace(all.loops, predictions.loops, same_kernel);
  replace(all.without, predictions.without, same_kernel);
  replace(all.cycles, predictions.cycles,
          [](const auto& a, const auto& b) { return a.kernel == b.kernel && a.cpu == b.cpu; });
}

}  // namespace gelubench
