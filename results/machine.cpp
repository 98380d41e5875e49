#include "results/machine.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <string_view>

namespace gelubench {
namespace {

struct Microarchitecture {
  std::string_view vendor;
  int family;
  int first_model;
  int last_model;
  std::string_view name;
};

// Server and desktop CPUs as Linux names them (arch/x86/include/asm/intel-family.h, arch/x86/kernel/cpu/amd.c).
constexpr std::array microarchitectures{
    Microarchitecture{"AuthenticAMD", 23, 0x00, 0x2F, "Zen"},
    Microarchitecture{"AuthenticAMD", 23, 0x30, 0xFF, "Zen 2"},
    Microarchitecture{"AuthenticAMD", 25, 0x00, 0x0F, "Zen 3"},
    Microarchitecture{"AuthenticAMD", 25, 0x10, 0x1F, "Zen 4"},
    Microarchitecture{"AuthenticAMD", 25, 0x20, 0x5F, "Zen 3"},
    Microarchitecture{"AuthenticAMD", 25, 0x60, 0xAF, "Zen 4"},
    Microarchitecture{"AuthenticAMD", 26, 0x00, 0x7F, "Zen 5"},
    Microarchitecture{"GenuineIntel", 6, 0x3C, 0x3C, "Haswell"},
    Microarchitecture{"GenuineIntel", 6, 0x3F, 0x3F, "Haswell"},
    Microarchitecture{"GenuineIntel", 6, 0x4F, 0x4F, "Broadwell"},
    Microarchitecture{"GenuineIntel", 6, 0x55, 0x55, "Skylake-SP or Cascade Lake"},
    Microarchitecture{"GenuineIntel", 6, 0x6A, 0x6A, "Ice Lake"},
    Microarchitecture{"GenuineIntel", 6, 0x8F, 0x8F, "Sapphire Rapids"},
    Microarchitecture{"GenuineIntel", 6, 0x97, 0x97, "Alder Lake"},
    Microarchitecture{"GenuineIntel", 6, 0x9A, 0x9A, "Alder Lake"},
    Microarchitecture{"GenuineIntel", 6, 0xAD, 0xAD, "Granite Rapids"},
    Microarchitecture{"GenuineIntel", 6, 0xCF, 0xCF, "Emerald Rapids"},
};

std::string_view microarchitecture_of(const CpuIdentity& cpu) {
  for (const Microarchitecture& m : microarchitectures) {
    if (m.vendor == cpu.vendor && m.family == cpu.family && cpu.model >= m.first_model && cpu.model <= m.last_model)
      return m.name;
  }
  return {};
}

std::string identity_text(const CpuIdentity& cpu) {
  return fmt::format("{} family {}, model {}, stepping {}", cpu.vendor, cpu.family, cpu.model, cpu.stepping);
}

std::string bytes_text(std::int64_t bytes) {
  constexpr std::int64_t kibi = 1024;
  if (bytes > 0 && bytes % (kibi * kibi) == 0) return fmt::format("{} MiB", bytes / (kibi * kibi));
  if (bytes > 0 && bytes % kibi == 0) return fmt::format("{} KiB", bytes / kibi);
  return fmt::format("{} B", bytes);
}

/// Small letters and digits, a hyphen for what lies between.
std::string slug(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter)
      out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string fingerprint(const Environment& e, const std::string& identity) {
  constexpr std::size_t longest_name = 60;
  std::string all = fmt::format("{}\n{}\n{}", e.cpu_model, e.cores, fmt::join(e.paths, " "));
  for (const CacheInfo& cache : e.caches) all += fmt::format("\n{} {} {}", cache.type, cache.level, cache.bytes);
  all += identity;
  return fmt::format("{}-{}-cores-{:08x}", slug(e.cpu_model).substr(0, longest_name), e.cores,
                     XXH3_64bits(all.data(), all.size()) >> 32);
}

}  // namespace

std::string cpu_name(const Environment& e) {
  if (!e.cpu) return e.cpu_model;
  const std::string_view name = microarchitecture_of(*e.cpu);
  return fmt::format("{} ({}{}family {}, model {}, stepping {})", e.cpu_model, name, name.empty() ? "" : ": ",
                     e.cpu->family, e.cpu->model, e.cpu->stepping);
}

std::string caches_text(const Environment& e) {
  std::string text;
  for (const CacheInfo& cache : e.caches) {
    text += fmt::format("{}L{} {} {}", text.empty() ? "" : ", ", cache.level, cache.type, bytes_text(cache.bytes));
  }
  return text;
}

std::vector<std::string> machine_differences(const Environment& a, const Environment& b) {
  std::vector<std::string> list;
  const auto differ = [&](const char* what, const std::string& one, const std::string& two) {
    if (one != two) list.push_back(fmt::format("{}: '{}' and '{}'", what, one, two));
  };
  differ("CPU", a.cpu_model, b.cpu_model);
  if (a.cpu && b.cpu) differ("CPU", identity_text(*a.cpu), identity_text(*b.cpu));
  differ("caches", caches_text(a), caches_text(b));
  differ("paths", fmt::format("{}", fmt::join(a.paths, " ")), fmt::format("{}", fmt::join(b.paths, " ")));
  differ("cores", std::to_string(a.cores), std::to_string(b.cores));
  return list;
}

std::string machine_fingerprint(const Environment& e) {
  return fingerprint(e, e.cpu ? "\n" + identity_text(*e.cpu) : "");
}

std::vector<std::string> machine_fingerprints(const Environment& e) {
  if (!e.cpu) return {machine_fingerprint(e)};
  return {machine_fingerprint(e), fingerprint(e, "")};
}

}  // namespace gelubench
