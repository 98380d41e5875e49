// What a kernel says about itself: the descriptor every other part of the suite works from.
//
// An implementation is one file under kernels/<method>/. The file ends by constructing one `Registered`, which adds a
// kernel per data type, direction and path to the registry; nothing else names it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/path.hpp"

namespace gelubench {

/// The mathematical function a kernel implements; accuracy/reference.hpp defines each one. Those from erf on are
/// ingredients, see is_ingredient().
enum class Formula {
  gelu,
  gelu_tanh,
  gelu_sigmoid,
  gelu_bowling,
  silu,
  i_gelu,
  hard_gelu,
  relu,
  erf,
  erfc,
  tanh,
  sigmoid,
  exp,
  ndtr,
};

/// Whether the formula is one of the functions that GELUs are made of and no GELU itself: it is judged by itself alone,
/// not against true GELU, and has no derivative here.
constexpr bool is_ingredient(Formula formula) { return formula >= Formula::erf; }

/// Type of inputs and outputs: IEEE 754 binary32, binary64, binary16, and bfloat16.
enum class DType { f32, f64, f16, bf16 };

/// `forward` computes y = g(x), `backward` dx = dy g'(x), `gated` y = u g(x): GEGLU of GELU, SwiGLU of SiLU.
enum class Direction { forward, backward, gated };

/// Whether there is a second array, which what is computed of x is multiplied by: dy or u.
constexpr bool has_factor(Direction direction) { return direction != Direction::forward; }

std::string_view to_string(Formula formula);
std::string_view to_string(DType dtype);
std::string_view to_string(Direction direction);

std::span<const Formula> all_formulas();
std::span<const DType> all_dtypes();
std::span<const Direction> all_directions();

/// Storage of a binary16 number.
struct Float16 {
  std::uint16_t bits;
};

/// Storage of a bfloat16 number.
struct BFloat16 {
  std::uint16_t bits;
};

/// The data type whose elements are stored as T. No other type has one.
template <class T>
struct DTypeOf {};
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::f32;
};
template <>
struct DTypeOf<double> {
  static constexpr DType value = DType::f64;
};
template <>
struct DTypeOf<Float16> {
  static constexpr DType value = DType::f16;
};
template <>
struct DTypeOf<BFloat16> {
  static constexpr DType value = DType::bf16;
};

/// Types that elements are stored as.
template <class T>
concept Storage = requires {
  DTypeOf<T>::value;
};

template <Storage T>
inline constexpr DType dtype_of = DTypeOf<T>::value;

/// Bytes of one element.
std::size_t size_of(DType dtype);

/// A function of one variable: a formula, or its derivative where `direction` is backward. It is never gated.
struct Curve {
  Formula formula = Formula::gelu;
  Direction direction = Direction::forward;

  bool is_derivative() const { return direction == Direction::backward; }
  friend bool operator==(const Curve&, const Curve&) = default;
};

/// What kernels of a formula and direction compute where the factor is 1.
constexpr Curve curve_of(Formula formula, Direction direction) {
  return {formula, direction == Direction::backward ? Direction::backward : Direction::forward};
}

/// "gelu", or "gelu'" for the derivative.
std::string to_string(Curve curve);

/// Every formula, then the derivative of every formula that has one: of all but the ingredients.
std::span<const Curve> all_curves();

/// Forward: y[i] = g(x[i]), dy is not read. Backward: y[i] = dy[i] g'(x[i]). Gated: y[i] = dy[i] g(x[i]). For i < n;
/// arrays hold the kernel's dtype. Any n, any alignment to elements; y may be x or dy, partial overlap is not allowed.
using Function = void(const void* x, const void* dy, void* y, std::size_t n);

/// A kernel that runs elsewhere, in a plug-in or an engine, did not do what was asked: it crashed, gave no answer in
/// time, or answered nonsense. what() is a sentence that names the kernel and the inputs.
class KernelFailed : public std::runtime_error {
 public:
  KernelFailed(const std::string& kernel, const std::string& detail_, bool hung_)
      : std::runtime_error(kernel + ": " + detail_), detail(detail_), hung(hung_) {}
  std::string detail;  ///< the sentence without the kernel
  bool hung;           ///< no answer in time: the next one would take as long
};

/// A function of another process. Its members may be called by several threads, and throw KernelFailed.
class RemoteFunction {
 public:
  virtual ~RemoteFunction() = default;
  /// As Function, on so many threads (see run_on_threads()).
  virtual void run(const void* x, const void* dy, void* y, std::size_t n, int threads) = 0;
  /// Seconds that `passes` calls on these arrays take by the other process's own clock.
  virtual double time(const void* x, const void* dy, std::size_t n, std::int64_t passes, int threads) = 0;
  /// Whether arrays lie there as they do here, aligned and overlapping alike, and `threads` may be more than 1: in a
  /// plug-in. Engines make arrays of their own.
  virtual bool is_called_like_ours() const = 0;
};

/// What a kernel is called by: a function of this program, or of another process.
class Callable {
 public:
  Callable() = default;
  Callable(Function* function) : here_(function) {}          // NOLINT(google-explicit-constructor): is one
  Callable(RemoteFunction* function) : remote_(function) {}  // NOLINT(google-explicit-constructor): is one

  void operator()(const void* x, const void* dy, void* y, std::size_t n) const {
    if (here_ != nullptr) return here_(x, dy, y, n);
    remote_->run(x, dy, y, n, 1);
  }
  /// Null for a function of another process.
  Function* here() const { return here_; }
  /// Null for a function of this program.
  RemoteFunction* remote() const { return remote_; }

 private:
  Function* here_ = nullptr;
  RemoteFunction* remote_ = nullptr;
};

/// The bound a kernel promises against its own formula, over every finite input and on every path. It is the largest
/// error found, rounded up in the last digit printed (f32, f16, bf16: by an exhaustive sweep; f64: by sampling and
/// search, with a margin), and is enforced by the accuracy stage.
struct Claim {
  static constexpr double none = std::numeric_limits<double>::infinity();
  double max_ulp = none;                                       ///< largest error in ULP over inputs >= ulp_from
  double ulp_from = -std::numeric_limits<double>::infinity();  ///< a border of accuracy/regions.hpp
  double max_abs = none;       ///< largest absolute error over inputs <= 6, where a ULP of binary32 is at most 2^-21
  bool special_values = true;  ///< NaN, the infinities and both zeros give what the formula defines
  bool finite = true;          ///< finite inputs give finite results
};

/// The library of others that a kernel runs, where it runs one: its claim holds for the version it was measured with.
struct MeasuredLibrary {
  std::string_view name;  ///< empty for code of our own, whose claims hold everywhere
  std::string_view version;
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
  Callable function;
  Claim claim;
  MeasuredLibrary library;
  std::string version;            ///< of what is behind a plug-in or an engine
  bool is_formula_stated = true;  ///< or else the one that its results follow
  std::string provenance;         ///< where formula and coefficients come from
  std::string c_function;         ///< of libgelubench that runs this kernel; empty where there is none

  /// The id without its path: what the kernel's paths have in common.
  std::string implementation() const { return id.substr(0, id.rfind('/')); }
  /// What the kernel computes where the factor is 1.
  Curve curve() const { return curve_of(formula, direction); }
  /// Whether it is of a plug-in or an engine.
  bool is_remote() const { return function.remote() != nullptr; }
};

/// The id of a kernel with these properties.
std::string kernel_id(std::string_view method, std::string_view variant, DType dtype, Direction direction, Path path);

/// A kernel function and what it is for.
struct TypedFunction {
  DType dtype;
  Direction direction;
  Function* function;
};

/// The functions of an implementation that are compiled for one path.
struct PathFunctions {
  Path path;
  std::span<const TypedFunction> functions;
};

/// What the file of an implementation states once for all its kernels.
struct Description {
  struct ClaimFor {
    DType dtype;
    Direction direction;
    Claim claim;
    std::string_view c_function = {};
  };

  std::string_view method;
  std::string_view variant;
  Formula formula;
  MeasuredLibrary library = {};
  std::string_view provenance;
  std::vector<ClaimFor> claims;
};

/// In front of the Registered of what libgelubench ships: constructed before what programs construct at their start, so
/// that these may call the library.
#define GELUBENCH_BEFORE_OTHERS [[gnu::init_priority(101)]]

/// Adds one kernel per function to the registry when constructed; meant for namespace-scope constants of kernel files.
class Registered {
 public:
  Registered(const Description& description, const std::vector<PathFunctions>& paths);
};

/// Adds a kernel that was named on the command line. Throws std::invalid_argument where there is one of that id, and
/// std::logic_error once registry() has been called.
void add_kernel(Kernel kernel);

/// A library this binary was built without.
struct Peer {
  std::string_view implementation;  ///< "erf/sleef"
  std::string_view package;         ///< what to install before configuring again
};

/// Notes a missing peer when constructed; for the file of its kernels.
class MissingPeer {
 public:
  explicit MissingPeer(const Peer& peer);
};

/// The peers this binary was built without, by name.
const std::vector<Peer>& missing_peers();

/// Every kernel compiled into this binary, ordered by id (data types, directions and paths in the order of their
/// enumerations), whether this CPU can run it or not: see
/// cpu_supports() of kernels/cpu/cpu.hpp.
const std::vector<Kernel>& registry();

}  // namespace gelubench
