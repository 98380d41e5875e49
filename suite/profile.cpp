#include "suite/profile.hpp"

#include <fmt/format.h>

#include <array>

#include "suite/exit_codes.hpp"

namespace gelubench {

const Profile& find_profile(const std::string& name) {
  static const std::array profiles{
      Profile{"quick", Profile::Exhaustive::none, 12, 5, 4'000, false, 3, 0.004, 2},
      Profile{"standard", Profile::Exhaustive::fastest_path, 16, 8, 40'000, false, 7, 0.015, 4},
      Profile{"full", Profile::Exhaustive::all_paths, 16, 11, 1'000'000, true, 15, 0.05, 4},
  };
  for (const Profile& profile : profiles) {
    if (profile.name == name) return profile;
  }
  throw UsageError(fmt::format("unknown profile '{}'; choose quick, standard or full", name));
}

}  // namespace gelubench
