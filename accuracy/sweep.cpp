#include "accuracy/sweep.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>

#include "accuracy/float_bits.hpp"
#include "accuracy/screen.hpp"

namespace gelubench {
namespace {

constexpr std::uint32_t largest_piece = 1u << 20;

/// A well-mixed word from the seed and a bit pattern (the finaliser of MurmurHash3).
std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t h = seed * 0x9E3779B97F4A7C15u + value;
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
  return h ^ (h >> 33);
}

void fill(const InputPiece& piece, std::uint32_t begin, std::span<float> x, std::uint64_t seed) {
  const std::uint32_t mask = (1u << piece.stride_log2) - 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::uint32_t base = piece.first + ((begin + static_cast<std::uint32_t>(i)) << piece.stride_log2);
    x[i] = float_of(mask == 0 ? base : base + (static_cast<std::uint32_t>(mix(seed, base)) & mask));
  }
}

bool same_result(float a, float b) { return bits_of(a) == bits_of(b) || (std::isnan(a) && std::isnan(b)); }

/// What one thread gathers for one kernel.
struct Gathered {
  std::array<ErrorStats, region_count> own;
  std::array<ErrorStats, region_count> gelu;
  std::uint32_t first_zero = 0;
  std::uint64_t differing = 0;
  std::uint32_t first_difference = 0;
};

void note_first(std::uint32_t& first, std::uint32_t candidate) {
  if (first == 0 || candidate < first) first = candidate;
}

/// The kernels of a sweep with what they share: references, and the kernel each is compared with.
class Job {
 public:
  Job(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces, std::uint64_t seed)
      : kernels_(kernels), pieces_(pieces), seed_(seed), digests_(kernels.size() * pieces.size()) {
    screens_.push_back(std::make_unique<Screen>(Formula::gelu));
    std::map<std::string, std::size_t> first_of;
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      own_screen_.push_back(screen_index(kernels[k]->formula));
      compared_with_.push_back(first_of.try_emplace(kernels[k]->implementation(), k).first->second);
    }
  }

  void run(std::size_t piece_index, std::vector<Gathered>& gathered) {
    const InputPiece& piece = pieces_[piece_index];
    std::vector<float> x(std::min<std::size_t>(piece.count, score_block));
    std::vector<float> got(x.size());
    std::vector<std::vector<float>> kept(kernels_.size());
    std::vector<std::vector<double>> exact(screens_.size(), std::vector<double>(x.size()));
    struct FreeState {
      void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
    };
    std::vector<std::unique_ptr<XXH3_state_t, FreeState>> hash(kernels_.size());
    for (auto& state : hash) {
      state.reset(XXH3_createState());
      XXH3_128bits_reset(state.get());
    }

    for (std::uint32_t begin = 0; begin < piece.count; begin += score_block) {
      const std::size_t n = std::min<std::size_t>(score_block, piece.count - begin);
      const std::span<float> inputs(x.data(), n);
      const std::span<float> outputs(got.data(), n);
      fill(piece, begin, inputs, seed_);
      for (std::size_t s = 0; s < screens_.size(); ++s) screens_[s]->evaluate(inputs, {exact[s].data(), n});
      for (std::size_t k = 0; k < kernels_.size(); ++k) {
        kernels_[k]->forward(inputs.data(), outputs.data(), n);
        Gathered& g = gathered[k];
        const auto region = static_cast<std::size_t>(piece.region);
        score(inputs, outputs, {exact[own_screen_[k]].data(), n}, g.own[region]);
        if (own_screen_[k] != 0) score(inputs, outputs, {exact[0].data(), n}, g.gelu[region]);
        XXH3_128bits_update(hash[k].get(), outputs.data(), n * sizeof(float));
        find_zero(inputs, outputs, g.first_zero);
        compare(k, inputs, outputs, kept, g);
      }
    }
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
      XXH128_canonicalFromHash(&digests_[k * pieces_.size() + piece_index], XXH3_128bits_digest(hash[k].get()));
    }
  }

  std::string digest(std::size_t k) const {
    const XXH128_hash_t hash = XXH3_128bits(&digests_[k * pieces_.size()], pieces_.size() * sizeof(XXH128_canonical_t));
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

  std::size_t compared_with(std::size_t k) const { return compared_with_[k]; }

 private:
  std::size_t screen_index(Formula formula) {
    for (std::size_t i = 0; i < screens_.size(); ++i) {
      if (screens_[i]->formula() == formula) return i;
    }
    screens_.push_back(std::make_unique<Screen>(formula));
    return screens_.size() - 1;
  }

  static void find_zero(std::span<const float> x, std::span<const float> got, std::uint32_t& first_zero) {
    if (x.back() > -0.5f) return;
    if (first_zero != 0 && bits_of(x.front()) >= (first_zero | sign_bit)) return;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (got[i] == 0 && x[i] <= -0.5f) return note_first(first_zero, bits_of(x[i]) & ~sign_bit);
    }
  }

  /// Keeps the results of the first kernel of an implementation and compares those of the others with them.
  void compare(std::size_t k, std::span<const float> x, std::span<const float> got,
               std::vector<std::vector<float>>& kept, Gathered& g) {
    const std::size_t first = compared_with_[k];
    if (first == k) {
      const bool needed = std::count(compared_with_.begin(), compared_with_.end(), k) > 1;
      if (needed) kept[k].assign(got.begin(), got.end());
      return;
    }
    if (std::memcmp(kept[first].data(), got.data(), got.size_bytes()) == 0) return;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (same_result(kept[first][i], got[i])) continue;
      ++g.differing;
      note_first(g.first_difference, bits_of(x[i]));
    }
  }

  std::span<const Kernel* const> kernels_;
  std::span<const InputPiece> pieces_;
  std::uint64_t seed_;
  std::vector<std::unique_ptr<Screen>> screens_;  // the first is true GELU
  std::vector<std::size_t> own_screen_;
  std::vector<std::size_t> compared_with_;
  std::vector<XXH128_canonical_t> digests_;
};

void append_cut(std::vector<InputPiece>& pieces, Region region, std::uint64_t first, std::uint64_t count,
                int stride_log2) {
  for (std::uint64_t done = 0; done < count; done += largest_piece) {
    const std::uint64_t n = std::min<std::uint64_t>(largest_piece, count - done);
    pieces.push_back({region, static_cast<std::uint32_t>(first + (done << stride_log2)), static_cast<std::uint32_t>(n),
                      stride_log2});
  }
}

}  // namespace

std::vector<InputPiece> exhaustive_inputs() {
  std::vector<InputPiece> pieces;
  for (const RegionRun& run : region_runs()) append_cut(pieces, run.region, run.first, run.size(), 0);
  return pieces;
}

std::vector<InputPiece> stratified_inputs(int log2_per_binade) {
  std::vector<InputPiece> pieces;
  for (const RegionRun& run : region_runs()) {
    const std::uint32_t sign = run.first & sign_bit;
    const std::uint64_t last = run.last & ~sign_bit;
    // Binades as magnitudes: [2^k, 2^(k+1)) while subnormal, then 2^23 patterns each.
    std::uint64_t first = run.first & ~sign_bit;
    while (first <= last) {
      const int width = std::min(static_cast<int>(std::bit_width(first)) - 1, 23);
      const std::uint64_t beyond = width < 23 ? std::uint64_t{2} << width : (first >> 23 << 23) + (1u << 23);
      const std::uint64_t end = std::min(beyond, last + 1);
      const int stride_log2 = std::max(width - log2_per_binade, 0);
      // A cut binade keeps its density; what is left below one stride is taken whole.
      const std::uint64_t strided = (end - first) >> stride_log2;
      append_cut(pieces, run.region, first | sign, strided, stride_log2);
      const std::uint64_t rest = first + (strided << stride_log2);
      append_cut(pieces, run.region, rest | sign, end - rest, 0);
      first = end;
    }
  }
  return pieces;
}

std::uint64_t input_count(std::span<const InputPiece> pieces) {
  std::uint64_t n = 0;
  for (const InputPiece& piece : pieces) n += piece.count;
  return n;
}

ErrorStats KernelErrors::total(bool against_gelu) const {
  ErrorStats sum;
  for (const ErrorStats& stats : against_gelu ? gelu : own) sum.merge(stats);
  return sum;
}

SweepResult sweep(std::span<const Kernel* const> kernels, std::span<const InputPiece> pieces,
                  const SweepOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  SweepResult result;
  result.kernels.resize(kernels.size());
  std::vector<Gathered> merged(kernels.size());
  Job job(kernels, pieces, options.seed);
  const std::uint64_t total = input_count(pieces);
  bool stopped = false;

#pragma omp parallel num_threads(options.threads)
  {
    std::vector<Gathered> gathered(kernels.size());
#pragma omp for schedule(dynamic)
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      if (options.stop != nullptr && *options.stop) {
#pragma omp atomic write
        stopped = true;
        continue;
      }
      job.run(p, gathered);
#pragma omp critical
      {
        result.inputs += pieces[p].count;
        if (options.progress) options.progress(result.inputs, total);
      }
    }
#pragma omp critical
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      for (std::size_t r = 0; r < region_count; ++r) {
        merged[k].own[r].merge(gathered[k].own[r]);
        merged[k].gelu[r].merge(gathered[k].gelu[r]);
      }
      if (gathered[k].first_zero != 0) note_first(merged[k].first_zero, gathered[k].first_zero);
      merged[k].differing += gathered[k].differing;
      if (gathered[k].first_difference != 0) note_first(merged[k].first_difference, gathered[k].first_difference);
    }
  }

  result.complete = !stopped;
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    result.kernels[k] = {.kernel = kernels[k],
                         .own = merged[k].own,
                         .gelu = merged[k].gelu,
                         .first_zero = merged[k].first_zero,
                         .digest = result.complete ? job.digest(k) : std::string()};
    if (const std::size_t first = job.compared_with(k); first != k) {
      result.agreements.push_back(
          {kernels[first], kernels[k], result.inputs, merged[k].differing, merged[k].first_difference});
    }
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace gelubench
