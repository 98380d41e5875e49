#include "bench/trials.hpp"

#include <array>
#include <vector>

#include "bench/arrays.hpp"
#include "bench/distribution.hpp"
#include "bench/pinning.hpp"
#include "bench/sampler.hpp"
#include "bench/working_set.hpp"
#include "results/statistics.hpp"

namespace gelubench {

TrialCounts run_trials(const Kernel& kernel, int trials, const std::atomic<bool>& stop,
                       const std::function<void(int done)>& progress) {
  const std::size_t size = size_of(kernel.dtype);
  const std::size_t n = working_set("L1", 4)->elements(1, size, size * (has_factor(kernel.direction) ? 3 : 2));
  const Buffer x = draw_inputs(kernel.dtype, n, distributions().front(), 1, 1);
  const Buffer dy = constant_inputs(kernel.dtype, n, 1, 1);
  const Buffer y(n * size, 1);
  const auto make_row = [&](const char* name, double slower) {
    TimedRow row;
    row.name = name;
    row.function = kernel.function;
    row.element_size = size;
    row.x = x.get();
    row.dy = dy.get();
    row.y = y.get();
    row.elements = n;
    row.slower = slower;
    return row;
  };
  const Pinning pinning(1);
  // A noisy machine needs more samples for an interval of 1 % than reports have time for.
  Sampling sampling;
  sampling.max_samples = 300;
  sampling.budget_seconds = 5;
  sampling.stop = &stop;
  TrialCounts counts;
  std::vector<double> samples;
  std::vector<double> uncertainties;
  while (counts.trials < trials) {
    std::array rows{make_row("one", 1), make_row("same", 1), make_row("slower", 1.05)};
    const std::array pointers{&rows[0], &rows[1], &rows[2]};
    sample(pointers, sampling);
    if (stop) break;
    const auto found = significant({rank_sum_probability(rows[0].samples_ns, rows[1].samples_ns),
                                    rank_sum_probability(rows[0].samples_ns, rows[2].samples_ns)});
    if (found[0]) ++counts.same_separated;
    if (found[1] && median(rows[2].samples_ns) > median(rows[0].samples_ns)) ++counts.slower_found;
    samples.push_back(static_cast<double>(rows[0].samples_ns.size()));
    uncertainties.push_back(relative_uncertainty(rows[0].samples_ns));
    progress(++counts.trials);
  }
  if (counts.trials > 0) {
    counts.samples = static_cast<int>(median(std::move(samples)));
    counts.uncertainty = median(std::move(uncertainties));
  }
  return counts;
}

}  // namespace gelubench
