#include "bench/costs.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <vector>

#include "bench/arrays.hpp"
#include "bench/energy.hpp"
#include "bench/instruction_count.hpp"
#include "bench/pinning.hpp"
#include "bench/working_set.hpp"
#include "results/statistics.hpp"

namespace gelubench {
namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

/// Nothing before it is moved behind it, and memory is as it says.
void barrier() { asm volatile("" ::: "memory"); }

/// Fills all caches with other data.
class Eviction {
 public:
  Eviction() : bytes_(size()), memory_(bytes_, 1) {}

  void operator()() const {
    auto* data = static_cast<volatile unsigned char*>(memory_.get());
    constexpr std::size_t line = 64;
    for (std::size_t i = 0; i < bytes_; i += line) data[i] = static_cast<unsigned char>(data[i] + 1);
  }

 private:
  /// Twice the last-level cache, between 32 and 512 MiB, as of timings from DRAM.
  static std::size_t size() {
    const auto set = working_set("DRAM", 2);
    return set ? set->bytes : std::size_t{64} << 20;
  }

  std::size_t bytes_;
  Buffer memory_;
};

/// A kernel and its arrays.
struct Subject {
  const Kernel* kernel;
  std::size_t n;
  const void* x;
  const void* dy;
  void* y;

  void whole() const { kernel->function(x, dy, y, n); }
};

double warm_ns(const Subject& s, int passes) {
  const auto start = Clock::now();
  for (int i = 0; i < passes; ++i) s.whole();
  return nanoseconds_since(start) / passes / static_cast<double>(s.n);
}

double cold_ns(const Subject& s, const Eviction& evict) {
  evict();
  const auto start = Clock::now();
  s.whole();
  return nanoseconds_since(start) / static_cast<double>(s.n);
}

/// One element a call, from here and there in the array.
double call_ns(const Subject& s, int calls) {
  const std::size_t size = size_of(s.kernel->dtype);
  const auto at = [&](const void* array, std::size_t i) {
    return array == nullptr ? nullptr : static_cast<const char*>(array) + i * size;
  };
  const auto start = Clock::now();
  for (int i = 0; i < calls; ++i) {
    const std::size_t j = static_cast<std::size_t>(i) % s.n;
    s.kernel->function(at(s.x, j), at(s.dy, j), static_cast<char*>(s.y) + j * size, 1);
  }
  return nanoseconds_since(start) / calls;
}

/// The input of each call is made of the result of the one before: by bits of it that are masked away, which no
/// compiler or CPU can know.
template <class Bits>
double chain_ns(const Subject& s, int calls) {
  Bits mask = 0;
  asm volatile("" : "+r"(mask));
  const Bits* inputs = static_cast<const Bits*>(s.x);
  Bits x = 0;
  Bits y = 0;
  const auto start = Clock::now();
  for (int i = 0; i < calls; ++i) {
    x = static_cast<Bits>(inputs[static_cast<std::size_t>(i) % s.n] ^ (y & mask));
    s.kernel->function(&x, s.dy, &y, 1);
    barrier();
  }
  return nanoseconds_since(start) / calls;
}

double chain_ns(const Subject& s, int calls) {
  switch (size_of(s.kernel->dtype)) {
    case 2:
      return chain_ns<std::uint16_t>(s, calls);
    case 8:
      return chain_ns<std::uint64_t>(s, calls);
    default:
      return chain_ns<std::uint32_t>(s, calls);
  }
}

/// As many as take about so many seconds, by how long some take.
int as_many_as(double seconds, double ns_each) {
  return std::clamp(static_cast<int>(seconds * 1e9 / ns_each), 1, 1 << 20);
}

class Costs {
 public:
  explicit Costs(const CostOptions& options) : options_(options) {}

  CostRecord of(const Kernel& kernel) {
    const bool is_multiplied = has_factor(kernel.direction);
    const auto set = working_set("L1", 1);
    const std::size_t size = size_of(kernel.dtype);
    const std::size_t n = set ? set->elements(1, size, size * (is_multiplied ? 3 : 2)) : 2048;
    const Buffer x = draw_inputs(kernel.dtype, n, distributions().front(), options_.seed, 1);
    const Buffer dy = is_multiplied ? constant_inputs(kernel.dtype, n, 1, 1) : Buffer();
    const Buffer y(n * size, 1);
    const Subject subject{&kernel, n, x.get(), dy.get(), y.get()};
    CostRecord record;
    record.kernel = kernel.id;
    record.elements = n;
    time(subject, record);
    count(subject, record);
    weigh(subject, record);
    return record;
  }

 private:
  void time(const Subject& s, CostRecord& record) {
    constexpr int rounds = 9;
    const double share = options_.seconds_per_kernel / rounds / 4;
    warm_ns(s, 3);
    const int passes = as_many_as(share, warm_ns(s, 3) * static_cast<double>(s.n));
    const int calls = as_many_as(share, call_ns(s, 64));
    std::vector<double> warm;
    std::vector<double> cold;
    std::vector<double> call;
    std::vector<double> chain;
    for (int i = 0; i < rounds; ++i) {
      cold.push_back(cold_ns(s, evict_));
      warm_ns(s, 2);
      warm.push_back(warm_ns(s, passes));
      call.push_back(call_ns(s, calls));
      chain.push_back(chain_ns(s, calls));
    }
    record.warm_ns = median(warm);
    record.cold_ns = median(cold);
    record.call_ns = median(call);
    record.chain_ns = median(chain);
  }

  /// Whole blocks of vectors for SIMD paths; scalar code can be much of it an element.
  void count(const Subject& s, CostRecord& record) {
    if (s.kernel->path == Path::native) {
      missing(s, "instructions", "a library with threads of its own is not run step by step");
      return;
    }
    const bool is_scalar = s.kernel->path == Path::scalar;
    const std::size_t few = is_scalar ? 32 : std::min<std::size_t>(512, s.n / 2);
    std::string problem;
    record.instructions = instructions_per_element(s.kernel->function, s.x, s.dy, s.y, few, 2 * few, problem);
    if (!record.instructions) missing_everywhere("instructions", problem);
  }

  void weigh(const Subject& s, CostRecord& record) {
    std::string problem;
    const int passes = as_many_as(options_.seconds_per_kernel, record.warm_ns * static_cast<double>(s.n));
    const auto joules = joules_of([&] { warm_ns(s, passes); }, problem);
    if (joules) record.nanojoules = *joules * 1e9 / passes / static_cast<double>(s.n);
    if (!joules) missing_everywhere("energy", problem);
  }

  void missing(const Subject& s, const std::string& what, const std::string& reason) const {
    if (options_.missing) options_.missing(s.kernel->id, what, reason);
  }

  /// What the system does not let be had, of whatever kernel: said once.
  void missing_everywhere(const std::string& what, const std::string& reason) {
    if (said_.insert(what).second && options_.missing) options_.missing("all", what, reason);
  }

  const CostOptions& options_;
  Eviction evict_;
  std::set<std::string> said_;
};

}  // namespace

std::vector<CostRecord> measure_costs(std::span<const Kernel* const> kernels, const CostOptions& options) {
  const Pinning pinning(1);
  std::vector<CostRecord> records;
  Costs costs(options);
  for (const Kernel* kernel : kernels) {
    if (options.stop && options.stop()) break;
    if (kernel->is_remote()) {
      if (options.missing) options.missing(kernel->id, "costs", "it runs in another process");
      continue;
    }
    records.push_back(costs.of(*kernel));
  }
  return records;
}

}  // namespace gelubench
