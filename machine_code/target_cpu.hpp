// The CPUs that LLVM's machine-code analyser is asked about.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gelubench {

enum class Architecture { x86_64, aarch64 };

std::string_view to_string(Architecture architecture);

/// What LoopCode::elements counts: vectors of SVE, which have no size before they run, as of so many bytes.
inline constexpr std::size_t sve_bytes_of_loops = 16;

/// A CPU one may not have.
struct TargetCpu {
  std::string_view name;   ///< LLVM's: "znver4"
  std::string_view title;  ///< what people call it: "AMD Zen 4"
  Architecture architecture;
  /// How units of a scheduling model of its own are called at their beginning, "Zn4" of "Zn4ALU0": where LLVM answers
  /// with units of another name, it has taken another CPU's model.
  std::string_view own_units;
  std::string_view widest_path;  ///< "avx512"
  double sve_bytes = 0;          ///< of its vectors of SVE, where it has them

  /// How many times as many elements a loop of this path has on it as LoopCode::elements says.
  double times_elements(std::string_view path) const {
    return path == "sve" ? sve_bytes / static_cast<double>(sve_bytes_of_loops) : 1;
  }
  /// Whether it runs code of this path; of scalar and native code: where the architecture is its own.
  bool runs(std::string_view path, Architecture of) const;
};

/// Those that predict knows, by architecture, maker and age.
std::span<const TargetCpu> all_target_cpus();

/// Null where predict does not know it.
const TargetCpu* find_target_cpu(std::string_view name);

/// Three CPUs of an architecture, old and new, that stand for the others where few are to be asked.
std::vector<std::string> gate_cpu_names(Architecture architecture);

/// The architecture that this program was built for.
#if defined(__x86_64__)
inline constexpr Architecture own_architecture = Architecture::x86_64;
#else
inline constexpr Architecture own_architecture = Architecture::aarch64;
#endif

/// "haswell, skylake-avx512, ...".
std::string target_cpu_names();

/// Whose scheduling model a unit is of, told by the beginning of its name, which is LLVM's own: "Zn4" of "Zn4ALU0".
struct ModelPrefix {
  std::string_view units;  ///< empty where it is not known
  std::string_view owner;  ///< "znver4"
};
ModelPrefix model_of_unit(std::string_view unit);

}  // namespace gelubench
