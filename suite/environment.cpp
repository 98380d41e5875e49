#include "suite/environment.hpp"

#include <benchmark/benchmark.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <gmp.h>
#include <hwy/highway.h>
#include <mpfr.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <xxhash.h>

#include <CLI/Version.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>

#include "build_info.hpp"
#include "kernels/cpu/cpu.hpp"
#include "kernels/kernel.hpp"
#include "kernels/peers/versions.hpp"

namespace gelubench {
namespace {

/// The value of the first "key : value" line of /proc/cpuinfo.
std::string cpuinfo(const std::string& key) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key, 0) != 0) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
}

/// What /proc/cpuinfo tells of the first CPU; nothing where it does not.
std::optional<CpuIdentity> cpu_identity() {
  const std::array texts{cpuinfo("cpu family"), cpuinfo("model\t"), cpuinfo("stepping")};
  std::array<int, 3> numbers{};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const char* const end = texts[i].data() + texts[i].size();
    const auto read = std::from_chars(texts[i].data(), end, numbers[i]);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  }
  const std::string vendor = cpuinfo("vendor_id");
  if (vendor.empty()) return std::nullopt;
  return CpuIdentity{vendor, numbers[0], numbers[1], numbers[2]};
}

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string os_name() {
  std::ifstream file("/etc/os-release");
  std::string name;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("PRETTY_NAME=", 0) != 0) continue;
    name = line.substr(12);
    std::erase(name, '"');
  }
  utsname system{};
  if (uname(&system) == 0) name += fmt::format("{}{} {}", name.empty() ? "" : ", ", system.sysname, system.release);
  return name;
}

}  // namespace

std::string emulator() {
  // QEMU shows a program what would be mapped without it, but not in the folder of its thread.
  std::ifstream maps(fmt::format("/proc/self/task/{}/maps", ::gettid()));
  for (std::string line; std::getline(maps, line);) {
    const std::size_t name = line.rfind('/');
    if (name != std::string::npos && line.compare(name + 1, 5, "qemu-") == 0) return line.substr(name + 1);
  }
  return "";
}

std::string program_version() { return build_info::version; }

std::string release_day() { return build_info::released; }

int available_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(CPU_COUNT(&set), 1);
  return std::max(benchmark::CPUInfo::Get().num_cpus, 1);
}

Environment detect_environment() {
  Environment e;
  e.utc = fmt::format("{:%Y-%m-%dT%H:%M:%S}Z",
                      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
  e.commit = build_info::commit;
  e.dirty = build_info::dirty;
  e.compiler = build_info::compiler;
  e.flags = build_info::flags;
  e.cpu_model = cpuinfo("model name");
  e.cpu = cpu_identity();
  for (const Path path : all_paths()) {
    if (path != Path::native && cpu_supports(path)) e.paths.emplace_back(to_string(path));
  }
  for (const auto& cache : benchmark::CPUInfo::Get().caches) {
    e.caches.push_back({cache.type, cache.level, cache.size});
  }
  e.cores = available_cores();
  e.governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  e.virtualised = (" " + cpuinfo("flags") + " ").find(" hypervisor ") != std::string::npos;
  e.os = os_name();
  e.libraries = {
      {"CLI11", CLI11_VERSION},
      {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"GMP", gmp_version},
      {"Google Benchmark", build_info::benchmark_version},
      {"Highway", fmt::format("{}.{}.{}", HWY_MAJOR, HWY_MINOR, HWY_PATCH)},
      {"MPFR", mpfr_get_version()},
      {"nlohmann-json",
       fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"xxHash", fmt::format("{}.{}.{}", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE)},
  };
  for (const PeerVersion& peer : peer_versions()) e.libraries.push_back({peer.library, peer.version});
  const auto small_letters = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  std::sort(e.libraries.begin(), e.libraries.end(),
            [&](const Library& a, const Library& b) { return small_letters(a.name) < small_letters(b.name); });
  return e;
}

}  // namespace gelubench
