#include "accuracy/sweep.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <stdexcept>

#include "accuracy/element.hpp"
#include "accuracy/rounding.hpp"
#include "accuracy/screen.hpp"
#include "kernels/cpu/cpu.hpp"

namespace gelubench {
namespace {

constexpr std::size_t most_worst = 10;

/// A binade is gathered in 2^3 stretches, which are told apart where |x| is from 2^-10 to 2^5: there GELU changes.
constexpr int stretch_bits = 3;
constexpr double least_detailed = 0x1p-10;
constexpr double beyond_detailed = 0x1p5;

void note_first(std::uint64_t& first, std::uint64_t candidate) {
  if (first == 0 || candidate < first) first = candidate;
}

/// Adds up the time between its calls.
class PhaseClock {
 public:
  void charge(double& phase) {
    const auto now = std::chrono::steady_clock::now();
    phase += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// The stretch of a pattern is pattern >> stretch_shift.
int stretch_shift(Format format) { return format.fraction_bits() - stretch_bits; }

/// The kernels of a sweep, of storage type S, with what they share: references, and the kernel each is compared with.
template <class S>
class Job {
  using Number = typename JudgedAs<S>::type;
  using Exact = typename Screen<Number>::Value;
  static constexpr bool stored_as_number = std::is_same_v<S, Number>;

 public:
  Job(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces, const SweepOptions& options)
      : format_(format_of(dtype_of<S>)),
        kernels_(kernels),
        pieces_(pieces),
        options_(options),
        digests_(kernels.size() * pieces.size()) {
    std::map<std::string, std::size_t> first_of;
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      const Kernel& kernel = *kernels[k];
      own_screen_.push_back(screen_index(kernel.curve()));
      gelu_screen_.push_back(screen_index({Formula::gelu, kernel.direction}));
      minimum_.push_back(minimum(kernel.formula));
      lowest_allowed_.push_back(lowest_allowed(minimum_.back(), format_));
      compared_with_.push_back(first_of.try_emplace(kernel.implementation(), k).first->second);
    }
  }

  KernelState empty() const {
    KernelState g;
    g.own.stretches.resize(stretch_count(format_));
    g.gelu.stretches.resize(g.own.stretches.size());
    return g;
  }

  SweepState nothing() const { return {{}, {}, std::vector<KernelState>(kernels_.size(), empty())}; }

  /// The digests of a piece that was swept, of each kernel.
  std::vector<Digest> digests_of(std::size_t piece) const {
    std::vector<Digest> list(kernels_.size());
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
      std::memcpy(list[k].data(), &digests_[k * pieces_.size() + piece], sizeof(Digest));
    }
    return list;
  }

  /// Takes over what is known of a piece.
  void set_digests(std::size_t piece, const std::vector<Digest>& list) {
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
      std::memcpy(&digests_[k * pieces_.size() + piece], list[k].data(), sizeof(Digest));
    }
  }

  /// Sweeps one piece on one thread.
  class Worker;

  std::string digest(std::size_t k) const {
    const XXH128_hash_t hash = XXH3_128bits(&digests_[k * pieces_.size()], pieces_.size() * sizeof(XXH128_canonical_t));
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

  std::size_t compared_with(std::size_t k) const { return compared_with_[k]; }

 private:
  std::size_t screen_index(Curve curve) {
    for (std::size_t i = 0; i < screens_.size(); ++i) {
      if (screens_[i]->curve() == curve) return i;
    }
    screens_.push_back(&screen_of<Number>(curve));
    return screens_.size() - 1;
  }

  Format format_;
  std::span<const Kernel* const> kernels_;
  std::span<const InputPiece> pieces_;
  const SweepOptions& options_;
  std::vector<const Screen<Number>*> screens_;
  std::vector<std::size_t> own_screen_;
  std::vector<std::size_t> gelu_screen_;
  std::vector<Minimum> minimum_;
  std::vector<double> lowest_allowed_;
  std::vector<std::size_t> compared_with_;
  std::vector<XXH128_canonical_t> digests_;
};

struct FreeHashState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};
using HashState = std::unique_ptr<XXH3_state_t, FreeHashState>;

template <class S>
class Job<S>::Worker {
 public:
  explicit Worker(Job& job)
      : job_(job),
        x_(score_block),
        ones_(score_block, element_of<S>(encode(job.format_, 1))),
        got_(score_block),
        other_(score_block),
        numbers_(stored_as_number ? 0 : score_block),
        results_(stored_as_number ? 0 : score_block),
        kept_(job.kernels_.size()),
        exact_(job.screens_.size(), std::vector<Exact>(score_block)),
        last_(job.kernels_.size()) {
    for (const Screen<Number>* screen : job.screens_) rounding_.emplace_back(screen->curve(), job.format_);
    for (std::size_t k = 0; k < job.kernels_.size(); ++k) hash_.emplace_back(XXH3_createState());
  }

  void run(std::size_t piece_index, std::vector<KernelState>& gathered, SweepCost& cost) {
    const InputPiece& piece = job_.pieces_[piece_index];
    for (auto& state : hash_) XXH3_128bits_reset(state.get());
    clock_ = {};
    start_steps(piece);
    for (std::uint64_t begin = 0; begin < piece.count;) {
      const std::size_t n = fill(piece, begin);
      begin += n;
      const std::span<const Number> x = numbers(x_, numbers_, n);
      for (std::size_t s = 0; s < job_.screens_.size(); ++s) {
        job_.screens_[s]->evaluate(x, {exact_[s].data(), n});
        rounding_[s].start_block();
      }
      clock_.charge(cost.reference);
      for (std::size_t k = 0; k < job_.kernels_.size(); ++k) {
        call(k, x_.data(), got_.data(), n, job_.options_.flush_subnormals);
        clock_.charge(cost.kernels);
        const std::span<const Number> got = numbers(got_, results_, n);
        judge(k, piece.region, x, got, gathered[k]);
        XXH3_128bits_update(hash_[k].get(), got_.data(), n * sizeof(S));
        find_zero(x, got, gathered[k].first_zero);
        compare(k, n, gathered[k]);
        if (job_.options_.flush_subnormals) compare_flushed(k, n, gathered[k]);
        check_shape(k, x, got, gathered[k].shape);
        clock_.charge(cost.statistics);
      }
      last_x_ = x.back();
      has_last_ = true;
    }
    for (std::size_t k = 0; k < job_.kernels_.size(); ++k) {
      XXH128_canonicalFromHash(&job_.digests_[k * job_.pieces_.size() + piece_index],
                               XXH3_128bits_digest(hash_[k].get()));
    }
  }

 private:
  /// The inputs from `begin` on to the end of the block, the stretch or the piece; returns how many.
  std::size_t fill(const InputPiece& piece, std::uint64_t begin) {
    const std::uint64_t first = piece.pattern(begin, job_.options_.seed);
    const std::uint64_t most = std::min<std::uint64_t>(score_block, piece.count - begin);
    const int shift = stretch_shift(job_.format_);
    stretch_ = static_cast<std::size_t>(first >> shift);
    if (piece.listed.empty() && piece.stride_log2 == 0) {
      const std::uint64_t beyond = (std::uint64_t{stretch_} + 1) << shift;
      const std::size_t n = std::min(most, beyond - first);
      for (std::size_t i = 0; i < n; ++i) x_[i] = element_of<S>(first + i);
      return n;
    }
    std::size_t n = 0;
    for (; n < most; ++n) {
      const std::uint64_t pattern = piece.pattern(begin + n, job_.options_.seed);
      if (pattern >> shift != stretch_) break;
      x_[n] = element_of<S>(pattern);
    }
    return n;
  }

  /// The first n elements as numbers, converted into `buffer` where they are stored otherwise.
  static std::span<const Number> numbers(const std::vector<S>& elements, std::vector<Number>& buffer, std::size_t n) {
    if constexpr (stored_as_number) {
      return {elements.data(), n};
    } else {
      for (std::size_t i = 0; i < n; ++i) buffer[i] = number_of(elements[i]);
      return {buffer.data(), n};
    }
  }

  void call(std::size_t k, const S* x, S* y, std::size_t n, bool flush) const {
    const SubnormalFlushing flushing(flush);
    job_.kernels_[k]->function(x, ones_.data(), y, n);
  }

  void judge(std::size_t k, Region region, std::span<const Number> x, std::span<const Number> got, KernelState& g) {
    const auto against = [&](std::size_t s, ReferenceState& reference) {
      const ScoreBlock<Number, Exact> block{
          .format = job_.format_,
          .got = got,
          .exact = {exact_[s].data(), got.size()},
          .pattern = [this](std::size_t i) { return pattern_of(x_[i]); },
          .rounded = [this, s, x](std::size_t i) { return rounding_[s].at(i, static_cast<double>(x[i])); }};
      ErrorStats& stats = reference.regions[static_cast<std::size_t>(region)];
      StretchErrors& stretch = reference.stretches[stretch_];
      const std::uint64_t apart = stats.counted_apart();
      score(block, stats, stretch.max_ulp);
      if (stats.counted_apart() == apart) return;
      // Near it is near enough; the least of them does not depend on the order of the pieces.
      const std::uint64_t near = pattern_of(x_[0]);
      if (stretch.counted_apart == 0 || near < stretch.at) stretch.at = near;
      stretch.counted_apart += stats.counted_apart() - apart;
    };
    against(job_.own_screen_[k], g.own);
    if (job_.gelu_screen_[k] != job_.own_screen_[k]) against(job_.gelu_screen_[k], g.gelu);
  }

  static void find_zero(std::span<const Number> x, std::span<const Number> got, std::uint64_t& first_zero) {
    if (x.back() > -0.5f) return;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (got[i] != 0 || x[i] > -0.5f) continue;
      const double magnitude = -static_cast<double>(x[i]);
      return note_first(first_zero, encode(format_of(dtype_of<S>), magnitude));
    }
  }

  static bool same(S a, S b) {
    if (pattern_of(a) == pattern_of(b)) return true;
    return std::isnan(number_of(a)) && std::isnan(number_of(b));
  }

  /// How many of two arrays of results differ, and at which input first.
  void count_differences(const S* a, const S* b, std::size_t n, std::uint64_t& differing, std::uint64_t& first) const {
    if (std::memcmp(a, b, n * sizeof(S)) == 0) return;
    for (std::size_t i = 0; i < n; ++i) {
      if (same(a[i], b[i])) continue;
      ++differing;
      note_first(first, pattern_of(x_[i]));
    }
  }

  /// Keeps the results of the first kernel of an implementation and compares those of the others with them.
  void compare(std::size_t k, std::size_t n, KernelState& g) {
    const std::size_t first = job_.compared_with_[k];
    if (first != k) return count_differences(kept_[first].data(), got_.data(), n, g.differing, g.first_difference);
    const bool needed = std::count(job_.compared_with_.begin(), job_.compared_with_.end(), k) > 1;
    if (needed) kept_[k].assign(got_.begin(), got_.begin() + static_cast<std::ptrdiff_t>(n));
  }

  void compare_flushed(std::size_t k, std::size_t n, KernelState& g) {
    call(k, x_.data(), other_.data(), n, false);
    count_differences(other_.data(), got_.data(), n, g.flush_differing, g.flush_first);
  }

  /// Steps across the borders of blocks: the last result before, of every kernel. Pieces of consecutive inputs begin
  /// with the input before them.
  void start_steps(const InputPiece& piece) {
    has_last_ = false;
    if (!piece.listed.empty() || piece.stride_log2 != 0) return;
    const std::uint64_t before = piece.first - 1;
    if ((before & ~job_.format_.sign()) == 0) return;
    const S x = element_of<S>(before);
    for (std::size_t k = 0; k < job_.kernels_.size(); ++k) {
      S y{};
      call(k, &x, &y, 1, job_.options_.flush_subnormals);
      last_[k] = number_of(y);
    }
    last_x_ = number_of(x);
    has_last_ = true;
  }

  void check_shape(std::size_t k, std::span<const Number> x, std::span<const Number> got, ShapeStats& shape) {
    if (job_.kernels_[k]->direction != Direction::forward) return;
    const auto pattern = [this](std::size_t i) { return pattern_of(x_[i]); };
    const double minimum_at = job_.minimum_[k].at;
    // Negative inputs go left: results fall until the minimum and rise beyond. Positive ones rise.
    const bool negative = std::signbit(x.front());
    const auto falls = [&](Number v) { return negative && static_cast<double>(v) > minimum_at; };
    const auto turn = static_cast<std::size_t>(std::partition_point(x.begin(), x.end(), falls) - x.begin());
    if (has_last_ && falls(last_x_) == falls(x.front())) {
      const Number pair[] = {last_[k], got.front()};
      add_steps(
          pair, !falls(x.front()), [&](std::size_t) { return pattern(0); }, shape);
    }
    if (turn > 0) add_steps(got.first(turn), false, pattern, shape);
    add_steps(
        got.subspan(turn), true, [&](std::size_t i) { return pattern(turn + i); }, shape);
    add_lowest(got, job_.lowest_allowed_[k], pattern, shape);
    last_[k] = got.back();
    if (!negative && job_.options_.mirror) check_mirrored(k, x, got, shape);
  }

  void check_mirrored(std::size_t k, std::span<const Number> x, std::span<const Number> got, ShapeStats& shape) {
    for (std::size_t i = 0; i < x.size(); ++i) mirrored_[i] = element_of<S>(pattern_of(x_[i]) | job_.format_.sign());
    call(k, mirrored_.data(), other_.data(), x.size(), job_.options_.flush_subnormals);
    for (std::size_t i = 0; i < x.size(); ++i) {
      add_mirrored(job_.format_, static_cast<double>(x[i]), static_cast<double>(got[i]),
                   static_cast<double>(number_of(other_[i])), pattern_of(x_[i]), shape);
    }
  }

  Job& job_;
  std::vector<S> x_;
  std::vector<S> ones_;
  std::vector<S> got_;
  std::vector<S> other_;
  std::vector<S> mirrored_ = std::vector<S>(score_block);
  std::vector<Number> numbers_;  // x and results where these are not stored as numbers
  std::vector<Number> results_;
  std::vector<std::vector<S>> kept_;
  std::vector<std::vector<Exact>> exact_;
  std::vector<Rounding> rounding_;
  std::vector<HashState> hash_;
  std::vector<Number> last_;  // last result of each kernel in the block before
  Number last_x_ = 0;
  bool has_last_ = false;
  std::size_t stretch_ = 0;
  PhaseClock clock_;
};

ReferenceErrors finish(const ReferenceState& gathered, Format format) {
  ReferenceErrors errors{.regions = gathered.regions, .worst = {}, .curve = {}};
  constexpr std::size_t per_binade = std::size_t{1} << stretch_bits;
  for (std::size_t first = 0; first < gathered.stretches.size(); first += per_binade) {
    const std::span<const StretchErrors> stretches(&gathered.stretches[first], per_binade);
    StretchErrors binade;
    for (const StretchErrors& stretch : stretches) binade.merge(stretch);
    if (binade.max_ulp.value > 0) errors.worst.push_back(binade.max_ulp);
    const double magnitude = std::fabs(decode(format, first << stretch_shift(format)));
    const bool detailed = magnitude >= least_detailed && magnitude < beyond_detailed;
    for (const StretchErrors& stretch : detailed ? stretches : std::span<const StretchErrors>(&binade, 1)) {
      if (stretch.max_ulp.value > 0.5 || stretch.counted_apart > 0) errors.curve.push_back(stretch);
    }
  }
  std::sort(errors.worst.begin(), errors.worst.end(), [](const Extreme& a, const Extreme& b) {
    return a.value > b.value || (a.value == b.value && a.at > b.at);
  });
  errors.worst.resize(std::min(errors.worst.size(), most_worst));
  return errors;
}

template <class S>
SweepResult sweep_stored(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                         const SweepOptions& options) {
  SweepResult result;
  result.kernels.resize(kernels.size());
  Job<S> job(kernels, pieces, options);
  SweepState all = job.nothing();
  std::vector<bool> known(pieces.size(), false);
  if (options.known != nullptr) {
    all.merge(*options.known);
    for (std::size_t i = 0; i < all.pieces.size(); ++i) {
      known[all.pieces[i]] = true;
      job.set_digests(all.pieces[i], all.digests[i]);
      result.inputs += pieces[all.pieces[i]].count;
    }
  }
  const std::uint64_t total = input_count(pieces);
  // What threads have handed over since the last checkpoint: one state for all of them, which are large.
  SweepState pending = job.nothing();
  auto given = std::chrono::steady_clock::now();
  std::atomic<bool> stopped = false;
  std::exception_ptr failure;
  std::atomic<std::uint64_t> own_ticket = 0;
  const auto next = [&] { return options.ticket ? options.ticket() : own_ticket.fetch_add(1); };

#pragma omp parallel num_threads(options.threads)
  {
    typename Job<S>::Worker worker(job);
    SweepState mine = job.nothing();
    SweepCost cost;
    auto last = std::chrono::steady_clock::now();
    const auto hand_over = [&] {
      SweepState due = job.nothing();
#pragma omp critical
      {
        all.merge(mine);
        if (options.checkpoint) {
          pending.merge(mine);
          const auto now = std::chrono::steady_clock::now();
          if (std::chrono::duration<double>(now - given).count() >= options.checkpoint_seconds) {
            std::swap(due, pending);
            given = now;
          }
        }
      }
      // Writing takes long beside a piece: the other threads go on.
      if (due.pieces.empty()) return;
#pragma omp critical(checkpoint)
      try {
        if (!failure) options.checkpoint(due);
      } catch (...) {
        failure = std::current_exception();
        stopped = true;
      }
    };
    for (std::uint64_t p = next(); p < pieces.size(); p = next()) {
      if (stopped || (options.stop != nullptr && *options.stop)) break;
      if (known[p] || (options.takes && !options.takes(p))) continue;
      worker.run(p, mine.kernels, cost);
      mine.pieces.push_back(static_cast<std::uint32_t>(p));
      mine.digests.push_back(job.digests_of(p));
#pragma omp critical
      {
        result.inputs += pieces[p].count;
        if (options.progress) options.progress(result.inputs, total);
      }
      const auto now = std::chrono::steady_clock::now();
      if (options.checkpoint && std::chrono::duration<double>(now - last).count() >= options.checkpoint_seconds / 4) {
        hand_over();
        mine = job.nothing();
        last = now;
      }
    }
    hand_over();
#pragma omp critical
    {
      result.cost.reference += cost.reference;
      result.cost.kernels += cost.kernels;
      result.cost.statistics += cost.statistics;
    }
  }
  if (failure) std::rethrow_exception(failure);
  if (!pending.pieces.empty()) options.checkpoint(pending);

  const std::vector<KernelState>& merged = all.kernels;
  result.complete = all.pieces.size() == pieces.size();
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    const KernelState& g = merged[k];
    result.kernels[k] = {.kernel = kernels[k],
                         .own = finish(g.own, format_of(kernels[k]->dtype)),
                         .gelu = finish(g.gelu, format_of(kernels[k]->dtype)),
                         .shape = g.shape,
                         .first_zero = g.first_zero,
                         .flush_differing = g.flush_differing,
                         .flush_first = g.flush_first,
                         .digest = result.complete ? job.digest(k) : std::string()};
    if (const std::size_t first = job.compared_with(k); first != k) {
      result.agreements.push_back({kernels[first], kernels[k], result.inputs, g.differing, g.first_difference});
    }
  }
  return result;
}

}  // namespace

ErrorStats ReferenceErrors::total() const {
  ErrorStats sum;
  for (const ErrorStats& stats : regions) sum.merge(stats);
  return sum;
}

std::size_t stretch_count(Format format) {
  return static_cast<std::size_t>(format.sign() >> stretch_shift(format)) * 2;
}

std::string sweep_key(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                      const SweepOptions& options) {
  std::string text = fmt::format("{} {} {}", options.seed, options.mirror, options.flush_subnormals);
  for (const Kernel* kernel : kernels) text += " " + kernel->id;
  for (const InputPiece& piece : pieces) {
    text += fmt::format(" {} {} {} {}", static_cast<int>(piece.region), piece.first, piece.count, piece.stride_log2);
    for (const std::uint64_t pattern : piece.listed) text += fmt::format(",{}", pattern);
  }
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

SweepResult sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                  const SweepOptions& options) {
  if (kernels.empty()) return {.complete = true};
  const auto start = std::chrono::steady_clock::now();
  const DType dtype = kernels.front()->dtype;
  for (const Kernel* kernel : kernels) {
    if (kernel->dtype != dtype) throw std::logic_error("a sweep is of one data type");
  }
  SweepResult result =
      with_storage(dtype, [&](auto storage) { return sweep_stored<decltype(storage)>(kernels, pieces, options); });
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace gelubench
