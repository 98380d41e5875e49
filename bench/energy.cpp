#include "bench/energy.hpp"

#include <filesystem>
#include <fstream>
#include <vector>

namespace gelubench {
namespace {

namespace fs = std::filesystem;

/// The counter of a package and where it begins again from zero, in microjoules.
struct Counter {
  fs::path folder;
  double range;
};

std::optional<double> read_number(const fs::path& file) {
  double value = 0;
  return std::ifstream(file) >> value ? std::optional(value) : std::nullopt;
}

std::vector<Counter> counters(std::string& problem) {
  std::vector<Counter> list;
  std::error_code error;
  bool any = false;
  for (const fs::directory_entry& entry : fs::directory_iterator("/sys/class/powercap", error)) {
    const std::string name = entry.path().filename();
    // "intel-rapl:0" is a package, on AMD's too; "intel-rapl:0:0" a part of one.
    if (!name.starts_with("intel-rapl:") || name.find(':') != name.rfind(':')) continue;
    any = true;
    const auto range = read_number(entry.path() / "max_energy_range_uj");
    if (range && read_number(entry.path() / "energy_uj")) list.push_back({entry.path(), *range});
  }
  if (list.empty()) {
    problem = any ? "this user may not read RAPL's counters (/sys/class/powercap/intel-rapl:*/energy_uj)"
                  : "this system has no counters of energy (RAPL, /sys/class/powercap)";
  }
  return list;
}

}  // namespace

std::optional<double> joules_of(const std::function<void()>& work, std::string& problem) {
  const std::vector<Counter> packages = counters(problem);
  if (packages.empty()) return std::nullopt;
  std::vector<double> before;
  for (const Counter& package : packages) before.push_back(read_number(package.folder / "energy_uj").value_or(0));
  work();
  double joules = 0;
  for (std::size_t p = 0; p < packages.size(); ++p) {
    double spent = read_number(packages[p].folder / "energy_uj").value_or(before[p]) - before[p];
    if (spent < 0) spent += packages[p].range;
    joules += spent * 1e-6;
  }
  return joules;
}

}  // namespace gelubench
