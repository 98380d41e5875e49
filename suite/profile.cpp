#include "suite/profile.hpp"

#include <fmt/format.h>

#include <array>

#include "suite/exit_codes.hpp"

namespace gelubench {

const Profile& find_profile(const std::string& name) {
  static const std::array profiles{
      Profile{"quick",
              Profile::Exhaustive::none,
              12,
              5,
              4'000,
              false,
              {"L1", "L2", "DRAM"},
              {"1", "max"},
              0.0005,
              0.02,
              13,
              2},
      Profile{"standard",
              Profile::Exhaustive::fastest_path,
              16,
              8,
              40'000,
              false,
              {"L1", "L2", "DRAM", "small"},
              {"1", "max"},
              0.005,
              0.01,
              140,
              4},
      Profile{"full",
              Profile::Exhaustive::all_paths,
              16,
              11,
              1'000'000,
              true,
              {"L1", "L2", "LLC", "DRAM", "small", "models"},
              {"all"},
              0.005,
              0.005,
              1500,
              4},
  };
  for (const Profile& profile : profiles) {
    if (profile.name == name) return profile;
  }
  throw UsageError(fmt::format("unknown profile '{}'; choose quick, standard or full", name));
}

}  // namespace gelubench
