#include "kernels/kernel.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace gelubench {
namespace {

constexpr std::array formulas{Formula::gelu, Formula::gelu_tanh, Formula::gelu_sigmoid, Formula::gelu_bowling,
                              Formula::silu, Formula::i_gelu,    Formula::hard_gelu,    Formula::relu,
                              Formula::erf,  Formula::erfc,      Formula::tanh,         Formula::sigmoid,
                              Formula::exp,  Formula::ndtr};

constexpr std::array directions{Direction::forward, Direction::backward, Direction::gated};

constexpr std::array dtypes{DType::f32, DType::f64, DType::f16, DType::bf16};

constexpr std::size_t ingredients = std::count_if(formulas.begin(), formulas.end(), is_ingredient);

constexpr auto curves = [] {
  std::array<Curve, 2 * formulas.size() - ingredients> list;
  auto next = list.begin();
  for (const Formula formula : formulas) *next++ = {formula, Direction::forward};
  for (const Formula formula : formulas) {
    if (!is_ingredient(formula)) *next++ = {formula, Direction::backward};
  }
  return list;
}();

// Made when first asked for: registrations of other files run during static initialisation, in no particular order.
// Never destroyed: what a program destroys at its end may still call the library.
std::vector<Kernel>& kernels() {
  static auto& list = *new std::vector<Kernel>;
  return list;
}

std::vector<Peer>& missing() {
  static std::vector<Peer> list;
  return list;
}

}  // namespace

std::string_view to_string(Formula formula) {
  switch (formula) {
    case Formula::gelu:
      return "gelu";
    case Formula::gelu_tanh:
      return "gelu_tanh";
    case Formula::gelu_sigmoid:
      return "gelu_sigmoid";
    case Formula::gelu_bowling:
      return "gelu_bowling";
    case Formula::silu:
      return "silu";
    case Formula::i_gelu:
      return "i_gelu";
    case Formula::hard_gelu:
      return "hard_gelu";
    case Formula::relu:
      return "relu";
    case Formula::erf:
      return "erf";
    case Formula::erfc:
      return "erfc";
    case Formula::tanh:
      return "tanh";
    case Formula::sigmoid:
      return "sigmoid";
    case Formula::exp:
      return "exp";
    case Formula::ndtr:
      return "ndtr";
  }
  return "?";
}

std::string_view to_string(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "f32";
    case DType::f64:
      return "f64";
    case DType::f16:
      return "f16";
    case DType::bf16:
      return "bf16";
  }
  return "?";
}

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::forward:
      return "forward";
    case Direction::backward:
      return "backward";
    case Direction::gated:
      return "gated";
  }
  return "?";
}

std::string to_string(Curve curve) {
  return std::string(to_string(curve.formula)) + (curve.is_derivative() ? "'" : "");
}

std::span<const Formula> all_formulas() { return formulas; }
std::span<const DType> all_dtypes() { return dtypes; }
std::span<const Direction> all_directions() { return directions; }
std::span<const Curve> all_curves() { return curves; }

std::size_t size_of(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return sizeof(float);
    case DType::f64:
      return sizeof(double);
    case DType::f16:
    case DType::bf16:
      return sizeof(std::uint16_t);
  }
  return 0;
}

std::string kernel_id(std::string_view method, std::string_view variant, DType dtype, Direction direction, Path path) {
  std::string id(method);
  for (const std::string_view part : {variant, to_string(dtype), to_string(direction), to_string(path)}) {
    id.append("/").append(part);
  }
  return id;
}

Registered::Registered(const Description& description, const std::vector<PathFunctions>& paths) {
  for (const PathFunctions& path : paths) {
    for (const TypedFunction& typed : path.functions) {
      Kernel kernel;
      kernel.method = description.method;
      kernel.variant = description.variant;
      kernel.dtype = typed.dtype;
      kernel.direction = typed.direction;
      kernel.path = path.path;
      kernel.formula = description.formula;
      kernel.function = typed.function;
      kernel.library = description.library;
      for (const Description::ClaimFor& claim : description.claims) {
        if (claim.dtype == typed.dtype && claim.direction == typed.direction) {
          kernel.claim = claim.claim;
          kernel.c_function = claim.c_function;
        }
      }
      kernel.provenance = description.provenance;
      kernel.id = kernel_id(kernel.method, kernel.variant, kernel.dtype, kernel.direction, kernel.path);
      kernels().push_back(std::move(kernel));
    }
  }
}

MissingPeer::MissingPeer(const Peer& peer) { missing().push_back(peer); }

const std::vector<Peer>& missing_peers() {
  static const std::vector<Peer> ordered = [] {
    std::vector<Peer> list = missing();
    std::sort(list.begin(), list.end(),
              [](const Peer& a, const Peer& b) { return a.implementation < b.implementation; });
    return list;
  }();
  return ordered;
}

namespace {

bool registry_is_made = false;

}  // namespace

void add_kernel(Kernel kernel) {
  if (registry_is_made) throw std::logic_error("kernels are added before the registry is read");
  for (const Kernel& other : kernels()) {
    if (other.id == kernel.id) throw std::invalid_argument("there is a kernel " + kernel.id + " already");
  }
  kernels().push_back(std::move(kernel));
}

const std::vector<Kernel>& registry() {
  static const auto& ordered = *new const std::vector<Kernel>([] {
    registry_is_made = true;
    std::vector<Kernel> list = kernels();
    const auto key = [](const Kernel& k) { return std::tie(k.method, k.variant, k.dtype, k.direction, k.path); };
    std::sort(list.begin(), list.end(), [key](const Kernel& a, const Kernel& b) { return key(a) < key(b); });
    return list;
  }());
  return ordered;
}

}  // namespace gelubench
