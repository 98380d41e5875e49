#include "bench/harness.hpp"

#include <benchmark/benchmark.h>

#include <boost/math/statistics/univariate_statistics.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>

#include "bench/working_set.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t bytes_per_element = 2 * sizeof(float);  // one read, one written

struct Free {
  void operator()(float* p) const { std::free(p); }
};
using Buffer = std::unique_ptr<float[], Free>;

Buffer allocate(std::size_t n) {
  const std::size_t bytes = (n * sizeof(float) + page - 1) / page * page;
  auto* p = static_cast<float*>(std::aligned_alloc(page, bytes));
  if (p == nullptr) throw std::bad_alloc();
  std::memset(p, 0, bytes);
  return Buffer(p);
}

void copy(const float* x, float* y, std::size_t n) { std::memcpy(y, x, n * sizeof(float)); }

struct Row {
  TimingRecord record;
  Forward* forward;
};

/// Takes the samples of finished repetitions; prints nothing.
class Collector : public benchmark::BenchmarkReporter {
 public:
  explicit Collector(std::map<std::string, Row*> rows) : rows_(std::move(rows)) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.iterations == 0 || run.counters.contains(stopped)) continue;
      TimingRecord& record = rows_.at(run.run_name.function_name)->record;
      const double elements = static_cast<double>(run.iterations) * static_cast<double>(record.elements);
      if (run.real_accumulated_time > 0) record.samples_ns.push_back(run.real_accumulated_time * 1e9 / elements);
    }
  }

  static constexpr const char* stopped = "stopped";

 private:
  std::map<std::string, Row*> rows_;
};

/// The rows that are compared with each other: one working set, one number of threads.
std::vector<Row> make_group(std::span<const Kernel* const> kernels, const WorkingSet& set, int threads) {
  std::vector<Row> rows;
  const std::size_t n = set.elements(threads, bytes_per_element);
  const auto add = [&](const std::string& id, Forward* forward) {
    TimingRecord record;
    record.kernel = id;
    record.elements = n;
    record.bytes = n * bytes_per_element;
    record.level = set.level;
    record.distribution = "N(0,1)";
    record.threads = threads;
    rows.push_back({std::move(record), forward});
  };
  add("memcpy", &copy);
  for (const Kernel* kernel : kernels) add(kernel->id, kernel->forward);
  return rows;
}

/// How many passes over a row take about `seconds`; also its warm-up.
std::int64_t passes_lasting(double seconds, const Row& row, const float* x, float* y) {
  using Clock = std::chrono::steady_clock;
  for (std::int64_t passes = 1;; passes *= 4) {
    const auto start = Clock::now();
    for (std::int64_t i = 0; i < passes; ++i) {
      run_on_threads(row.forward, x, y, row.record.elements, row.record.threads);
      benchmark::ClobberMemory();
    }
    const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
    if (elapsed < 0.05 * seconds) continue;
    return std::max<std::int64_t>(1, std::llround(seconds / elapsed * static_cast<double>(passes)));
  }
}

void initialize_once(std::uint64_t seed) {
  static bool done = false;
  if (done) return;
  done = true;
  std::string program = "run_suite";
  std::string interleave = "--benchmark_enable_random_interleaving=true";
  char* arguments[] = {program.data(), interleave.data(), nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments);
  // Google Benchmark shuffles with rand().
  std::srand(static_cast<unsigned>(seed));
}

/// Registers the rows with Google Benchmark and runs them, their repetitions interleaved at random.
void run_group(std::vector<Row>& rows, const TimingOptions& options, const float* x, float* y,
               const std::function<void()>& progress) {
  const auto stopped = [&options] { return options.stop != nullptr && *options.stop; };
  std::map<std::string, Row*> by_name;
  for (Row& row : rows) {
    if (stopped()) return;
    by_name[row.record.kernel] = &row;
    const auto body = [&row, x, y, stopped, &progress](benchmark::State& state) {
      for (auto _ : state) {
        if (stopped()) continue;
        run_on_threads(row.forward, x, y, row.record.elements, row.record.threads);
        benchmark::ClobberMemory();
      }
      if (stopped()) state.counters[Collector::stopped] = 1;
      progress();
    };
    benchmark::RegisterBenchmark(row.record.kernel.c_str(), body)
        ->UseRealTime()
        ->Repetitions(options.repetitions)
        ->Iterations(passes_lasting(options.min_seconds, row, x, y));
  }
  Collector collector(by_name);
  benchmark::RunSpecifiedBenchmarks(&collector, ".");
  benchmark::ClearRegisteredBenchmarks();
}

}  // namespace

double median(std::vector<double> sample) { return boost::math::statistics::median(sample); }

double median_absolute_deviation(const std::vector<double>& sample) {
  const double center = median(sample);
  std::vector<double> deviations;
  deviations.reserve(sample.size());
  for (const double s : sample) deviations.push_back(std::fabs(s - center));
  return median(std::move(deviations));
}

std::vector<TimingRecord> measure(std::span<const Kernel* const> kernels, const TimingOptions& options) {
  // One thread before several: idle OpenMP threads spin for a while and would disturb.
  std::vector<std::vector<Row>> groups;
  std::size_t largest = 0;
  for (const int threads : options.threads) {
    for (const std::string& level : options.levels) {
      const auto set = working_set(level, options.dram_factor);
      if (!set) continue;
      groups.push_back(make_group(kernels, *set, threads));
      largest = std::max<std::size_t>(largest, groups.back().front().record.elements);
    }
  }
  if (groups.empty()) return {};
  const Buffer x = allocate(largest);
  const Buffer y = allocate(largest);
  std::mt19937 generator(static_cast<std::mt19937::result_type>(options.seed));
  std::normal_distribution<float> normal;
  std::generate_n(x.get(), largest, [&] { return normal(generator); });

  initialize_once(options.seed);
  const std::size_t total = groups.size() * groups.front().size() * static_cast<std::size_t>(options.repetitions);
  std::size_t finished = 0;
  const auto progress = [&] {
    if (options.progress) options.progress(++finished, total);
  };
  std::vector<TimingRecord> records;
  for (std::vector<Row>& group : groups) {
    run_group(group, options, x.get(), y.get(), progress);
    for (Row& row : group) {
      TimingRecord& record = row.record;
      if (record.samples_ns.empty()) continue;
      record.median_ns = median(record.samples_ns);
      record.mad_ns = median_absolute_deviation(record.samples_ns);
      record.gb_per_s = static_cast<double>(record.bytes) / static_cast<double>(record.elements) / record.median_ns;
      records.push_back(std::move(record));
    }
  }
  return records;
}

}  // namespace gelubench
