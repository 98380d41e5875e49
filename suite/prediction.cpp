#include "suite/prediction.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "kernels/cpu/cpu.hpp"
#include "kernels/kernel.hpp"
#include "machine_code/disassembly.hpp"
#include "machine_code/main_loop.hpp"
#include "suite/environment.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"
#include "suite/progress.hpp"
#include "suite/selection.hpp"
#include "suite/stage_clock.hpp"

namespace gelubench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

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

std::size_t result_bytes(const std::string& id) {
  const auto dtypes = all_dtypes();
  const auto dtype = std::find_if(dtypes.begin(), dtypes.end(), [&](DType d) {
    return id.find(fmt::format("/{}/", to_string(d))) != std::string::npos;
  });
  return dtype == dtypes.end() ? sizeof(float) : size_of(*dtype);
}

std::string path_in(const std::string& id) { return id.substr(id.rfind('/') + 1); }

/// Kernels of another run_suite, as it says itself, by an emulator where its architecture is another.
std::vector<KernelCode> kernel_code_of(const std::string& binary, Architecture architecture) {
  const TemporaryFolder folder;
  std::string program = binary;
  std::string arguments = "list --addresses";
  if (architecture != own_architecture) {
    const std::string emulator = fmt::format("qemu-{}", to_string(architecture));
    program = find_program(emulator);
    if (program.empty()) {
      throw UsageError(fmt::format("{} is a program for {}, and there is no {} here to ask it for its kernels with",
                                   binary, to_string(architecture), emulator));
    }
    arguments = shell_quoted(fs::absolute(binary).string()) + " " + arguments;
  }
  run_program(program, arguments, folder.path());
  std::vector<KernelCode> kernels;
  try {
    for (const Json& kernel : Json::parse(text_of(folder.path() / "out"))) {
      kernels.push_back({kernel.at("id").get<std::string>(), kernel.at("address").get<std::uint64_t>(),
                         kernel.at("library").get<std::string>()});
    }
  } catch (const Json::exception&) {
    throw UsageError(
        fmt::format("{} does not list kernels with their addresses: it is no run_suite of this version", binary));
  }
  return kernels;
}

/// The CPU that this runs on, which may be none of all_target_cpus().
const TargetCpu* host_cpu(const std::string& name) {
  if (const TargetCpu* known = find_target_cpu(name)) return known;
  static const std::string name_of_host = name;
  const auto paths = all_paths();
  const auto widest =
      std::find_if(paths.rbegin(), paths.rend(), [](Path path) { return path != Path::native && cpu_supports(path); });
  static const TargetCpu host{name_of_host, "this CPU", own_architecture, "", to_string(*widest)};
  return &host;
}

/// The architecture of an ELF program, by its header (System V ABI, "ELF header": e_machine). Throws UsageError.
Architecture architecture_of(const std::string& binary) {
  std::array<unsigned char, 20> header{};
  std::ifstream(binary, std::ios::binary).read(reinterpret_cast<char*>(header.data()), header.size());
  constexpr std::array<unsigned char, 6> elf64{0x7f, 'E', 'L', 'F', 2, 1};  // of 64 bits, the lowest byte first
  const int machine = header[18] + 256 * header[19];
  if (std::equal(elf64.begin(), elf64.end(), header.begin())) {
    if (machine == EM_X86_64) return Architecture::x86_64;
    if (machine == EM_AARCH64) return Architecture::aarch64;
  }
  throw UsageError(fmt::format("{} is no program for x86-64 or aarch64", binary));
}

/// The functions of kernels, and what lies between and next behind them.
Disassembly disassembly_of(const std::string& binary, const std::vector<KernelCode>& kernels, const LlvmTools& tools) {
  std::uint64_t begin = UINT64_MAX;
  std::uint64_t end = 0;
  for (const KernelCode& kernel : kernels) {
    if (kernel.address == 0) continue;
    begin = std::min(begin, kernel.address);
    end = std::max(end, kernel.address);
  }
  constexpr std::uint64_t largest_function = 0x10000;
  return disassemble(binary, begin, end + largest_function, tools);
}

bool asks_for_all(const std::vector<std::string>& names) {
  return names.empty() || names == std::vector<std::string>{"all"};
}

/// What is asked for, for the architecture of the program.
std::vector<const TargetCpu*> chosen_cpus(const std::vector<std::string>& names, Architecture architecture,
                                          const std::string& binary, const std::string& host) {
  std::vector<const TargetCpu*> cpus;
  if (asks_for_all(names)) {
    for (const TargetCpu& cpu : all_target_cpus())
      if (cpu.architecture == architecture) cpus.push_back(&cpu);
    const bool is_new = !host.empty() && architecture == own_architecture && find_target_cpu(host) == nullptr;
    if (is_new) cpus.push_back(host_cpu(host));
    return cpus;
  }
  for (const std::string& name : names) {
    if (name == "native" && host.empty()) throw UsageError("--cpu native: llvm-mca does not know this CPU");
    const TargetCpu* cpu = name == "native" || name == host ? host_cpu(host) : find_target_cpu(name);
    if (cpu == nullptr) throw UsageError(fmt::format("--cpu '{}' is none of native, {}", name, target_cpu_names()));
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

/// The loops of kernels that a CPU runs, the same machine code once.
class LoopList {
 public:
  void add(const Found& found) {
    std::vector<std::size_t> places;
    for (const LoopCode& loop : found.loop.loops) {
      const auto [at, is_new] = place_of_.emplace(loop.text(), loops_.size());
      if (is_new) loops_.push_back(&loop);
      places.push_back(at->second);
    }
    kernels_.push_back({&found, places});
  }
  const std::vector<const LoopCode*>& loops() const { return loops_; }

  /// Adds the predictions of the kernels, from the answers for loops().
  void append_to(PredictionSet& set, const Answers& answers, const TargetCpu& cpu) const {
    for (const auto& [found, places] : kernels_) {
      PredictionRecord record{found->kernel->id, std::string(cpu.name), answers.model, 0, ""};
      const std::string path = path_in(record.kernel);
      bool is_known = true;
      for (std::size_t l = 0; l < places.size() && is_known; ++l) {
        const auto& answer = answers.loops[places[l]];
        is_known = answer.has_value();
        if (!is_known) continue;
        record.cycles += answer->cycles / (found->loop.loops[l].elements * cpu.times_elements(path));
        record.bottleneck = answer->bottleneck;
      }
      if (is_known) {
        set.cycles.push_back(std::move(record));
      } else {
        set.without.push_back(
            {record.kernel, fmt::format("{} does not read its instructions for {}", set.analyser, cpu.name)});
      }
    }
  }

 private:
  std::map<std::string, std::size_t> place_of_;
  std::vector<const LoopCode*> loops_;
  std::vector<std::pair<const Found*, std::vector<std::size_t>>> kernels_;
};

}  // namespace

std::vector<KernelCode> own_kernel_code() {
  std::vector<KernelCode> kernels;
  const std::uint64_t bias = load_bias();
  for (const Kernel& kernel : registry()) {
    KernelCode code{kernel.id, 0, std::string(kernel.library.name)};
    if (kernel.function.here() != nullptr)
      code.address = reinterpret_cast<std::uint64_t>(kernel.function.here()) - bias;
    kernels.push_back(code);
  }
  return kernels;
}

PredictionSet predict(const PredictionRequest& request, const std::function<void(const std::string&)>& said) {
  const bool is_own = request.binary.empty();
  if (!is_own) check_program(request.binary);
  const std::string binary = is_own ? own_program().string() : request.binary;
  const std::string name = is_own ? "this program" : binary;
  const Architecture architecture = is_own ? own_architecture : architecture_of(binary);
  const std::string host = host_name(request.tools);
  const auto cpus = chosen_cpus(request.cpus, architecture, name, host);
  const auto is_wanted = id_filter(request.filters);
  std::vector<KernelCode> kernels = is_own ? own_kernel_code() : kernel_code_of(binary, architecture);
  if (std::none_of(kernels.begin(), kernels.end(), [&](const KernelCode& k) { return is_wanted(k.id); }))
    throw NothingMatched(no_match(request.filters));
  said("disassembling");
  // Whatever is asked for: so that the same functions are found for every filter.
  const Disassembly disassembly = disassembly_of(binary, kernels, request.tools);
  const auto named = std::count_if(kernels.begin(), kernels.end(), [&](const KernelCode& kernel) {
    return disassembly.has_function_at(kernel.address);
  });
  if (2 * named < std::ssize(kernels))
    throw UsageError(fmt::format("{} is stripped: where its functions end cannot be told", name));
  std::erase_if(kernels, [&](const KernelCode& kernel) { return !is_wanted(kernel.id); });
  PredictionSet set;
  set.analyser = "llvm-mca " + request.tools.version;
  if (!host.empty()) set.host = host;
  std::vector<Found> found;
  for (const KernelCode& kernel : kernels) {
    if (kernel.address == 0 || !kernel.library.empty()) {
      set.without.push_back({kernel.id, kernel.library.empty() ? "it runs in another process"
                                                               : "its code is a library's, " + kernel.library});
      continue;
    }
    try {
      found.push_back({&kernel, find_main_loop(disassembly, kernel.address, result_bytes(kernel.id))});
    } catch (const NoMainLoop& e) {
      set.without.push_back({kernel.id, e.what()});
    }
  }
  for (const Found& f : found) {
    set.loops.push_back({f.kernel->id, f.loop.digest(), f.loop.main().address, f.loop.main().elements,
                         f.loop.instructions_per_element(), f.loop.main().gathers()});
  }
  if (request.loops_only) return set;
  std::vector<LoopList> lists(cpus.size());
  std::vector<std::future<Answers>> answers(cpus.size());
  for (std::size_t c = 0; c < cpus.size(); ++c) {
    for (const Found& f : found)
      if (cpus[c]->runs(path_in(f.kernel->id), architecture)) lists[c].add(f);
    answers[c] = std::async(std::launch::async, [&, c] { return analyse(lists[c].loops(), *cpus[c], request.tools); });
  }
  for (std::size_t c = 0; c < cpus.size(); ++c) {
    said(std::string(cpus[c]->name));
    try {
      lists[c].append_to(set, answers[c].get(), *cpus[c]);
    } catch (const UnknownToLlvm& e) {
      if (!asks_for_all(request.cpus)) throw;
      said(e.what());
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
  if (predictions.host) all.host = predictions.host;
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

void prediction_stage(const std::vector<std::string>& filters, bool quiet, ResultSet& results) {
  const StageClock clock;
  PredictionRequest request;
  request.filters = filters;
  for (const char* other : {"-/f64/", "-/f16/", "-/bf16/"}) request.filters.emplace_back(other);
  try {
    request.tools = find_llvm_tools();
    add_predictions(results, predict(request, [&](const std::string& what) {
                      if (!quiet) print_line("prediction: " + what);
                    }));
  } catch (const NothingMatched&) {
    return;
  } catch (const std::exception& e) {  // whatever it is: hours may have been measured
    results.skipped.push_back({"all", "prediction", e.what()});
    return;
  }
  results.stages.push_back(clock.record("prediction"));
}

}  // namespace gelubench
