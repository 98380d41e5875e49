#include "suite/stage_kernels.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace gelubench {

std::vector<const Kernel*> fastest_paths(const std::vector<const Kernel*>& kernels, const ResultSet& results) {
  const auto cost = [&](const Kernel* kernel) {
    const TimingRecord* timing = results.find_timing(kernel->id, "L1", 1);
    return std::pair(timing == nullptr ? no_bound : timing->median_ns, -static_cast<int>(kernel->path));
  };
  std::map<std::string, const Kernel*> fastest;
  for (const Kernel* kernel : kernels) {
    const Kernel*& best = fastest.try_emplace(kernel->implementation(), kernel).first->second;
    if (cost(kernel) < cost(best)) best = kernel;
  }
  std::vector<const Kernel*> list;
  for (const auto& [implementation, kernel] : fastest) list.push_back(kernel);
  return list;
}

std::vector<const Kernel*> of_dtype(const std::vector<const Kernel*>& kernels, DType dtype) {
  std::vector<const Kernel*> list;
  std::copy_if(kernels.begin(), kernels.end(), std::back_inserter(list),
               [dtype](const Kernel* k) { return k->dtype == dtype; });
  return list;
}

void add_kernels(const std::vector<const Kernel*>& kernels, ResultSet& results) {
  for (const Kernel* k : kernels) {
    results.kernels.push_back(
        {.id = k->id,
         .method = k->method,
         .variant = k->variant,
         .dtype = std::string(to_string(k->dtype)),
         .direction = std::string(to_string(k->direction)),
         .path = std::string(to_string(k->path)),
         .formula = std::string(to_string(k->formula)),
         .claim = {k->claim.max_ulp, k->claim.ulp_from, k->claim.max_abs, k->claim.special_values, k->claim.finite},
         .provenance = k->provenance,
         .c_function = k->c_function.empty() ? std::nullopt : std::optional(k->c_function),
         .version = k->is_remote() ? std::optional(k->version) : std::nullopt});
  }
}

}  // namespace gelubench
