#include "accuracy/nearest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "accuracy/inputs.hpp"
#include "accuracy/screen.hpp"
#include "kernels/first_exception.hpp"

namespace gelubench {
namespace {

struct Candidate {
  double distance;  ///< in ULP
  float x;
};

/// The n nearest of what is added, or somewhat more.
class Nearest {
 public:
  explicit Nearest(std::size_t n) : n_(n) {}

  void add(Candidate candidate) {
    if (candidate.distance >= farthest_) return;
    list_.push_back(candidate);
    constexpr std::size_t room = 1 << 16;
    if (list_.size() >= n_ + room) shrink();
  }
  void add(const Nearest& other) {
    for (const Candidate& candidate : other.list_) add(candidate);
  }

  std::vector<float> ascending() {
    shrink();
    std::vector<float> x;
    for (const Candidate& candidate : list_) x.push_back(candidate.x);
    std::sort(x.begin(), x.end());
    return x;
  }

 private:
  void shrink() {
    if (list_.size() <= n_) return;
    const auto nearer = [](const Candidate& a, const Candidate& b) {
      return a.distance != b.distance ? a.distance < b.distance
                                      : std::bit_cast<std::uint32_t>(a.x) < std::bit_cast<std::uint32_t>(b.x);
    };
    std::nth_element(list_.begin(), list_.begin() + static_cast<std::ptrdiff_t>(n_), list_.end(), nearer);
    farthest_ = list_[n_].distance;
    list_.resize(n_);
  }

  std::size_t n_;
  double farthest_ = std::numeric_limits<double>::infinity();
  std::vector<Candidate> list_;
};

/// From the middle of the two float32 around y, a normal number of float32, in ULP.
double distance_to_boundary(double y) {
  const auto bits = std::bit_cast<std::uint64_t>(y);
  constexpr int more = std::numeric_limits<double>::digits - std::numeric_limits<float>::digits;
  constexpr std::uint64_t ulp = std::uint64_t{1} << more;
  const std::uint64_t rest = bits & (ulp - 1);
  const std::uint64_t middle = ulp / 2;
  return static_cast<double>(rest < middle ? middle - rest : rest - middle) / static_cast<double>(ulp);
}

void add_piece(const Screen<float>& screen, const InputPiece& piece, Nearest& nearest) {
  constexpr std::uint64_t block = 2048;
  std::vector<float> x;
  std::vector<double> y(block);
  for (std::uint64_t first = 0; first < piece.count; first += block) {
    const std::uint64_t count = std::min(block, piece.count - first);
    x.clear();
    for (std::uint64_t i = 0; i < count; ++i) {
      x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(piece.pattern(first + i, 0))));
    }
    if (screen.plain_segment(x) != nullptr) continue;
    screen.evaluate(x, y);
    for (std::uint64_t i = 0; i < count; ++i) {
      const double magnitude = std::fabs(y[i]);
      const bool is_normal =
          magnitude >= std::numeric_limits<float>::min() && magnitude <= std::numeric_limits<float>::max();
      if (is_normal) nearest.add({distance_to_boundary(y[i]), x[i]});
    }
  }
}

}  // namespace

std::vector<float> nearest_to_boundaries(Curve curve, std::size_t n) {
  const Screen<float>& screen = screen_of<float>(curve);
  const std::vector<InputPiece> pieces = exhaustive_inputs(DType::f32);
  Nearest all(n);
  FirstException failure;
#pragma omp parallel
  {
    Nearest own(n);
#pragma omp for schedule(dynamic)
    for (std::size_t i = 0; i < pieces.size(); ++i) failure.guard([&] { add_piece(screen, pieces[i], own); });
#pragma omp critical
    all.add(own);
  }
  failure.rethrow();
  return all.ascending();
}

}  // namespace gelubench
