#include "bench/sampler.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <map>

#include "bench/cycle_clock.hpp"
#include "kernels/threads.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// What one sample of a row does.
struct Work {
  std::size_t window = 0;  ///< elements of one pass
  std::int64_t passes = 1;
  std::int64_t counted = 1;  ///< passes it accounts for
};

const void* advance(const void* array, std::size_t bytes) { return static_cast<const std::byte*>(array) + bytes; }

void pass(const TimedRow& row, std::size_t begin, std::size_t n) {
  const std::size_t at = begin * row.element_size;
  run_on_threads(row.function, row.element_size, advance(row.x, at), advance(row.dy, at),
                 static_cast<std::byte*>(row.y) + at, n, row.threads);
  benchmark::ClobberMemory();
}

/// Seconds that so many passes take in another process.
double time_remote(const TimedRow& row, std::size_t begin, std::size_t n, std::int64_t passes) {
  const std::size_t at = begin * row.element_size;
  return row.function.remote()->time(advance(row.x, at), advance(row.dy, at), n, passes, row.threads);
}

/// The iterations of a benchmark, all of them in another process; the row gets the failure where one occurs.
void time_remotely(TimedRow& row, benchmark::State& state, const char* stopped) {
  double each = 0;
  if (row.failure.empty()) {
    try {
      each = time_remote(row, 0, row.elements, static_cast<std::int64_t>(state.max_iterations)) /
             static_cast<double>(state.max_iterations);
    } catch (const KernelFailed& failed) {
      row.failure = failed.detail;
    }
  }
  for (auto _ : state) state.SetIterationTime(each);
  if (!row.failure.empty()) state.counters[stopped] = 1;
}

/// Finds how many passes of a kernel of another process, which get the array as a whole, take about `seconds`.
Work remote_work_lasting(double seconds, const TimedRow& row) {
  constexpr double share_to_measure = 0.1;
  for (std::int64_t passes = 1;; passes *= 4) {
    const double elapsed = time_remote(row, 0, row.elements, passes);
    if (elapsed < share_to_measure * seconds) continue;
    const double all = elapsed / static_cast<double>(passes);
    return {row.elements, std::max<std::int64_t>(1, std::llround(seconds / all)), 1};
  }
}

/// The elements of one pass that is to take about `seconds`: all, or where that takes longer, a part; but what is
/// nearly as fast as memory gets the arrays as a whole.
std::size_t window_of(double seconds, double element_seconds, int threads, std::size_t elements) {
  constexpr double seconds_of_memory = 1e-9;  // an element of a thread
  constexpr std::size_t granule = 1024;
  if (element_seconds * static_cast<double>(elements) <= seconds) return elements;
  const auto fitting = static_cast<std::size_t>(seconds / element_seconds) / granule * granule;
  return 2 * fitting > elements || element_seconds * threads < seconds_of_memory ? elements : fitting;
}

/// Warms a row up and finds what takes about `seconds`.
Work work_lasting(double seconds, const TimedRow& row) {
  if (row.function.remote() != nullptr) return remote_work_lasting(seconds, row);
  constexpr double share_to_measure = 0.1;  // of a sample's time: longer tells no more
  // Enough to tell how slow a row is, and little enough for the slowest.
  const std::size_t taste = std::min<std::size_t>(row.elements, std::size_t{1} << 16);
  pass(row, 0, taste);
  for (std::int64_t passes = 1;; passes *= 4) {
    const auto start = Clock::now();
    for (std::int64_t i = 0; i < passes; ++i) pass(row, 0, taste);
    const double elapsed = seconds_since(start);
    if (elapsed < share_to_measure * seconds) continue;
    const double per_element = elapsed / static_cast<double>(passes) / static_cast<double>(taste);
    const double all = per_element * static_cast<double>(row.elements);
    if (taste == row.elements || all <= seconds) {
      return {row.elements, std::max<std::int64_t>(1, std::llround(seconds / all)), 1};
    }
    const std::size_t window = window_of(seconds, per_element, row.threads, row.elements);
    return {std::max(taste, window), 1, 1};
  }
}

/// Takes the samples; prints nothing.
class Collector : public benchmark::BenchmarkReporter {
 public:
  Collector(std::map<std::string, TimedRow*> rows, const std::map<std::string, Work>& work)
      : rows_(std::move(rows)), work_(work) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.iterations == 0 || run.counters.contains(stopped)) continue;
      if (run.real_accumulated_time <= 0) continue;
      TimedRow& row = *rows_.at(run.run_name.function_name);
      const Work& work = work_.at(run.run_name.function_name);
      const double elements = static_cast<double>(work.counted) * static_cast<double>(work.window);
      row.samples_ns.push_back(run.real_accumulated_time * 1e9 / elements);
      const auto cycle = run.counters.find(cycle_ns);
      if (cycle != run.counters.end()) row.cycle_ns.push_back(cycle->second);
    }
  }

  static constexpr const char* stopped = "stopped";
  static constexpr const char* cycle_ns = "cycle_ns";

 private:
  std::map<std::string, TimedRow*> rows_;
  const std::map<std::string, Work>& work_;
};

void initialize_once() {
  static bool done = false;
  if (done) return;
  done = true;
  std::string program = "run_suite";
  std::string interleave = "--benchmark_enable_random_interleaving=true";
  char* arguments[] = {program.data(), interleave.data(), nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments);
}

}  // namespace

double sample_duration(double seconds, double element_seconds, int threads, std::size_t elements) {
  const std::size_t window = window_of(seconds, element_seconds, threads, elements);
  return std::max(seconds, element_seconds * static_cast<double>(window));
}

void seed_sampling(std::uint64_t seed) {
  initialize_once();
  // Google Benchmark shuffles with rand().
  std::srand(static_cast<unsigned>(seed));
}

void sample(std::span<TimedRow* const> rows, const Sampling& sampling) {
  initialize_once();
  const auto is_stopped = [&] { return sampling.stop != nullptr && *sampling.stop; };
  const auto start = Clock::now();
  std::map<std::string, TimedRow*> by_name;
  std::map<std::string, Work> work;
  std::size_t cursor = 0;
  std::size_t done = 0;
  std::size_t expected = rows.size() * static_cast<std::size_t>(sampling.min_samples);
  for (TimedRow* const each : rows) {
    TimedRow& row = *each;
    if (is_stopped()) break;
    by_name[row.name] = &row;
    Work& own = work[row.name];
    try {
      own = work_lasting(sampling.sample_seconds, row);
    } catch (const KernelFailed& failed) {
      row.failure = failed.detail;
      continue;
    }
    own.counted = own.passes;
    if (row.slower != 1) {
      constexpr std::int64_t per_cent = 100;
      own.counted = (own.passes / per_cent + 1) * per_cent;  // so that the extra passes are a whole number
      own.passes = std::llround(static_cast<double>(own.counted) * row.slower);
    }
    const auto body = [&, window = own.window](benchmark::State& state) {
      const auto before = nanoseconds_per_cycle();
      if (row.function.remote() != nullptr) {
        time_remotely(row, state, Collector::stopped);
      } else if (window == row.elements) {
        for (auto _ : state) {
          if (!is_stopped()) pass(row, 0, window);
        }
      } else {
        for (auto _ : state) {
          if (cursor + window > row.elements) cursor = 0;
          if (!is_stopped()) pass(row, cursor, window);
          cursor += window;
        }
      }
      const auto after = nanoseconds_per_cycle();
      if (before && after) state.counters[Collector::cycle_ns] = (*before + *after) / 2;
      if (is_stopped()) state.counters[Collector::stopped] = 1;
      if (sampling.progress) sampling.progress(std::min(++done, expected), expected);
    };
    auto* registered = benchmark::RegisterBenchmark(row.name.c_str(), body);
    registered->Repetitions(1)->Iterations(own.passes);
    row.function.remote() != nullptr ? registered->UseManualTime() : registered->UseRealTime();
  }
  const auto is_sure = [&](const TimedRow* row) {
    return !row->failure.empty() || (row->samples_ns.size() >= static_cast<std::size_t>(sampling.min_samples) &&
                                     relative_uncertainty(row->samples_ns) <= sampling.target);
  };
  Collector collector(by_name, work);
  const auto first_round = Clock::now();
  for (int round = 1; !is_stopped() && !rows.empty(); ++round) {
    benchmark::RunSpecifiedBenchmarks(&collector, ".");
    if (round < sampling.min_samples) continue;
    const double spent = seconds_since(start);
    const double a_round = seconds_since(first_round) / round;
    const auto left = static_cast<int>(std::max(0.0, sampling.budget_seconds - spent) / a_round);
    const bool enough = std::all_of(rows.begin(), rows.end(), is_sure);
    if (enough || left == 0 || round >= sampling.max_samples) break;
    expected = rows.size() * static_cast<std::size_t>(std::min(sampling.max_samples, round + left));
  }
  benchmark::ClearRegisteredBenchmarks();
  for (TimedRow* row : rows) row->stopped_by = is_sure(row) ? "target" : is_stopped() ? "interrupt" : "budget";
}

}  // namespace gelubench
