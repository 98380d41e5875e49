#include "bench/harness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <utility>

#include "bench/arrays.hpp"
#include "bench/ceilings.hpp"
#include "bench/distribution.hpp"
#include "bench/pinning.hpp"
#include "bench/working_set.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

/// One read and one written per element; where there is a factor, two are read.
std::size_t bytes_per_element(DType dtype, Direction direction) {
  return size_of(dtype) * (has_factor(direction) ? 3 : 2);
}

/// As many elements as a kernel reads and writes.
template <std::size_t size>
void copy(const void* x, const void*, void* y, std::size_t n) {
  std::memcpy(y, x, n * size);
}

Function* copy_of(DType dtype) {
  switch (size_of(dtype)) {
    case 2:
      return &copy<2>;
    case 4:
      return &copy<4>;
    default:
      return &copy<8>;
  }
}

/// Below, waking threads takes longer than the work: such calls are timed on several threads only where one is not
/// asked for.
constexpr std::size_t least_for_threads = 256;

/// Kernels that are compared with each other, and where.
struct Group {
  DType dtype = DType::f32;
  Direction direction = Direction::forward;
  std::vector<const Kernel*> kernels;
  std::string level;
  std::vector<std::pair<int, std::size_t>> places;  ///< threads, elements

  int most_threads() const { return std::max_element(places.begin(), places.end())->first; }
  std::size_t most_elements() const {
    std::size_t most = 0;
    for (const auto& [threads, n] : places) most = std::max(most, n);
    return most;
  }
};

/// What a row and its record have in common.
struct Place {
  const Group* group = nullptr;
  std::size_t elements = 0;
  int threads = 1;
  std::string distribution;
  bool in_place = false;
};

/// The arrays of a group.
class Arrays {
 public:
  Arrays(const Group& group, const TimingOptions& options) : group_(group) {
    const std::size_t n = group.most_elements();
    const int threads = group.most_threads();
    if (options.given != nullptr) {
      Buffer x(options.given->bytes.size(), threads);
      std::memcpy(x.get(), options.given->bytes.data(), options.given->bytes.size());
      inputs_.emplace_back(options.given->name, std::move(x));
    } else if (options.in_place) {
      inputs_.emplace_back(fixed_points().description,
                           draw_inputs(group.dtype, n, fixed_points(), options.seed, threads));
      const double zero = 0;
      scratch_ = has_factor(group.direction) ? constant_inputs(group.dtype, n, zero, threads)
                                             : draw_inputs(group.dtype, n, fixed_points(), options.seed, threads);
    } else {
      for (const std::string& name : options.distributions) {
        const Distribution& distribution = *find_distribution(name);
        inputs_.emplace_back(distribution.description,
                             draw_inputs(group.dtype, n, distribution, options.seed, threads));
      }
    }
    dy_ = constant_inputs(group.dtype, n, 1, threads);
    y_ = Buffer(n * size_of(group.dtype), threads);
  }

  const std::vector<std::pair<std::string, Buffer>>& inputs() const { return inputs_; }

  /// What runs a function on these arrays. In place, forward kernels overwrite x, and others the factor, which is 0 and
  /// stays so.
  TimedRow make_row(const std::string& name, const Callable& function, const Place& place, const Buffer& x) const {
    TimedRow row;
    row.name = name;
    row.function = function;
    row.element_size = size_of(group_.dtype);
    row.x = x.get();
    row.dy = dy_.get();
    row.y = y_.get();
    if (place.in_place) {
      row.y = scratch_.get();
      (has_factor(group_.direction) ? row.dy : row.x) = scratch_.get();
    }
    row.elements = place.elements;
    row.threads = place.threads;
    return row;
  }

 private:
  const Group& group_;
  std::vector<std::pair<std::string, Buffer>> inputs_;
  Buffer dy_;
  Buffer y_;
  Buffer scratch_;
};

std::vector<Group> make_groups(std::span<const Kernel* const> kernels, const TimingOptions& options) {
  std::map<std::pair<DType, Direction>, std::vector<const Kernel*>> alike;
  for (const Kernel* kernel : kernels) {
    if (options.given != nullptr && kernel->dtype != options.given->dtype) continue;
    alike[{kernel->dtype, kernel->direction}].push_back(kernel);
  }
  const bool has_one_thread = std::find(options.threads.begin(), options.threads.end(), 1) != options.threads.end();
  // One thread before several: idle OpenMP threads spin for a while and would disturb.
  std::vector<std::vector<int>> rounds;
  if (options.together) {
    rounds.push_back(options.threads);
  } else {
    for (const int threads : options.threads) rounds.push_back({threads});
  }
  std::vector<Group> groups;
  for (const std::vector<int>& threads : rounds) {
    const std::vector<std::string> sizes =
        options.given != nullptr
            ? std::vector{fmt::format("{}", options.given->bytes.size() / size_of(options.given->dtype))}
            : options.sizes;
    for (const std::string& size : sizes) {
      const auto set = working_set(size, options.dram_factor);
      if (!set) continue;
      for (const auto& [kind, some] : alike) {
        Group group{kind.first, kind.second, some, set->level, {}};
        for (const int n : threads) {
          const std::size_t elements =
              set->elements(n, size_of(kind.first), bytes_per_element(kind.first, kind.second));
          if (n > 1 && elements < least_for_threads && has_one_thread) continue;
          group.places.emplace_back(n, elements);
        }
        if (!group.places.empty()) groups.push_back(std::move(group));
      }
    }
  }
  return groups;
}

class GroupRun {
 public:
  GroupRun(const Group& group, const TimingOptions& options)
      : group_(group), options_(options), arrays_(group, options) {
    const std::size_t moved = bytes_per_element(group.dtype, group.direction);
    for (const auto& [threads, n] : group.places) {
      if (options.baselines) {
        const auto& [distribution, x] = arrays_.inputs().front();
        const Place place{&group, n, threads, distribution, false};
        const std::size_t copied = bytes_per_element(group.dtype, Direction::forward);
        add({baseline_id("memcpy"), copy_of(group.dtype), copied}, place, x);
        add({baseline_id("triad"), triad(group.dtype, group.direction), moved}, place, x);
      }
      for (const Kernel* kernel : group.kernels) {
        if (threads > 1 && kernel->is_remote() && !kernel->function.remote()->is_called_like_ours()) continue;
        for (const auto& [distribution, x] : arrays_.inputs()) {
          add({kernel->id, kernel->function, moved}, {&group, n, threads, distribution, false}, x);
          if (options.in_place && !kernel->is_remote())
            add({kernel->id, kernel->function, moved}, {&group, n, threads, distribution, true}, x);
        }
      }
    }
  }

  std::size_t rows() const { return rows_.size(); }

  void run(const Sampling& sampling, std::vector<TimingRecord>& records) {
    const Pinning pinning(group_.most_threads());
    std::vector<TimedRow*> timed;
    for (PlacedRow& row : rows_) timed.push_back(&row.timed);
    sample(timed, sampling);
    for (PlacedRow& row : rows_) {
      if (!row.timed.failure.empty() && options_.failed) options_.failed(row.subject.id, row.timed.failure);
      if (!row.timed.failure.empty()) continue;
      if (!row.timed.samples_ns.empty()) records.push_back(record_of(row, pinning.pinned()));
    }
  }

 private:
  /// What is timed: a kernel, or one of the baselines.
  struct Subject {
    std::string id;
    Callable function;
    std::size_t bytes_per_element = 0;  ///< read and written
  };
  struct PlacedRow {
    Subject subject;
    Place place;
    TimedRow timed;
  };

  std::string baseline_id(const std::string& name) const {
    return gelubench::baseline_id(name, std::string(to_string(group_.dtype)), std::string(to_string(group_.direction)));
  }

  void add(const Subject& subject, const Place& place, const Buffer& x) {
    const std::string name = fmt::format("{} #{}", subject.id, rows_.size());
    rows_.push_back({subject, place, arrays_.make_row(name, subject.function, place, x)});
  }

  static TimingRecord record_of(PlacedRow& row, bool is_pinned) {
    const Place& place = row.place;
    TimingRecord record;
    record.kernel = row.subject.id;
    record.elements = place.elements;
    record.bytes = place.elements * row.subject.bytes_per_element;
    record.level = place.group->level;
    record.distribution = place.distribution;
    record.in_place = place.in_place;
    record.threads = place.threads;
    record.pinned = is_pinned;
    record.stopped_by = row.timed.stopped_by;
    record.samples_ns = std::move(row.timed.samples_ns);
    record.cycle_ns = std::move(row.timed.cycle_ns);
    record.median_ns = median(record.samples_ns);
    record.mad_ns = median_absolute_deviation(record.samples_ns);
    const Interval interval = median_interval(record.samples_ns);
    record.low_ns = interval.low;
    record.high_ns = interval.high;
    if (record.cycle_ns.size() == record.samples_ns.size()) {
      std::vector<double> cycles;
      for (std::size_t i = 0; i < record.samples_ns.size(); ++i) {
        cycles.push_back(record.samples_ns[i] / record.cycle_ns[i]);
      }
      record.cycles = median(std::move(cycles));
    }
    record.gb_per_s = static_cast<double>(record.bytes) / static_cast<double>(record.elements) / record.median_ns;
    return record;
  }

  const Group& group_;
  const TimingOptions& options_;
  Arrays arrays_;
  std::vector<PlacedRow> rows_;
};

std::size_t rows_of(const Group& group, const TimingOptions& options) {
  const std::size_t inputs = options.given != nullptr ? 1 : options.in_place ? 2 : options.distributions.size();
  return group.places.size() * (group.kernels.size() * inputs + (options.baselines ? 2 : 0));
}

/// Seconds since a time.
double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Short calls of kernels on N(0,1), to see how long longer ones take.
class Tasting {
 public:
  Tasting(DType dtype, std::uint64_t seed)
      : start_(std::chrono::steady_clock::now()),
        x_(draw_inputs(dtype, elements, *find_distribution("normal"), seed, 1)),
        draw_seconds_(seconds_since(start_) / elements),
        dy_(constant_inputs(dtype, elements, 1, 1)),
        y_(elements * size_of(dtype), 1) {}

  /// Of one drawn input.
  double draw_seconds() const { return draw_seconds_; }

  /// Of one element.
  double seconds_of(const Kernel& kernel) const {
    const auto call = [&] { kernel.function(x_.get(), dy_.get(), y_.get(), elements); };
    call();
    const auto start = std::chrono::steady_clock::now();
    call();
    return seconds_since(start) / elements;
  }

 private:
  static constexpr std::size_t elements = std::size_t{1} << 13;
  std::chrono::steady_clock::time_point start_;
  Buffer x_;
  double draw_seconds_;
  Buffer dy_;
  Buffer y_;
};

/// What the least number of samples of a group takes, and its arrays.
double least_seconds(const Group& group, const TimingOptions& options) {
  constexpr double seconds_of_memory = 0.06e-9;  // a byte read or written by one thread, about
  const Tasting tasting(group.dtype, options.seed);
  const auto inputs = static_cast<double>(options.given != nullptr ? 1 : options.distributions.size());
  double seconds = inputs * tasting.draw_seconds() * static_cast<double>(group.most_elements()) / group.most_threads();
  for (const Kernel* kernel : group.kernels) {
    if (kernel->is_remote()) continue;
    const double tasted = tasting.seconds_of(*kernel);
    for (const auto& [threads, n] : group.places) {
      const auto bytes = static_cast<double>(bytes_per_element(group.dtype, group.direction));
      const double element = std::max(tasted, group.level == "DRAM" ? bytes * seconds_of_memory : 0) / threads;
      seconds +=
          inputs * options.sampling.min_samples * sample_duration(options.sampling.sample_seconds, element, threads, n);
    }
  }
  return seconds;
}

}  // namespace

double expected_seconds(std::span<const Kernel* const> kernels, const TimingOptions& options) {
  double seconds = 0;
  for (const Group& group : make_groups(kernels, options)) seconds += least_seconds(group, options);
  const double most = seconds * options.sampling.max_samples / options.sampling.min_samples;
  return std::clamp(options.sampling.budget_seconds, seconds, most);
}

double memory_needed(std::span<const Kernel* const> kernels, const TimingOptions& options) {
  double most = 0;
  for (const Group& group : make_groups(kernels, options)) {
    const std::size_t inputs = options.given != nullptr ? 1 : options.in_place ? 2 : options.distributions.size();
    const double arrays = static_cast<double>(inputs) + 2;
    most =
        std::max(most, arrays * static_cast<double>(group.most_elements()) * static_cast<double>(size_of(group.dtype)));
  }
  return most;
}

std::vector<TimingRecord> measure(std::span<const Kernel* const> kernels, const TimingOptions& options) {
  const std::vector<Group> groups = make_groups(kernels, options);
  std::size_t left = 0;
  for (const Group& group : groups) left += rows_of(group, options);
  const std::size_t all = left;
  double budget = options.sampling.budget_seconds;
  seed_sampling(options.seed);
  std::vector<TimingRecord> records;
  for (const Group& group : groups) {
    if (options.sampling.stop != nullptr && *options.sampling.stop) break;
    GroupRun run(group, options);
    Sampling sampling = options.sampling;
    // What a group does not need is for those after it.
    sampling.budget_seconds = budget * static_cast<double>(run.rows()) / static_cast<double>(left);
    sampling.progress = [&](std::size_t done, std::size_t expected) {
      if (options.sampling.progress) {
        options.sampling.progress(100 * (all - left) + 100 * run.rows() * done / expected, 100 * all);
      }
    };
    const auto start = std::chrono::steady_clock::now();
    run.run(sampling, records);
    budget -= std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    budget = std::max(budget, 0.0);
    left -= run.rows();
  }
  return records;
}

}  // namespace gelubench
