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

#include "bench/distribution.hpp"
#include "bench/working_set.hpp"
#include "kernels/convert.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

constexpr std::size_t page = 4096;

struct Free {
  void operator()(void* p) const { std::free(p); }
};
using Buffer = std::unique_ptr<void, Free>;

Buffer allocate(std::size_t bytes) {
  const std::size_t whole = (bytes + page - 1) / page * page;
  void* p = std::aligned_alloc(page, whole);
  if (p == nullptr) throw std::bad_alloc();
  std::memset(p, 0, whole);
  return Buffer(p);
}

/// One read and one written per element; backward kernels read two.
std::size_t bytes_per_element(DType dtype, Direction direction) {
  return size_of(dtype) * (direction == Direction::forward ? 2 : 3);
}

/// The row every group begins with: as many elements as it reads and writes.
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

struct Row {
  TimingRecord record;
  Function* function;
};

/// The rows that are compared with each other: one data type and direction, one working set, one number of threads.
struct Group {
  DType dtype;
  std::vector<Row> rows;
};

/// Inputs of a data type, and ones for dy.
struct Arrays {
  Buffer x;
  Buffer dy;
  Buffer y;
};

template <class T>
T from_double(double x) {
  if constexpr (dtype_of<T> == DType::f16)
    return to_float16(static_cast<float>(x));
  else if constexpr (dtype_of<T> == DType::bf16)
    return to_bfloat16(static_cast<float>(x));
  else
    return static_cast<T>(x);
}

template <class T>
constexpr double smallest_normal = dtype_of<T> == DType::f64   ? 0x1p-1022
                                   : dtype_of<T> == DType::f16 ? 0x1p-14
                                                               : 0x1p-126;

template <class T>
void fill(const Arrays& arrays, std::size_t n, std::uint64_t seed, const Distribution& distribution) {
  std::mt19937 bits(static_cast<std::mt19937::result_type>(seed));
  auto draw = distribution.draw;
  std::generate_n(static_cast<T*>(arrays.x.get()), n, [&] { return from_double<T>(draw(bits, smallest_normal<T>)); });
  std::fill_n(static_cast<T*>(arrays.dy.get()), n, from_double<T>(1.0));
}

Arrays make_arrays(DType dtype, std::size_t n, std::uint64_t seed, const Distribution& distribution) {
  const std::size_t bytes = n * size_of(dtype);
  Arrays arrays{allocate(bytes), allocate(bytes), allocate(bytes)};
  switch (dtype) {
    case DType::f32:
      fill<float>(arrays, n, seed, distribution);
      break;
    case DType::f64:
      fill<double>(arrays, n, seed, distribution);
      break;
    case DType::f16:
      fill<Float16>(arrays, n, seed, distribution);
      break;
    case DType::bf16:
      fill<BFloat16>(arrays, n, seed, distribution);
      break;
  }
  return arrays;
}

void run(const Row& row, DType dtype, const Arrays& arrays) {
  run_on_threads(row.function, size_of(dtype), arrays.x.get(), arrays.dy.get(), arrays.y.get(), row.record.elements,
                 row.record.threads);
  benchmark::ClobberMemory();
}

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

/// Kernels of one data type and direction.
Group make_group(std::span<const Kernel* const> kernels, const WorkingSet& set, int threads,
                 const std::string& distribution) {
  const DType dtype = kernels.front()->dtype;
  const Direction direction = kernels.front()->direction;
  const std::size_t per_element = bytes_per_element(dtype, direction);
  const std::size_t n = set.elements(threads, per_element);
  Group group{dtype, {}};
  const auto add = [&](const std::string& id, Function* function) {
    TimingRecord record;
    record.kernel = id;
    record.elements = n;
    record.bytes = n * per_element;
    record.level = set.level;
    record.distribution = distribution;
    record.threads = threads;
    group.rows.push_back({std::move(record), function});
  };
  add(memcpy_id(std::string(to_string(dtype)), std::string(to_string(direction))), copy_of(dtype));
  for (const Kernel* kernel : kernels) add(kernel->id, kernel->function);
  return group;
}

/// How many passes over a row take about `seconds`; also its warm-up.
std::int64_t passes_lasting(double seconds, const Row& row, DType dtype, const Arrays& arrays) {
  using Clock = std::chrono::steady_clock;
  for (std::int64_t passes = 1;; passes *= 4) {
    const auto start = Clock::now();
    for (std::int64_t i = 0; i < passes; ++i) run(row, dtype, arrays);
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
void run_group(Group& group, const TimingOptions& options, const Arrays& arrays,
               const std::function<void()>& progress) {
  const auto stopped = [&options] { return options.stop != nullptr && *options.stop; };
  std::map<std::string, Row*> by_name;
  for (Row& row : group.rows) {
    if (stopped()) return;
    by_name[row.record.kernel] = &row;
    const auto body = [&row, &group, &arrays, stopped, &progress](benchmark::State& state) {
      for (auto _ : state) {
        if (stopped()) continue;
        run(row, group.dtype, arrays);
      }
      if (stopped()) state.counters[Collector::stopped] = 1;
      progress();
    };
    benchmark::RegisterBenchmark(row.record.kernel.c_str(), body)
        ->UseRealTime()
        ->Repetitions(options.repetitions)
        ->Iterations(passes_lasting(options.min_seconds, row, group.dtype, arrays));
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
  const Distribution& distribution = *find_distribution(options.distribution);
  std::map<std::pair<DType, Direction>, std::vector<const Kernel*>> alike;
  for (const Kernel* kernel : kernels) alike[{kernel->dtype, kernel->direction}].push_back(kernel);
  // One thread before several: idle OpenMP threads spin for a while and would disturb.
  std::vector<Group> groups;
  std::map<DType, std::size_t> largest;
  for (const int threads : options.threads) {
    for (const std::string& level : options.levels) {
      const auto set = working_set(level, options.dram_factor);
      if (!set) continue;
      for (const auto& [kind, some] : alike) {
        groups.push_back(make_group(some, *set, threads, distribution.description));
        std::size_t& most = largest[kind.first];
        most = std::max<std::size_t>(most, groups.back().rows.front().record.elements);
      }
    }
  }
  std::map<DType, Arrays> arrays;
  for (const auto& [dtype, n] : largest) arrays.emplace(dtype, make_arrays(dtype, n, options.seed, distribution));

  initialize_once(options.seed);
  std::size_t total = 0;
  for (const Group& group : groups) total += group.rows.size() * static_cast<std::size_t>(options.repetitions);
  std::size_t finished = 0;
  const auto progress = [&] {
    if (options.progress) options.progress(++finished, total);
  };
  std::vector<TimingRecord> records;
  for (Group& group : groups) {
    run_group(group, options, arrays.at(group.dtype), progress);
    for (Row& row : group.rows) {
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
