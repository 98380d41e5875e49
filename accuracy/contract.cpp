#include "accuracy/contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "accuracy/element.hpp"
#include "accuracy/xxhash.hpp"
#include "kernels/threads.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

constexpr std::size_t widest_vector = 16;  // floats of AVX-512
/// Kernels go through arrays by several vectors at once, by one, and by what is left.
constexpr std::size_t few_vectors = 4 * widest_vector;

/// Elements of the largest call: engines split work from some size on.
constexpr std::size_t largest_call = 3'000'000;
constexpr std::size_t largest_of_ours = 100'000;  // which split nothing by themselves

/// Ordinary inputs: from -8 to 7.8, in all regions of GELU but the outermost. Multiples of 2^-5, exact in every format.
constexpr int ordinary_probes = 47;
constexpr double first_probe = -8;
constexpr double probe_step = 0.34375;

/// Ordinary values of every region, then those that tempt a kernel to leave its common case.
std::vector<double> probes(DType dtype) {
  std::vector<double> x;
  for (int i = 0; i < ordinary_probes; ++i) x.push_back(first_probe + probe_step * i);
  const double inf = std::numeric_limits<double>::infinity();
  const Format format = format_of(dtype);
  const double smallest = std::ldexp(1.0, format.smallest_exponent());
  x.insert(x.end(), {std::numeric_limits<double>::quiet_NaN(), inf, -inf, 0.0, -0.0});
  x.insert(x.end(), {smallest, -600 * smallest});   // subnormal, the second in all formats but bfloat16
  x.insert(x.end(), {1e-30, -1e-30});               // where kernels take x/2
  x.insert(x.end(), {-13.2, -14.3, -20.0, -38.0});  // subnormal and vanishing results, of binary32 and of binary64
  x.insert(x.end(), {-1e30, 1e30, 60.0, -60.0});    // saturated; exp(60^2/2) overflows
  x.push_back(decode(format, format.infinity() - 1));
  return x;
}

template <class S>
bool same(S a, S b) {
  return pattern_of(a) == pattern_of(b) || (std::isnan(number_of(a)) && std::isnan(number_of(b)));
}

template <class S>
std::string hex(S element) {
  return hex_float(static_cast<double>(number_of(element)));
}

/// The results a check looks at, hashed.
class ResultHash {
 public:
  ResultHash() : state_(XXH3_createState()) { XXH3_128bits_reset(state_); }
  ~ResultHash() { XXH3_freeState(state_); }
  ResultHash(const ResultHash&) = delete;
  ResultHash& operator=(const ResultHash&) = delete;

  template <class S>
  void add(std::span<const S> results) {
    XXH3_128bits_update(state_, results.data(), results.size_bytes());
  }
  std::string digest() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_);
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  XXH3_state_t* state_;
};

template <class S>
class Checker {
  using Elements = std::vector<S>;
  static constexpr std::size_t line = cache_line_bytes / sizeof(S);  // elements

 public:
  explicit Checker(const Kernel& kernel) : kernel_(kernel), has_factor_(has_factor(kernel.direction)) {
    for (const double x : probes(kernel.dtype)) probes_.push_back(number(x));
    untouched_ = number(-12345.678);              // no result for any of the probes
    dy_ = {number(1), number(-0.75), number(3)};  // three, so that vectors begin with different ones
  }

  std::vector<ContractCheck> all() const {
    std::vector<ContractCheck> checks;
    const auto add = [&](const char* name, void (Checker::*body)(Check&) const) {
      if (is_given_up(checks)) return;
      checks.push_back(run_check(name, body));
    };
    // Engines make arrays of their own, on one thread.
    const bool is_called_like_ours = !kernel_.is_remote() || kernel_.function.remote()->is_called_like_ours();
    add("lane", &Checker::lane);
    add("remainder", &Checker::remainder);
    add("neighbours", &Checker::neighbours);
    if (is_called_like_ours) {
      add("alignment", &Checker::alignment);
      add("in_place", &Checker::in_place);
      add("threads", &Checker::threads);
    }
    add("size", &Checker::size);
    add("twice", &Checker::twice);
    if (has_factor_) add("scaling", &Checker::scaling);
    return checks;
  }

 private:
  /// A check under way.
  struct Check {
    ContractCheck outcome;
    ResultHash hash;
  };

  /// Whether a kernel of another process has failed so often, or so slowly, that asking on is no use.
  static bool is_given_up(const std::vector<ContractCheck>& checks) {
    constexpr auto most_failures = 2;
    const auto failures =
        std::count_if(checks.begin(), checks.end(), [](const ContractCheck& c) { return c.kernel_failed; });
    return failures >= most_failures || (!checks.empty() && checks.back().kernel_hung);
  }

  ContractCheck run_check(const std::string& name, void (Checker::*body)(Check&) const) const {
    Check check;
    check.outcome.name = name;
    try {
      (this->*body)(check);
    } catch (const KernelFailed& failed) {
      check.outcome.passed = false;
      check.outcome.detail = failed.detail;
      check.outcome.kernel_failed = true;
      check.outcome.kernel_hung = failed.hung;
    }
    check.outcome.digest = check.hash.digest();
    return check.outcome;
  }

  void lane(Check& check) const {
    constexpr std::size_t n = few_vectors;
    for (std::size_t first = 0; first < probes_.size(); ++first) {
      Elements x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = probes_[(first + i) % probes_.size()];
      compare(check, x, run(x), alone(x), [&] { return fmt::format("{} elements", n); });
    }
  }

  void remainder(Check& check) const {
    constexpr std::size_t stride = 7;  // special values, which are neighbours in the list, get apart
    for (std::size_t n = 0; n <= few_vectors; ++n) {
      Elements x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = probes_[(i * stride + n) % probes_.size()];
      const Elements dy = gradients(n);
      Elements y(n + line, untouched_);
      kernel_.function(x.data(), dy.data(), y.data(), n);
      compare(check, x, std::span(y).first(n), alone(x), [&] { return fmt::format("n = {}", n); });
      check.hash.add(std::span<const S>(y));
      for (std::size_t i = n; i < y.size() && check.outcome.passed; ++i) {
        if (same(y[i], untouched_)) continue;
        check.outcome.passed = false;
        check.outcome.detail = fmt::format("n = {}: writes element {}", n, i);
      }
    }
  }

  void neighbours(Check& check) const {
    constexpr std::size_t n = 2 * widest_vector;
    for (const S neighbour : probes_) {
      for (const double v : {-0.7, 1.25, -5.0}) {  // near the minimum, positive, in the tail
        // As many rows of n elements, in each of which it stands one further to the right.
        Elements x(n * n, neighbour);
        for (std::size_t at = 0; at < n; ++at) x[at * n + at] = number(v);
        const Elements y = run(x);
        for (std::size_t at = 0; at < n; ++at) {
          const std::size_t i = at * n + at;
          const Elements want = {alone(x[i], gradient(i))};
          compare(check, std::span(x).subspan(i, 1), std::span(y).subspan(i, 1), want,
                  [&] { return fmt::format("lane {} among {}", at, hex(neighbour)); });
        }
      }
    }
  }

  void alignment(Check& check) const {
    const Elements want = alone(probes_);
    const std::size_t n = probes_.size();
    const Elements dy = gradients(n);
    for (std::size_t x_offset = 0; x_offset < line; ++x_offset) {
      for (std::size_t y_offset = 0; y_offset < line; ++y_offset) {
        Elements x(n + line);
        Elements shifted_dy(n + line);
        Elements y(n + 2 * line);
        const std::size_t dy_offset = (x_offset + 3 * y_offset) % line;  // another than that of x and that of y
        std::copy(probes_.begin(), probes_.end(), x.begin() + static_cast<std::ptrdiff_t>(x_offset));
        std::copy(dy.begin(), dy.end(), shifted_dy.begin() + static_cast<std::ptrdiff_t>(dy_offset));
        kernel_.function(x.data() + x_offset, shifted_dy.data() + dy_offset, y.data() + y_offset, n);
        compare(check, probes_, std::span(y).subspan(y_offset, n), want,
                [&] { return fmt::format("x + {}, y + {}", x_offset, y_offset); });
      }
    }
  }

  void in_place(Check& check) const {
    const std::size_t all = probes_.size();
    // Whole vectors with something left and without, and less than one.
    for (const std::size_t n : {all, all - 1, 2 * widest_vector, std::size_t{1}, std::size_t{3}}) {
      for (const std::span<const S> x : {std::span(probes_).first(n), std::span(probes_).last(n)}) {
        const Elements dy = gradients(n);
        Elements y(n + line, untouched_);
        std::copy(x.begin(), x.end(), y.begin());
        kernel_.function(y.data(), dy.data(), y.data(), n);
        compare(check, x, std::span(y).first(n), alone(x), [&] { return fmt::format("n = {}", n); });
        if (!has_factor_) continue;
        std::copy(dy.begin(), dy.end(), y.begin());
        kernel_.function(x.data(), y.data(), y.data(), n);
        compare(check, x, std::span(y).first(n), alone(x), [&] { return fmt::format("dx in place of dy, n = {}", n); });
      }
    }
  }

  void threads(Check& check) const {
    // Fewer elements than threads; a vector and one more; many, which no number of threads divides.
    for (const std::size_t n : {std::size_t{1}, widest_vector + 1, std::size_t{1003}}) {
      Elements x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = probes_[i % probes_.size()];
      const Elements want = alone(x);
      const Elements dy = gradients(n);
      for (const int count : {2, 3, 5}) {
        Elements y(n + line, untouched_);
        run_on_threads(kernel_.function, sizeof(S), x.data(), dy.data(), y.data(), n, count);
        compare(check, x, std::span(y).first(n), want, [&] { return fmt::format("n = {} on {} threads", n, count); });
      }
    }
  }

  /// Other code for large arrays: the results of a probe in the middle of calls of every order of size.
  void size(Check& check) const {
    const Elements want = alone(probes_);
    const bool is_ours = kernel_.path != Path::native;
    LargeArrays& arrays = large_arrays(is_ours ? largest_of_ours : largest_call);
    const Elements& x = arrays.x;
    const Elements& dy = arrays.dy;
    Elements& y = arrays.y;
    for (const std::size_t n : {std::size_t{1000}, largest_of_ours, std::size_t{1'000'000}, largest_call}) {
      if (is_ours && n > largest_of_ours) continue;
      std::fill_n(y.begin(), n, untouched_);  // there may be results of another kernel
      // Every probe with the dy it had alone: the first of the call, one in its middle, the last.
      const std::size_t period = probes_.size() * dy_.size();
      kernel_.function(x.data(), dy.data(), y.data(), n);
      for (const std::size_t first :
           {std::size_t{0}, n / 2 / period * period, (n - probes_.size()) / period * period}) {
        compare(check, probes_, std::span(y).subspan(first, std::min(probes_.size(), n - first)), want,
                [&] { return fmt::format("n = {}, from element {}", n, first); });
      }
    }
  }

  struct LargeArrays {
    Elements x;
    Elements dy;
    Elements y;
  };

  /// Of at least n elements, the probes and gradients again and again; kept for the kernels that follow.
  LargeArrays& large_arrays(std::size_t n) const {
    thread_local LargeArrays arrays;
    for (std::size_t i = arrays.x.size(); i < n; ++i) {
      arrays.x.push_back(probes_[i % probes_.size()]);
      arrays.dy.push_back(gradient(i));
    }
    arrays.y.resize(arrays.x.size() + line, untouched_);
    return arrays;
  }

  /// The same call again.
  void twice(Check& check) const {
    const Elements first = run(probes_);
    const Elements second = run(probes_);
    compare(check, probes_, second, first, [] { return std::string("called again"); });
  }

  void scaling(Check& check) const {
    const double smallest = std::ldexp(8.0, format_of(kernel_.dtype).emin);  // a quarter of it is normal
    for (const S x : probes_) {
      const auto one = static_cast<double>(number_of(alone(x, number(1))));
      if (!(std::fabs(one) >= smallest) || !std::isfinite(one)) continue;
      for (const double dy : {2.0, -1.0, 0.25}) {
        const Elements got = {alone(x, number(dy))};
        const Elements want = {number(dy * one)};
        compare(check, {&x, 1}, got, want, [&] { return fmt::format("dy = {}", dy); });
      }
    }
    if (kernel_.direction != Direction::gated) return;
    // IEEE 754's products: infinity times zero is NaN.
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const S x : probes_) {
      const auto one = static_cast<double>(number_of(alone(x, number(1))));
      for (const double u : {0.0, -0.0, infinity, -infinity, std::numeric_limits<double>::quiet_NaN()}) {
        // What is rounded once knows that this zero was a small number.
        if (std::isinf(u) && one == 0 && number_of(x) != 0) continue;
        const Elements got = {alone(x, number(u))};
        const Elements want = {number(u * one)};
        compare(check, {&x, 1}, got, want, [&] { return fmt::format("u = {}", u); });
      }
    }
  }

  S number(double x) const { return element_of<S>(encode(format_of(kernel_.dtype), x)); }

  /// The dy of element i.
  S gradient(std::size_t i) const { return dy_[i % dy_.size()]; }

  Elements gradients(std::size_t n) const {
    Elements dy;
    for (std::size_t i = 0; i < n; ++i) dy.push_back(gradient(i));
    return dy;
  }

  /// What the kernel makes of x. There is room behind, so that one that writes too far does so into nothing of ours.
  Elements run(std::span<const S> x) const {
    Elements y(x.size() + line, untouched_);
    const Elements dy = gradients(x.size());
    kernel_.function(x.data(), dy.data(), y.data(), x.size());
    y.resize(x.size());
    return y;
  }

  /// Remembered: most checks compare with it, and asking another process takes long.
  S alone(S x, S dy) const {
    const auto [known, is_new] = alone_.try_emplace({pattern_of(x), pattern_of(dy)});
    if (!is_new) return known->second;
    Elements y(1 + line, untouched_);
    try {
      kernel_.function(&x, &dy, y.data(), 1);
    } catch (...) {
      alone_.erase(known);
      throw;
    }
    return known->second = y.front();
  }

  Elements alone(std::span<const S> x) const {
    Elements y;
    for (std::size_t i = 0; i < x.size(); ++i) y.push_back(alone(x[i], gradient(i)));
    return y;
  }

  /// Notes the first element of got that differs from want, and where.
  template <class Where>
  void compare(Check& check, std::span<const S> x, std::span<const S> got, std::span<const S> want,
               const Where& where) const {
    check.hash.add(got);
    for (std::size_t i = 0; i < got.size() && check.outcome.passed; ++i) {
      if (same(got[i], want[i])) continue;
      check.outcome.passed = false;
      check.outcome.detail =
          fmt::format("{}, element {}: x = {}, got {}, want {}", where(), i, hex(x[i]), hex(got[i]), hex(want[i]));
    }
  }

  const Kernel& kernel_;
  bool has_factor_;
  Elements probes_;
  S untouched_{};
  std::array<S, 3> dy_{};
  mutable std::map<std::pair<std::uint64_t, std::uint64_t>, S> alone_;  // by x and dy
};

/// Where gradients are held against differences: cells of a line, with the points in each whose mean gradient is taken.
struct GradientCells {
  static constexpr double width = 0.25;
  static constexpr int points = 2048;     // the midpoint rule is right to some 1e-9 where the formula is smooth
  static constexpr double outermost = 8;  // beyond, every formula is x or zero to 1e-5
  static constexpr int count = static_cast<int>(2 * outermost / width);

  static double left(int cell) { return -outermost + width * cell; }

  std::vector<double> ends;    ///< of the cells, one more than these
  std::vector<double> inside;  ///< `points` of each cell

  GradientCells() {
    for (int cell = 0; cell <= count; ++cell) ends.push_back(left(cell));
    for (int cell = 0; cell < count; ++cell) {
      for (int i = 0; i < points; ++i) inside.push_back(left(cell) + width * (i + 0.5) / points);
    }
  }
};

/// Numbers as elements of a type.
template <class S>
std::vector<S> elements(DType dtype, const std::vector<double>& x) {
  std::vector<S> list;
  list.reserve(x.size());
  for (const double v : x) list.push_back(element_of<S>(encode(format_of(dtype), v)));
  return list;
}

/// A kernel's results, with dy = 1.
template <class S>
std::vector<double> values(const Kernel& kernel, const std::vector<S>& x) {
  const std::vector<S> ones(x.size(), element_of<S>(encode(format_of(kernel.dtype), 1)));
  std::vector<S> y(x.size());
  kernel.function(x.data(), ones.data(), y.data(), x.size());
  std::vector<double> list;
  list.reserve(y.size());
  for (const S v : y) list.push_back(static_cast<double>(number_of(v)));
  return list;
}

/// The mean gradients of the cells, and what a kernel rises by in each, per unit.
struct Slopes {
  std::vector<double> mean;
  std::vector<double> rise;
};

Slopes slopes(const Kernel& forward, const Kernel& backward) {
  return with_storage(forward.dtype, [&](auto storage) {
    using S = decltype(storage);
    static const GradientCells cells;
    static const std::vector<S> ends = elements<S>(forward.dtype, cells.ends);
    static const std::vector<S> inside = elements<S>(forward.dtype, cells.inside);
    const std::vector<double> gradients = values(backward, inside);
    const std::vector<double> heights = values(forward, ends);
    Slopes found;
    for (std::size_t cell = 0; cell < GradientCells::count; ++cell) {
      const auto first = gradients.begin() + static_cast<std::ptrdiff_t>(cell * GradientCells::points);
      found.mean.push_back(std::accumulate(first, first + GradientCells::points, 0.0) / GradientCells::points);
      found.rise.push_back((heights[cell + 1] - heights[cell]) / GradientCells::width);
    }
    return found;
  });
}

}  // namespace

std::vector<ContractCheck> check_contract(const Kernel& kernel) {
  return with_storage(kernel.dtype, [&](auto storage) -> std::vector<ContractCheck> {
    return Checker<decltype(storage)>(kernel).all();
  });
}

ContractCheck check_gradient(const Kernel& forward, const Kernel& backward) {
  using Cells = GradientCells;
  constexpr double at_kinks = 2e-4;  // more than half a point times the largest jump in a cell: 1/2, of hard_gelu'
  const double claimed = std::isfinite(forward.claim.max_abs) ? forward.claim.max_abs : 0.0;
  // 16-bit results are rounded by up to half a ULP of their largest values.
  const double rounding =
      size_of(forward.dtype) == 2 ? Cells::outermost * std::ldexp(1.0, -format_of(forward.dtype).precision) : 0.0;
  const double tolerance = at_kinks + 2 * std::max(claimed, rounding) / Cells::width;
  ContractCheck check{.name = "gradient"};
  const Slopes found = slopes(forward, backward);
  for (int cell = 0; cell < Cells::count; ++cell) {
    const double mean = found.mean[static_cast<std::size_t>(cell)];
    const double rise = found.rise[static_cast<std::size_t>(cell)];
    if (std::fabs(mean - rise) <= tolerance) continue;
    check.passed = false;
    check.detail = fmt::format("over [{}, {}] the mean gradient is {:.6g}, but {} rises by {:.6g} per unit",
                               Cells::left(cell), Cells::left(cell + 1), mean, forward.id, rise);
    return check;
  }
  return check;
}

}  // namespace gelubench
