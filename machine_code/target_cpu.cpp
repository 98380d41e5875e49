#include "machine_code/target_cpu.hpp"

#include <algorithm>
#include <array>

namespace gelubench {

std::string_view to_string(Architecture architecture) {
  return architecture == Architecture::x86_64 ? "x86_64" : "aarch64";
}

bool TargetCpu::runs(std::string_view path, Architecture of) const {
  if (of != architecture) return false;
  static constexpr std::array<std::string_view, 5> by_width{"sse4", "avx2", "avx512", "neon", "sve"};
  const auto wanted = std::find(by_width.begin(), by_width.end(), path);
  if (wanted == by_width.end()) return true;
  return wanted <= std::find(by_width.begin(), by_width.end(), widest_path);
}

std::span<const TargetCpu> all_target_cpus() {
  constexpr Architecture x86 = Architecture::x86_64;
  constexpr Architecture arm = Architecture::aarch64;
  static constexpr std::array cpus{
      TargetCpu{"haswell", "Intel Haswell (2013)", x86, "HW", "avx2"},
      TargetCpu{"skylake-avx512", "Intel Skylake-X (2017)", x86, "SKX", "avx512"},
      TargetCpu{"icelake-server", "Intel Ice Lake server (2021)", x86, "ICX", "avx512"},
      TargetCpu{"alderlake", "Intel Alder Lake, performance cores (2021)", x86, "ADLP", "avx2"},
      TargetCpu{"sapphirerapids", "Intel Sapphire Rapids (2023)", x86, "SPR", "avx512"},
      TargetCpu{"znver1", "AMD Zen (2017)", x86, "Zn", "avx2"},
      TargetCpu{"znver2", "AMD Zen 2 (2019)", x86, "Zn2", "avx2"},
      TargetCpu{"znver3", "AMD Zen 3 (2020)", x86, "Zn3", "avx2"},
      TargetCpu{"znver4", "AMD Zen 4 (2022)", x86, "Zn4", "avx512"},
      TargetCpu{"znver5", "AMD Zen 5 (2024)", x86, "Zn5", "avx512"},
      TargetCpu{"cortex-a72", "Arm Cortex-A72 (2016)", arm, "A72", "neon"},
      TargetCpu{"cortex-a76", "Arm Cortex-A76 (2018)", arm, "A76", "neon"},
      TargetCpu{"cortex-a78", "Arm Cortex-A78 (2020)", arm, "A78", "neon"},
      TargetCpu{"neoverse-n1", "Arm Neoverse N1 (2019)", arm, "N1", "neon"},
      TargetCpu{"neoverse-n2", "Arm Neoverse N2 (2021)", arm, "N2", "sve", 16},
      TargetCpu{"neoverse-v1", "Arm Neoverse V1 (2020)", arm, "V1", "sve", 32},
      TargetCpu{"neoverse-v2", "Arm Neoverse V2 (2022)", arm, "V2", "sve", 16},
  };
  return cpus;
}

const TargetCpu* find_target_cpu(std::string_view name) {
  const auto cpus = all_target_cpus();
  const auto found = std::find_if(cpus.begin(), cpus.end(), [&](const TargetCpu& cpu) { return cpu.name == name; });
  return found == cpus.end() ? nullptr : &*found;
}

std::vector<std::string> gate_cpu_names(Architecture architecture) {
  if (architecture == Architecture::x86_64) return {"haswell", "sapphirerapids", "znver4"};
  return {"cortex-a72", "neoverse-n1", "neoverse-v2"};
}

std::string target_cpu_names() {
  std::string names;
  for (const TargetCpu& cpu : all_target_cpus()) names.append(names.empty() ? "" : ", ").append(cpu.name);
  return names;
}

ModelPrefix model_of_unit(std::string_view unit) {
  // Models that CPUs of the list are given in place of their own.
  static constexpr std::array others{ModelPrefix{"A57", "cortex-a57"}, ModelPrefix{"CortexA510", "cortex-a510"},
                                     ModelPrefix{"A53", "cortex-a53"}, ModelPrefix{"SKL", "skylake"},
                                     ModelPrefix{"BW", "broadwell"},   ModelPrefix{"SB", "sandybridge"}};
  ModelPrefix best;
  // The longest, since "Zn" begins "Zn4" too.
  const auto consider = [&](ModelPrefix prefix) {
    if (unit.starts_with(prefix.units) && prefix.units.size() > best.units.size()) best = prefix;
  };
  for (const TargetCpu& cpu : all_target_cpus()) consider({cpu.own_units, cpu.name});
  for (const ModelPrefix& prefix : others) consider(prefix);
  return best;
}

}  // namespace gelubench
