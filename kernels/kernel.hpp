// What a kernel says about itself: the descriptor every other part of the suite works from.
//
// An implementation is one file under kernels/<method>/. The file ends by constructing one `Registered`, which adds a
// kernel per path to the registry; nothing else names it.

#pragma once

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gelubench {

/// The mathematical function a kernel implements; accuracy/reference.hpp defines each one.
enum class Formula { gelu, gelu_tanh, gelu_sigmoid, gelu_bowling, i_gelu, hard_gelu, relu };

/// Type of inputs and outputs.
enum class DType { f32 };

/// `forward` computes y = g(x).
enum class Direction { forward };

/// How a kernel is compiled: plain scalar code for every x86-64, or for one SIMD target of the running CPU.
enum class Path { scalar, sse4, avx2, avx512 };

std::string_view to_string(Formula formula);
std::string_view to_string(DType dtype);
std::string_view to_string(Direction direction);
std::string_view to_string(Path path);

/// Every formula, in the order of the enumeration.
std::span<const Formula> all_formulas();

/// Whether the running CPU can execute code of this path.
bool cpu_supports(Path path);

/// y[i] = g(x[i]) for i < n. Any n, any alignment; x == y is allowed, partial overlap is not.
using Forward = void(const float* x, float* y, std::size_t n);

/// The bound a kernel promises against its own formula, over every finite input and on every path. It is the largest
/// error found by an exhaustive sweep, rounded up in the last digit printed, and is enforced by the accuracy stage.
struct Claim {
  static constexpr double none = std::numeric_limits<double>::infinity();
  double max_ulp = none;                                     ///< largest error in ULP over inputs >= ulp_from
  float ulp_from = -std::numeric_limits<float>::infinity();  ///< a border of accuracy/regions.hpp
  double max_abs = none;       ///< largest absolute error over inputs <= 6, where a ULP is at most 2^-21
  bool special_values = true;  ///< NaN, the infinities and both zeros give what the formula defines
};

/// One measurable kernel: an implementation compiled for one path.
struct Kernel {
  std::string id;       ///< method/variant/dtype/direction/path, the key everywhere
  std::string method;   ///< folder under kernels/
  std::string variant;  ///< file in that folder
  DType dtype = DType::f32;
  Direction direction = Direction::forward;
  Path path = Path::scalar;
  Formula formula = Formula::gelu;
  Forward* forward = nullptr;
  Claim claim;
  std::string provenance;  ///< where formula and coefficients come from

  /// The id without its path: what the kernel's paths have in common.
  std::string implementation() const { return id.substr(0, id.rfind('/')); }
};

/// What the file of an implementation states once for all its paths.
struct Description {
  std::string_view method;
  std::string_view variant;
  Formula formula;
  Claim claim;
  std::string_view provenance;
};

struct PathFunction {
  Path path;
  Forward* forward;
};

/// Adds one kernel per path to the registry when constructed; meant for namespace-scope constants of kernel files.
class Registered {
 public:
  Registered(const Description& description, std::initializer_list<PathFunction> paths);
};

/// An implementation that exists only as scalar code: `gelu` is applied to one element after the other.
template <float (*gelu)(float)>
void map_scalar(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = gelu(x[i]);
}

template <float (*gelu)(float)>
Registered scalar_kernel(const Description& description) {
  return Registered(description, {{Path::scalar, &map_scalar<gelu>}});
}

/// Every kernel compiled into this binary, ordered by id (paths from scalar to widest), whether this CPU can run it or
/// not: see cpu_supports.
const std::vector<Kernel>& registry();

}  // namespace gelubench
