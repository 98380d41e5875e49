#include "accuracy/contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "accuracy/float_bits.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

constexpr std::size_t widest_vector = 16;  // binary32 lanes of AVX-512
constexpr std::size_t line = 16;           // floats in a cache line
constexpr float untouched = -12345.678f;

// Ordinary values of every region, then those that tempt a kernel to leave its common case.
std::vector<float> probes() {
  std::vector<float> x;
  for (int i = 0; i < 47; ++i) x.push_back(-8.0f + 0.34375f * static_cast<float>(i));
  const float inf = std::numeric_limits<float>::infinity();
  x.insert(x.end(), {std::numeric_limits<float>::quiet_NaN(), inf, -inf, 0.0f, -0.0f, 0x1p-149f, -0x1p-140f, 1e-30f,
                     -1e-30f, -13.2f, -14.3f, -20.0f, -1e30f, 1e30f, 60.0f, -60.0f, std::numeric_limits<float>::max()});
  return x;
}

bool same(float a, float b) { return bits_of(a) == bits_of(b) || (std::isnan(a) && std::isnan(b)); }

class Checker {
 public:
  explicit Checker(const Kernel& kernel) : kernel_(kernel) {}

  /// What the kernel makes of x. There is room behind, so that one that writes too far does so into nothing of ours.
  std::vector<float> run(std::span<const float> x) const {
    std::vector<float> y(x.size() + line, untouched);
    kernel_.forward(x.data(), y.data(), x.size());
    y.resize(x.size());
    return y;
  }

  float alone(float x) const { return run({&x, 1}).front(); }

  std::vector<float> alone(std::span<const float> x) const {
    std::vector<float> y;
    for (float v : x) y.push_back(alone(v));
    return y;
  }

  /// Notes the first element of got that differs from want.
  void compare(ContractCheck& check, std::span<const float> x, std::span<const float> got, std::span<const float> want,
               const std::string& where) const {
    for (std::size_t i = 0; i < got.size() && check.passed; ++i) {
      if (same(got[i], want[i])) continue;
      check.passed = false;
      check.detail = fmt::format("{}, element {}: x = {}, got {}, alone {}", where, i, hex_float(x[i]),
                                 hex_float(got[i]), hex_float(want[i]));
    }
  }

  ContractCheck lane() const {
    ContractCheck check{.name = "lane"};
    const std::vector<float> p = probes();
    constexpr std::size_t n = 4 * widest_vector;
    for (std::size_t first = 0; first < p.size(); ++first) {
      std::vector<float> x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = p[(first + i) % p.size()];
      compare(check, x, run(x), alone(x), fmt::format("{} elements", n));
    }
    return check;
  }

  ContractCheck remainder() const {
    ContractCheck check{.name = "remainder"};
    const std::vector<float> p = probes();
    for (std::size_t n = 0; n <= 4 * widest_vector; ++n) {
      std::vector<float> x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = p[(i * 7 + n) % p.size()];
      std::vector<float> y(n + line, untouched);
      kernel_.forward(x.data(), y.data(), n);
      compare(check, x, std::span(y).first(n), alone(x), fmt::format("n = {}", n));
      for (std::size_t i = n; i < y.size() && check.passed; ++i) {
        if (y[i] == untouched) continue;
        check.passed = false;
        check.detail = fmt::format("n = {}: writes element {}", n, i);
      }
    }
    return check;
  }

  ContractCheck neighbours() const {
    ContractCheck check{.name = "neighbours"};
    const std::vector<float> p = probes();
    constexpr std::size_t n = 2 * widest_vector;
    for (float neighbour : p) {
      for (float v : {-0.7f, 1.25f, -5.0f}) {
        for (std::size_t at = 0; at < n; ++at) {
          std::vector<float> x(n, neighbour);
          x[at] = v;
          const std::vector<float> y = run(x);
          compare(check, std::span(x).subspan(at, 1), std::span(y).subspan(at, 1), alone(std::span(x).subspan(at, 1)),
                  fmt::format("lane {} among {}", at, hex_float(neighbour)));
        }
      }
    }
    return check;
  }

  ContractCheck alignment() const {
    ContractCheck check{.name = "alignment"};
    const std::vector<float> p = probes();
    const std::vector<float> want = alone(p);
    for (std::size_t x_offset = 0; x_offset < line; ++x_offset) {
      for (std::size_t y_offset = 0; y_offset < line; ++y_offset) {
        std::vector<float> x(p.size() + line);
        std::vector<float> y(p.size() + 2 * line);
        std::copy(p.begin(), p.end(), x.begin() + static_cast<std::ptrdiff_t>(x_offset));
        kernel_.forward(x.data() + x_offset, y.data() + y_offset, p.size());
        compare(check, p, std::span(y).subspan(y_offset, p.size()), want,
                fmt::format("x + {}, y + {}", x_offset, y_offset));
      }
    }
    return check;
  }

  ContractCheck in_place() const {
    ContractCheck check{.name = "in_place"};
    const std::vector<float> p = probes();
    for (std::size_t n : {p.size(), p.size() - 1, 2 * widest_vector, std::size_t{1}, std::size_t{3}}) {
      for (const std::span<const float> x : {std::span(p).first(n), std::span(p).last(n)}) {
        std::vector<float> y(n + line, untouched);
        std::copy(x.begin(), x.end(), y.begin());
        kernel_.forward(y.data(), y.data(), n);
        y.resize(n);
        compare(check, x, y, alone(x), fmt::format("n = {}", n));
      }
    }
    return check;
  }

  ContractCheck threads() const {
    ContractCheck check{.name = "threads"};
    const std::vector<float> p = probes();
    for (std::size_t n : {std::size_t{1}, std::size_t{17}, std::size_t{1003}}) {
      std::vector<float> x(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = p[i % p.size()];
      const std::vector<float> want = alone(x);
      for (int count : {2, 3, 5}) {
        std::vector<float> y(n + line, untouched);
        run_on_threads(kernel_.forward, x.data(), y.data(), n, count);
        y.resize(n);
        compare(check, x, y, want, fmt::format("n = {} on {} threads", n, count));
      }
    }
    return check;
  }

 private:
  const Kernel& kernel_;
};

}  // namespace

std::vector<ContractCheck> check_contract(const Kernel& kernel) {
  const Checker checker(kernel);
  return {checker.lane(),      checker.remainder(), checker.neighbours(),
          checker.alignment(), checker.in_place(),  checker.threads()};
}

}  // namespace gelubench
