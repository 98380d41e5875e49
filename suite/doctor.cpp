#include "suite/doctor.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/personality.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "kernels/kernel.hpp"
#include "kernels/peers/versions.hpp"
#include "suite/environment.hpp"

namespace gelubench {
namespace {

/// The first line of a file, empty where there is none.
std::string first_line(const SystemFiles& files, const std::string& path) {
  std::ifstream file(files.root + path);
  std::string line;
  std::getline(file, line);
  return line;
}

FindingRecord fine(const char* check, std::string detail) { return {check, "fine", std::move(detail), std::nullopt}; }
FindingRecord spoils(const char* check, std::string detail, std::string advice) {
  return {check, "spoils", std::move(detail), std::move(advice)};
}
FindingRecord unknown(const char* check, std::string detail) {
  return {check, "unknown", std::move(detail), std::nullopt};
}

FindingRecord governor(const SystemFiles& files) {
  const std::string name = first_line(files, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  if (name.empty()) return unknown("governor", "the system does not tell the frequency governor");
  if (name == "performance") return fine("governor", "the frequency governor is performance");
  return spoils("governor", fmt::format("the frequency governor is {}: the clock changes while kernels run", name),
                "cpupower frequency-set -g performance");
}

FindingRecord turbo(const SystemFiles& files) {
  const std::string no_turbo = first_line(files, "sys/devices/system/cpu/intel_pstate/no_turbo");
  const std::string boost = first_line(files, "sys/devices/system/cpu/cpufreq/boost");
  if (no_turbo.empty() && boost.empty()) return unknown("turbo", "the system does not tell whether turbo is on");
  if (no_turbo == "1" || boost == "0") return fine("turbo", "turbo is off");
  const std::string file = no_turbo.empty() ? "echo 0 > /sys/devices/system/cpu/cpufreq/boost"
                                            : "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo";
  return spoils("turbo", "turbo is on: the clock depends on temperature and on other cores", file);
}

FindingRecord simultaneous_threads(const SystemFiles& files) {
  const std::string active = first_line(files, "sys/devices/system/cpu/smt/active");
  if (active == "0") return fine("SMT", "one thread a core");
  if (active == "1") {
    return spoils("SMT", "cores run two threads: a neighbour takes a share of caches and ports",
                  "leave the sibling CPUs idle, or echo off > /sys/devices/system/cpu/smt/control");
  }
  return unknown("SMT", "the system does not tell whether cores run several threads");
}

FindingRecord steal(const SystemFiles& files) {
  const std::string before = first_line(files, "proc/stat");
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const double share = stolen_share(before, first_line(files, "proc/stat"));
  if (share < 0) return unknown("steal time", "the system does not tell stolen time");
  if (share < 0.005) return fine("steal time", fmt::format("{:.1f} % of half a second was stolen", 100 * share));
  return spoils("steal time", fmt::format("the hypervisor gave {:.1f} % of half a second to others", 100 * share),
                "measure at another hour or on a machine of your own");
}

FindingRecord load(const SystemFiles& files) {
  std::istringstream line(first_line(files, "proc/loadavg"));
  double last_minute = -1;
  line >> last_minute;
  if (!line || last_minute < 0) return unknown("load", "the system does not tell its load");
  if (last_minute < 0.25) return fine("load", fmt::format("load {:.2f} in the last minute", last_minute));
  return spoils("load",
                fmt::format("load {:.2f} in the last minute: something else runs, or ran just now", last_minute),
                "end it and wait a minute");
}

FindingRecord virtualisation(const SystemFiles& files) {
  std::ifstream file(files.root + "proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("flags", 0) != 0) continue;
    if ((line + " ").find(" hypervisor ") == std::string::npos) return fine("virtualisation", "no hypervisor");
    return spoils("virtualisation", "a virtual machine: other guests share caches, memory and perhaps cores",
                  "compare rows of one run only, not times of two");
  }
  return unknown("virtualisation", "the system does not tell whether this is a virtual machine");
}

FindingRecord pinning() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
    return unknown("pinning", "the system does not tell its CPUs");
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) {
      CPU_SET(cpu, &one);
      break;
    }
  }
  const bool pinned = sched_setaffinity(0, sizeof one, &one) == 0;
  sched_setaffinity(0, sizeof allowed, &allowed);
  if (pinned) return fine("pinning", "threads may be pinned to cores");
  return spoils("pinning", "threads may not be pinned to cores: the system moves them", "allow sched_setaffinity");
}

FindingRecord clock_resolution() {
  using Clock = std::chrono::steady_clock;
  auto least = Clock::duration::max();
  for (int i = 0; i < 1000; ++i) {
    const auto start = Clock::now();
    auto end = start;
    while (end == start) end = Clock::now();
    least = std::min(least, end - start);
  }
  const double ns = std::chrono::duration<double, std::nano>(least).count();
  if (ns <= 1000) return fine("clock", fmt::format("the clock tells {:.0f} ns apart", ns));
  return spoils("clock", fmt::format("the clock does not tell {:.0f} ns apart", ns),
                "use another clock source: /sys/devices/system/clocksource/clocksource0/");
}

FindingRecord build() {
#ifdef NDEBUG
  return fine("build", "an optimised build");
#else
  return spoils("build", "a debug build", "cmake --preset release");
#endif
}

/// Of comparisons of two programs, or of two runs of one.
FindingRecord address_space(const SystemFiles& files) {
  const std::string randomize = first_line(files, "proc/sys/kernel/randomize_va_space");
  const bool switched_off = (::personality(0xffffffff) & ADDR_NO_RANDOMIZE) != 0;
  if (randomize.empty()) return unknown("address space", "the system does not tell whether it randomises addresses");
  if (randomize == "0" || switched_off) return fine("address space", "addresses are the same in every run");
  return {
      "address space", "compare",
      fmt::format("addresses differ from run to run (randomize_va_space {}): so may times, by some per cent",
                  randomize),
      "ab and compare --base-program run each program many times, which averages this; for single runs: setarch -R"};
}

FindingRecord code_alignment() {
  const std::string flags = detect_environment().flags;
  if (flags.find("-falign-loops") != std::string::npos) return fine("code alignment", "loops are aligned: " + flags);
  return {"code alignment", "compare",
          "loops lie where the compiler and linker put them: a change elsewhere moves them, and times by some per cent",
          "believe no difference of two programs below --min-effect; build both with -falign-functions=64 "
          "-falign-loops=64 to see"};
}

FindingRecord peers() {
  std::string names;
  std::string packages;
  for (const Peer& peer : missing_peers()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", peer.implementation);
    if (packages.find(peer.package) == std::string::npos)
      packages += fmt::format("{}{}", packages.empty() ? "" : " ", peer.package);
  }
  std::string versions;
  for (const PeerVersion& peer : peer_versions()) {
    versions += fmt::format("{}{} {}", versions.empty() ? "" : ", ", peer.library, peer.version);
  }
  if (names.empty()) return fine("peers", "every peer is built in: " + versions);
  return spoils("peers", fmt::format("built without {}; with {}", names, versions),
                fmt::format("install {} and build again", packages));
}

}  // namespace

double stolen_share(const std::string& before, const std::string& after) {
  const auto times = [](const std::string& line) {
    std::istringstream in(line);
    std::string name;
    in >> name;
    std::vector<double> values;
    for (double value = 0; in >> value;) values.push_back(value);
    return values;
  };
  const std::vector<double> a = times(before);
  const std::vector<double> b = times(after);
  // user nice system idle iowait irq softirq steal; guest times are within user.
  constexpr std::size_t stolen = 7;
  if (a.size() <= stolen || b.size() <= stolen) return -1;
  double all = 0;
  for (std::size_t i = 0; i <= stolen; ++i) all += b[i] - a[i];
  return all > 0 ? (b[stolen] - a[stolen]) / all : 0;
}

std::vector<FindingRecord> examine_machine(const SystemFiles& files) {
  return {governor(files), turbo(files), simultaneous_threads(files), steal(files),
          load(files),     pinning(),    virtualisation(files),       clock_resolution(),
          build(),         peers(),      address_space(files),        code_alignment()};
}

}  // namespace gelubench
