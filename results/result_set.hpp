// The nouns of the suite: what a results file holds. reports/ works from these alone.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace gelubench {

/// Version of the results file; a file of another version is refused.
inline constexpr int results_schema = 4;

/// A non-negative bound; infinity: none promised.
inline constexpr double no_bound = std::numeric_limits<double>::infinity();

struct CacheInfo {
  std::string type;  ///< "Data", "Instruction" or "Unified"
  int level = 0;
  std::int64_t bytes = 0;
};

struct Library {
  std::string name;
  std::string version;
};

/// What tells CPUs of one marketing name apart, as CPUID gives it.
struct CpuIdentity {
  std::string vendor;  ///< "AuthenticAMD"
  int family = 0;
  int model = 0;
  int stepping = 0;
};

/// Where and with what the results were made.
struct Environment {
  std::string utc;     ///< start of the run, ISO 8601
  std::string commit;  ///< of the source tree; "unknown" outside git
  bool dirty = false;  ///< the tree had uncommitted changes
  std::string compiler;
  std::string flags;
  std::string cpu_model;           ///< its marketing name
  std::optional<CpuIdentity> cpu;  ///< missing in results of earlier programs, and where the system does not tell
  std::vector<std::string> paths;  ///< kernel paths this CPU can run
  std::vector<CacheInfo> caches;
  int cores = 0;             ///< logical CPUs this process may use
  std::string governor;      ///< frequency governor, empty where unknown
  bool virtualised = false;  ///< a hypervisor is present
  std::string os;
  std::vector<Library> libraries;
  std::uint64_t seed = 0;
  std::string profile;

  /// As many digits of the commit, and whether the tree had changes.
  std::string revision(std::size_t digits = std::string::npos) const;
};

struct ClaimRecord {
  double max_ulp = no_bound;
  double ulp_from = -no_bound;
  double max_abs = no_bound;
  bool special_values = true;
  bool finite = true;
};

/// The method of results that were made elsewhere: `run_suite judge` has them, and nothing that could be called again.
inline constexpr const char* judged_method = "judged";

struct KernelRecord {
  std::string id;
  std::string method;
  std::string variant;
  std::string dtype;
  std::string direction;
  std::string path;
  std::string formula;
  ClaimRecord claim;
  std::string provenance;
  std::optional<std::string> c_function;  ///< of libgelubench that runs this kernel
  std::optional<std::string> version;     ///< of what is behind a plug-in or an engine, for their kernels

  std::string implementation() const { return id.substr(0, id.rfind('/')); }
};

/// A worst input, re-computed in MPFR. x and got are numbers of the kernel's dtype, want is correctly rounded.
struct WorstInput {
  double x = 0;
  double got = 0;
  double want = 0;
  double ulp = 0;
  double abs = 0;
};

/// Errors at least upper/2 and below upper ULP; the first bucket starts at 0, the last has upper = infinity.
struct HistogramBucket {
  double upper = 0;
  std::uint64_t count = 0;
};

/// The largest error over a stretch of neighbouring inputs: a binade, or an eighth of one from 2^-10 to 2^5.
struct CurvePoint {
  double x = 0;                     ///< where it is, or near where results are counted apart
  double ulp = 0;                   ///< three digits
  std::uint64_t counted_apart = 0;  ///< results that are NaN, infinite, of wrong sign or lost
};

/// What torch.testing.assert_close with its defaults would say, and errors of inputs drawn from N(0,1).
struct CloseRecord {
  double rtol = 0;
  double atol = 0;
  std::uint64_t inputs = 0;   ///< of every binade, special values, and quantiles of N(0,1)
  std::uint64_t outside = 0;  ///< results further off; none: it passes
  std::optional<double> x;    ///< of the worst
  std::optional<double> got;
  std::optional<double> want;
  double mean_normal = 0;  ///< mean of got - want over quantiles of N(0,1)
  double rms_normal = 0;   ///< root of the mean square
};

/// Results of a gated kernel, u g(x), for factors u drawn from all numbers of its type, where g(x) and u g(x) are
/// normal numbers.
struct ProductsRecord {
  std::uint64_t inputs = 0;
  double max_ulp = 0;             ///< against u g(x), of the own formula
  std::uint64_t not_numbers = 0;  ///< NaN, infinities, zeros and wrong signs
  std::optional<double> x;        ///< of the largest error, or of the first of these
  std::optional<double> u;
  std::optional<double> got;
  std::optional<double> want;
};

/// The run that judged the same results, bit by bit, of the same implementation.
struct SourceRecord {
  std::string run;  ///< the folder of its results file
  std::string commit;
  std::string utc;
};

/// Errors of one kernel against one reference over one region, or over all regions but `special`.
/// ULP figures leave out the results counted in nan, infinite, wrong_sign and total_loss.
struct AccuracyRecord {
  std::string kernel;
  std::string reference;  ///< "own" or "gelu": the kernel's formula or true GELU; their derivatives if it is backward
  std::string region;     ///< "all" or a name of accuracy/regions.hpp
  std::uint64_t inputs = 0;
  std::string coverage;  ///< "exhaustive", "sampled", "searched" (a sample and a guided search: a lower bound too) or
                         ///< "partial" (an interrupted sweep)
  double max_ulp = 0;
  double mean_ulp = 0;
  double signed_mean_ulp = 0;  ///< positive where results are too large
  double rms_ulp = 0;          ///< root of the mean square
  double p50_ulp = 0;          ///< quantiles are upper bounds, at most an eighth of an octave too high
  double p99_ulp = 0;
  double p999_ulp = 0;
  double correctly_rounded = 0;  ///< share of inputs, decided exactly
  double within_one_ulp = 0;     ///< share of inputs
  double max_abs = 0;
  double max_rel = 0;                   ///< where the exact value is a normal number
  std::optional<WorstInput> worst;      ///< by ULP
  std::optional<WorstInput> worst_abs;  ///< by absolute error
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  std::uint64_t wrong_sign = 0;
  std::uint64_t total_loss = 0;
  std::uint64_t wrong_zero = 0;
  std::vector<HistogramBucket> histogram;
  // Of the record over all regions only:
  std::string digest;                    ///< XXH3 of all outputs; empty elsewhere
  std::optional<double> first_zero;      ///< first x <= -0.5, going left, with a result of zero
  std::vector<WorstInput> worst_inputs;  ///< by ULP, largest first, at most ten, of distinct binades
  /// By bit pattern, stretches without an error above 0.5 ULP left out; for the fastest path of an implementation.
  std::vector<CurvePoint> curve;
  std::optional<ProductsRecord> products;    ///< of "own", "all" of gated kernels
  std::optional<CloseRecord> close;          ///< of "own"; missing in results of earlier programs
  std::optional<SourceRecord> same_bits_as;  ///< where the figures are another run's, of the same digest

  std::uint64_t counted_apart() const { return nan + infinite + wrong_sign + total_loss; }
};

/// The graph of a binary32 kernel, and what becomes of inputs drawn from N(0,1).
struct GraphRecord {
  std::string kernel;
  double from = 0;
  double to = 0;
  std::vector<double> values;       ///< at inputs evenly spaced from `from` to `to`; six digits
  std::vector<double> differences;  ///< of these results from true GELU or its derivative; three digits
  std::uint64_t inputs = 0;         ///< drawn from N(0,1)
  double least = 0;                 ///< of their results
  double greatest = 0;
  double zero_share = 0;      ///< of all of them with a result of zero
  double negative_share = 0;  ///< of all of them with a result below zero
};

struct SpecialFailureRecord {
  double x = 0;
  double got = 0;
  double want = 0;
};

/// NaN, infinities and zeros of one kernel.
struct SpecialRecord {
  std::string kernel;
  std::uint64_t inputs = 0;
  std::uint64_t failures = 0;
  std::vector<SpecialFailureRecord> examples;
};

/// A value and the input it occurred at.
struct PlacedValue {
  double value = 0;
  double x = 0;
};

/// The shape of a forward kernel: falling to its minimum, rising from there on.
struct ShapeRecord {
  std::string kernel;
  std::string coverage;
  std::uint64_t steps = 0;                        ///< neighbouring inputs compared, on one side of the minimum
  std::uint64_t wrong_steps = 0;                  ///< pairs that go the wrong way
  std::optional<PlacedValue> largest_wrong_step;  ///< absolute
  std::uint64_t below_minimum = 0;                ///< results clearly below the minimum of the formula
  std::optional<PlacedValue> lowest;              ///< least result, where negative
  std::uint64_t mirrored = 0;                     ///< pairs x, -x compared (a sample)
  std::optional<PlacedValue> asymmetry_ulp;       ///< largest |g(x) - g(-x) - x| in ULP of x
};

/// What flushing subnormal numbers to zero (FTZ and DAZ) does to a kernel, on a sample.
struct FlushRecord {
  std::string kernel;
  std::uint64_t inputs = 0;
  std::uint64_t differing = 0;             ///< results that change
  std::optional<double> first_difference;  ///< input of smallest bit pattern among them
  std::uint64_t total_loss = 0;            ///< against the own formula, flushed
  std::uint64_t nan = 0;
  double max_ulp = 0;
};

/// Whether a kernel's results depend on the input alone, and a backward kernel belongs to its forward one.
struct ContractRecord {
  std::string kernel;
  std::string check;
  bool passed = true;
  std::string detail;
  std::string digest;  ///< XXH3 of the results the check looked at; may be empty
};

/// Bitwise comparison of two paths of one implementation.
struct AgreementRecord {
  std::string a;
  std::string b;
  std::uint64_t inputs = 0;
  std::string coverage;
  std::uint64_t differing = 0;
  std::optional<double> first_difference;
};

/// A broken claim, in words.
struct BrokenClaim {
  std::string kernel;
  std::string message;
};

/// What of the machine binds a row, and how much of it the row gets.
struct CeilingShare {
  std::string name;             ///< "bandwidth" or "arithmetic"
  std::optional<double> share;  ///< 1: the ceiling is met; nothing where the row's number of operations is not known
};

/// Time of one kernel (or of a baseline) on one working set. Times are in nanoseconds per element.
struct TimingRecord {
  std::string kernel;  ///< id, or baseline_id()
  std::uint64_t elements = 0;
  std::uint64_t bytes = 0;  ///< read and written per pass
  std::string level;        ///< "L1", "L2", "LLC" or "DRAM"; "64" or "32x4096" elements
  std::string distribution;
  bool in_place = false;  ///< the output overwrites the input
  int threads = 1;
  bool pinned = false;     ///< each thread on a CPU of its own
  std::string stopped_by;  ///< what ended the sampling: "target", "budget" or "interrupt"
  std::vector<double>
      samples_ns;                ///< interleaved with those of the other rows of its type, direction, size and threads
  std::vector<double> cycle_ns;  ///< duration of a clock cycle beside each sample; empty where not known
  double median_ns = 0;
  double mad_ns = 0;  ///< median absolute deviation
  double low_ns = 0;  ///< of the 95 % confidence interval of the median
  double high_ns = 0;
  std::optional<double> cycles;  ///< median, per element
  double gb_per_s = 0;
  std::optional<CeilingShare> ceiling;
};

/// One kernel under several conditions, measured against each other.
struct ComparisonRecord {
  std::string kernel;
  std::string of;  ///< what differs: "distribution", "in place" or "threads"
  std::vector<TimingRecord> rows;
};

/// What was found of something that can spoil a measurement.
struct FindingRecord {
  std::string check;                  ///< "governor"
  std::string verdict;                ///< "fine", "spoils", "unknown", or "compare": it spoils comparisons of programs
  std::string detail;                 ///< what is the case
  std::optional<std::string> advice;  ///< what to do where it spoils
};

/// What a path of this CPU can do at best: time of one multiply-add of a whole vector of float32, many independent ones
/// following each other.
struct CeilingRecord {
  std::string path;
  int lanes = 1;  ///< float32 numbers in a vector
  double multiply_add_ns = 0;
};

/// The machine code that a kernel's elements pass, as compiled.
struct LoopRecord {
  std::string kernel;
  std::string code;           ///< digest of its instructions: the same for the same machine code
  std::uint64_t address = 0;  ///< of the main loop in the program's file
  double elements = 0;        ///< per iteration of the main loop
  double instructions = 0;    ///< per element, of all loops that elements pass
  bool gathers = false;       ///< loads vectors from an address for each element, which models know least of
};

/// What LLVM's machine-code analyser says of a kernel's loops on a CPU.
struct PredictionRecord {
  std::string kernel;
  std::string cpu;         ///< LLVM's name: "znver4"
  std::string model;       ///< the CPU whose scheduling model was used: another one where LLVM has none of its own
  double cycles = 0;       ///< per element
  std::string bottleneck;  ///< of the main loop: units, "dispatch" or "dependencies"
};

/// A kernel without a prediction.
struct UnpredictedRecord {
  std::string kernel;
  std::string reason;
};

struct PredictionSet {
  std::string analyser;             ///< "llvm-mca 19.1.7"
  std::optional<std::string> host;  ///< LLVM's name of the CPU that the results were measured on, where it knows one
  std::vector<LoopRecord> loops;
  std::vector<PredictionRecord> cycles;
  std::vector<UnpredictedRecord> without;
};

/// What else a time can be than throughput: of one kernel, N(0,1) inputs that fit half of L1, one thread.
struct CostRecord {
  std::string kernel;
  std::uint64_t elements = 0;
  double warm_ns = 0;                  ///< per element, of calls that follow each other
  double cold_ns = 0;                  ///< per element, of one call after all caches were filled with other data
  double call_ns = 0;                  ///< of a call of one element
  double chain_ns = 0;                 ///< of a call of one element whose input waits for the result of the one before
  std::optional<double> instructions;  ///< executed, per element
  std::optional<double> nanojoules;    ///< of the CPU's packages, per element
};

struct SkippedRecord {
  std::string kernel;
  std::string stage;
  std::string reason;
};

/// A part of the cost of a stage, in seconds of all its threads together.
struct StagePart {
  std::string part;
  double seconds = 0;
};

/// Cost of a stage of the run.
struct StageRecord {
  std::string stage;
  double seconds = 0;
  std::uint64_t inputs = 0;  ///< kernel results judged; 0 where that does not apply
  std::vector<StagePart> parts;
  std::optional<std::vector<StagePart>> sweeps;  ///< in seconds of the clock; missing in results of earlier programs
};

/// The name of a timing row that is no kernel, "memcpy" or "triad", which reads and writes as many bytes as the kernels
/// of a data type and direction.
std::string baseline_id(const std::string& name, const std::string& dtype, const std::string& direction);
/// Whether a timing row is of no kernel: memcpy or triad.
bool is_baseline_id(const std::string& id);

struct ResultSet {
  int schema = results_schema;
  Environment environment;
  bool interrupted = false;
  std::vector<StageRecord> stages;
  std::vector<KernelRecord> kernels;
  std::vector<AccuracyRecord> accuracy;
  std::vector<GraphRecord> graphs;
  std::vector<SpecialRecord> special;
  std::vector<ShapeRecord> shapes;
  std::vector<FlushRecord> flushed;
  std::vector<ContractRecord> contracts;
  std::vector<AgreementRecord> agreements;
  std::vector<BrokenClaim> broken_claims;
  std::vector<FindingRecord> findings;
  std::vector<CeilingRecord> ceilings;
  std::vector<TimingRecord> timings;
  std::vector<ComparisonRecord> comparisons;
  std::vector<SkippedRecord> skipped;
  std::optional<std::vector<CostRecord>> costs;  ///< missing where not measured
  std::optional<PredictionSet> predictions;      ///< missing where nothing was predicted

  const KernelRecord* find_kernel(const std::string& id) const;
  const AccuracyRecord* find_accuracy(const std::string& kernel, const std::string& reference,
                                      const std::string& region) const;
  const TimingRecord* find_timing(const std::string& kernel, const std::string& level, int threads) const;
};

struct NamedResults {
  std::string name;
  ResultSet results;
};

}  // namespace gelubench
