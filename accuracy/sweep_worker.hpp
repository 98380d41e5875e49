// One thread's way through a piece of a sweep: block by block, every kernel is called, and its results are judged.

#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "accuracy/block_simd.hpp"
#include "accuracy/element.hpp"
#include "accuracy/rounding.hpp"
#include "accuracy/stretches.hpp"
#include "accuracy/sweep_job.hpp"
#include "accuracy/xxhash.hpp"
#include "kernels/cpu/cpu.hpp"

namespace gelubench {

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

struct FreeHashState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};
using HashState = std::unique_ptr<XXH3_state_t, FreeHashState>;

/// Sweeps pieces on one thread.
template <Storage S>
class SweepWorker {
  using Number = typename SweepJob<S>::Number;
  using Exact = typename SweepJob<S>::Exact;
  static constexpr bool stored_as_number = std::is_same_v<S, Number>;

 public:
  explicit SweepWorker(const SweepJob<S>& job)
      : job_(job),
        x_(score_block),
        ones_(score_block, element_of<S>(encode(job.format, 1))),
        got_(score_block),
        other_(score_block),
        numbers_(stored_as_number ? 0 : score_block),
        results_(stored_as_number ? 0 : score_block),
        kept_(job.kernels.size()),
        references_(job.screens.size()),
        last_(job.kernels.size()) {
    for (std::size_t s = 0; s < references_.size(); ++s) {
      references_[s].screen = job.screens[s];
      references_[s].values.resize(score_block);
      references_[s].rounding.emplace(job.screens[s]->curve(), job.format);
    }
    for (std::size_t k = 0; k < job.kernels.size(); ++k) hash_.emplace_back(XXH3_createState());
  }

  /// Adds one piece to what was gathered.
  void run(std::size_t piece_index, SweepState& gathered, SweepCost& cost) {
    const InputPiece& piece = job_.pieces[piece_index];
    for (auto& state : hash_) XXH3_128bits_reset(state.get());
    clock_ = {};
    ahead_ = {};
    if (job_.options.digests_only)
      hash_piece(piece, gathered, cost);
    else
      judge_piece(piece, gathered, cost);
    gathered.pieces.push_back(static_cast<std::uint32_t>(piece_index));
    gathered.digests.push_back(digests());
  }

 private:
  void judge_piece(const InputPiece& piece, SweepState& gathered, SweepCost& cost) {
    start_steps(piece);
    for (std::uint64_t begin = 0; begin < piece.count;) {
      const std::size_t n = fill(piece, begin);
      ask_ahead(piece, begin, n);
      begin += n;
      const std::span<const Number> x = numbers(x_, numbers_, n);
      for (Reference& reference : references_) reference.start_block(x);
      clock_.charge(cost.reference);
      for (std::size_t k = 0; k < job_.kernels.size(); ++k) {
        compute(k, begin - n, n);
        clock_.charge(cost.kernels);
        judge_block(k, piece.region, x, gathered.kernels[k]);
        clock_.charge(cost.statistics);
      }
      last_x_ = x.back();
      has_last_ = true;
    }
  }

  void hash_piece(const InputPiece& piece, SweepState& gathered, SweepCost& cost) {
    for (std::uint64_t begin = 0; begin < piece.count;) {
      const std::size_t n = fill(piece, begin);
      ask_ahead(piece, begin, n);
      for (std::size_t k = 0; k < job_.kernels.size(); ++k) {
        compute(k, begin, n);
        hash_block(k, n);
        compare_paths(k, n, gathered.kernels[k]);
      }
      begin += n;
    }
    clock_.charge(cost.kernels);
  }

  /// The results of a kernel for the n inputs from `begin` on, in got_.
  void compute(std::size_t k, std::uint64_t begin, std::size_t n) {
    if (job_.kernels[k].kernel->is_remote())
      std::memcpy(got_.data(), ahead_y_.data() + (begin - ahead_.first), n * sizeof(S));
    else
      call(k, x_.data(), got_.data(), n, job_.options.flush_subnormals);
  }

  void hash_block(std::size_t k, std::size_t n) { XXH3_128bits_update(hash_[k].get(), got_.data(), n * sizeof(S)); }

  /// Everything there is to say about the results of a kernel for a block.
  void judge_block(std::size_t k, Region region, std::span<const Number> x, KernelState& gathered) {
    const std::size_t n = x.size();
    const std::span<const Number> got = numbers(got_, results_, n);
    score_results(job_.kernels[k], region, x, got, gathered);
    hash_block(k, n);
    find_zero(x, got, gathered.first_zero);
    compare_paths(k, n, gathered);
    if (job_.options.flush_subnormals) compare_flushed(k, n, gathered);
    check_shape(k, x, got, gathered.shape);
  }

  /// Of the outputs of each kernel since the piece began.
  std::vector<Digest> digests() const {
    std::vector<Digest> list(hash_.size());
    for (std::size_t k = 0; k < list.size(); ++k) {
      XXH128_canonical_t canonical;
      XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(hash_[k].get()));
      static_assert(sizeof(Digest) == sizeof canonical);
      std::memcpy(list[k].data(), &canonical, sizeof canonical);
    }
    return list;
  }

  /// The inputs from `begin` on to the end of the block, the binade or the piece; returns how many. Notes where
  /// stretches begin.
  std::size_t fill(const InputPiece& piece, std::uint64_t begin) {
    const std::uint64_t first = piece.pattern(begin, job_.options.seed);
    const std::uint64_t most = std::min<std::uint64_t>(score_block, piece.count - begin);
    const std::uint64_t binade = first >> job_.format.fraction_bits();
    stretches_.clear();
    if (piece.listed.empty() && piece.stride_log2 == 0) {
      const std::uint64_t beyond = (binade + 1) << job_.format.fraction_bits();
      const std::size_t n = std::min(most, beyond - first);
      if constexpr (dtype_of<S> == DType::f32) {
        fill_consecutive(static_cast<std::uint32_t>(first), {x_.data(), n});
      } else {
        for (std::size_t i = 0; i < n; ++i) x_[i] = element_of<S>(first + i);
      }
      for (std::uint64_t p = first; p < first + n; p = cuts_.beyond(p)) stretches_.push_back({p - first, cuts_.of(p)});
      return n;
    }
    std::size_t n = 0;
    for (; n < most; ++n) {
      const std::uint64_t pattern = piece.pattern(begin + n, job_.options.seed);
      if (pattern >> job_.format.fraction_bits() != binade) break;
      x_[n] = element_of<S>(pattern);
      const std::size_t stretch = cuts_.of(pattern);
      if (stretches_.empty() || stretch != stretches_.back().index) stretches_.push_back({n, stretch});
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

  /// A kernel of another process gets many blocks in one call. A sweep with one has no other
  /// (suite/accuracy_stage.cpp).
  void ask_ahead(const InputPiece& piece, std::uint64_t begin, std::size_t n) {
    if (!job_.kernels.front().kernel->is_remote() || begin + n <= ahead_.first + ahead_.count) return;
    ahead_ = {begin, std::min<std::uint64_t>(ahead_block, piece.count - begin)};
    ahead_x_.resize(ahead_.count);
    ahead_y_.resize(ahead_.count);
    ahead_ones_.resize(ahead_.count, ones_.front());
    for (std::size_t i = 0; i < ahead_.count; ++i) {
      ahead_x_[i] = element_of<S>(piece.pattern(begin + i, job_.options.seed));
    }
    job_.kernels.front().kernel->function(ahead_x_.data(), ahead_ones_.data(), ahead_y_.data(), ahead_.count);
  }

  void call(std::size_t k, const S* x, S* y, std::size_t n, bool flush) const {
    const SubnormalFlushing flushing(flush);
    job_.kernels[k].kernel->function(x, ones_.data(), y, n);
  }

  /// Against the kernel's own formula and, where that is another GELU, against GELU.
  void score_results(const JudgedKernel& judged, Region region, std::span<const Number> x, std::span<const Number> got,
                     KernelState& g) {
    const auto pattern = [this](std::size_t i) { return pattern_of(x_[i]); };
    const auto against = [&](std::size_t screen, ReferenceState& g_reference) {
      Reference& reference = references_[screen];
      ErrorStats& stats = g_reference.regions[static_cast<std::size_t>(region)];
      runs_.clear();
      for (const auto& [begin, index] : stretches_) runs_.push_back({begin, &g_reference.stretches[index]});
      if (reference.plain != nullptr && is_as_plain(*reference.plain, x, got)) {
        const std::size_t last = x.size() - 1;
        const Exact exact = value_at(*reference.plain, x.back());
        score_alike({.format = job_.format,
                     .got = got.last(1),
                     .exact = {&exact, 1},
                     .pattern = [&, last](std::size_t) { return pattern(last); },
                     .rounded = [&, last](std::size_t) { return reference.rounding->at(last, x.back()); }},
                    x.size(), stats, runs_, pattern);
        return;
      }
      score({.format = job_.format,
             .got = got,
             .exact = reference.exact(x),
             .pattern = pattern,
             .rounded = [&](std::size_t i) { return reference.rounding->at(i, static_cast<double>(x[i])); }},
            stats, runs_);
    };
    against(judged.own_screen, g.own);
    if (judged.gelu_screen != judged.own_screen) against(judged.gelu_screen, g.gelu);
  }

  /// Whether one result stands for all: where the curve is a number, all are alike; where it is a multiple of x, all
  /// are that.
  bool is_as_plain(const ScreenSegment<Number>& plain, std::span<const Number> x, std::span<const Number> got) const {
    if (plain.kind == ScreenSegment<Number>::Kind::constant) return are_alike(got);
    const auto factor = static_cast<Number>(plain.factor);
    // Half an x may lie between two numbers.
    if (factor != 1 && std::fabs(x.front()) < std::ldexp(Number{1}, job_.format.emin + 1)) return false;
    if constexpr (std::is_same_v<Number, float>) {
      return are_multiples(got, x, factor);
    } else {
      return std::equal(got.begin(), got.end(), x.begin(), [factor](Number y, Number v) { return y == v * factor; });
    }
  }

  static bool are_alike(std::span<const Number> got) {
    return std::memcmp(got.data(), got.data() + 1, (got.size() - 1) * sizeof(Number)) == 0;
  }

  static Exact value_at(const ScreenSegment<Number>& plain, Number x) {
    return plain.kind == ScreenSegment<Number>::Kind::constant ? plain.constant : x * plain.factor;
  }

  static void find_zero(std::span<const Number> x, std::span<const Number> got, std::uint64_t& first_zero) {
    constexpr Number zero_from = -0.5f;  // of KernelErrors::first_zero: tiny x have tiny results
    if (x.back() > zero_from) return;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (got[i] != 0 || x[i] > zero_from) continue;
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
  void compare_paths(std::size_t k, std::size_t n, KernelState& g) {
    const std::size_t first = job_.kernels[k].compared_with;
    if (first != k) return count_differences(kept_[first].data(), got_.data(), n, g.differing, g.first_difference);
    if (job_.kernels[k].is_compared_with) kept_[k].assign(got_.begin(), got_.begin() + static_cast<std::ptrdiff_t>(n));
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
    if ((before & ~job_.format.sign()) == 0) return;
    const S x = element_of<S>(before);
    for (std::size_t k = 0; k < job_.kernels.size(); ++k) {
      S y{};
      call(k, &x, &y, 1, job_.options.flush_subnormals);
      last_[k] = number_of(y);
    }
    last_x_ = number_of(x);
    has_last_ = true;
  }

  void check_shape(std::size_t k, std::span<const Number> x, std::span<const Number> got, ShapeStats& shape) {
    if (job_.kernels[k].kernel->direction != Direction::forward) return;
    const auto pattern = [this](std::size_t i) { return pattern_of(x_[i]); };
    const double minimum_at = job_.kernels[k].minimum.at;
    // Negative inputs go left: results fall until the minimum and rise beyond. Positive ones rise, or fall where they
    // are left of the minimum, which for erfc lies at infinity.
    const bool negative = std::signbit(x.front());
    const auto falls = [&](Number v) { return negative == (static_cast<double>(v) > minimum_at); };
    const auto turn = static_cast<std::size_t>(std::partition_point(x.begin(), x.end(), falls) - x.begin());
    if (has_last_ && falls(last_x_) == falls(x.front())) {
      const Number pair[] = {last_[k], got.front()};
      add_steps(
          pair, !falls(x.front()), [&](std::size_t) { return pattern(0); }, shape);
    }
    if (turn > 0) add_steps(got.first(turn), false, pattern, shape);
    add_steps(
        got.subspan(turn), true, [&](std::size_t i) { return pattern(turn + i); }, shape);
    add_lowest(got, job_.kernels[k].lowest_allowed, pattern, shape);
    last_[k] = got.back();
    const bool is_gelu = !is_ingredient(job_.kernels[k].kernel->formula);
    if (!negative && job_.options.mirror && is_gelu) check_mirrored(k, x, got, shape);
  }

  void check_mirrored(std::size_t k, std::span<const Number> x, std::span<const Number> got, ShapeStats& shape) {
    for (std::size_t i = 0; i < x.size(); ++i) mirrored_[i] = element_of<S>(pattern_of(x_[i]) | job_.format.sign());
    call(k, mirrored_.data(), other_.data(), x.size(), job_.options.flush_subnormals);
    const std::span<const Number> at_minus_x = numbers(other_, mirrored_numbers_, x.size());
    add_mirrored(
        job_.format, x, got, at_minus_x, [this](std::size_t i) { return pattern_of(x_[i]); }, shape);
  }

  /// What a curve is at the inputs of the block.
  struct Reference {
    const Screen<Number>* screen = nullptr;
    const ScreenSegment<Number>* plain = nullptr;  ///< that of all inputs, if there the curve is a number or a multiple
    bool is_evaluated = false;
    std::vector<Exact> values;
    std::optional<Rounding> rounding;

    void start_block(std::span<const Number> x) {
      plain = screen->plain_segment(x);
      rounding->start_block();
      is_evaluated = false;
      if (plain == nullptr) (void)exact(x);
    }

    /// Evaluated when it is first asked for.
    std::span<const Exact> exact(std::span<const Number> x) {
      const std::span<Exact> all{values.data(), x.size()};
      if (!is_evaluated) screen->evaluate(x, all);
      is_evaluated = true;
      return all;
    }
  };

  /// A stretch and where it begins in the block.
  struct StretchStart {
    std::size_t begin = 0;
    std::size_t index = 0;
  };

  /// Inputs of the piece, by their places in it.
  struct Stretch {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };
  static constexpr std::uint64_t ahead_block = 1 << 16;

  const SweepJob<S>& job_;
  Stretch ahead_;  ///< whose results are in ahead_y_
  std::vector<S> ahead_x_;
  std::vector<S> ahead_y_;
  std::vector<S> ahead_ones_;
  std::vector<S> x_;
  std::vector<S> ones_;
  std::vector<S> got_;
  std::vector<S> other_;
  std::vector<S> mirrored_ = std::vector<S>(score_block);
  std::vector<Number> mirrored_numbers_ = std::vector<Number>(stored_as_number ? 0 : score_block);
  std::vector<Number> numbers_;  // x and results where these are not stored as numbers
  std::vector<Number> results_;
  std::vector<std::vector<S>> kept_;
  std::vector<Reference> references_;  // one for each screen
  std::vector<HashState> hash_;
  std::vector<Number> last_;  // last result of each kernel in the block before
  Number last_x_ = 0;
  bool has_last_ = false;
  const Stretches& cuts_ = stretches_of(job_.format);
  std::vector<StretchStart> stretches_;  // of the block
  std::vector<StretchRun> runs_;
  PhaseClock clock_;
};

}  // namespace gelubench
