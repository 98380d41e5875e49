#include "kernels/kernel.hpp"

#include <hwy/targets.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace gelubench {
namespace {

constexpr std::array formulas{Formula::gelu,   Formula::gelu_tanh, Formula::gelu_sigmoid, Formula::gelu_bowling,
                              Formula::i_gelu, Formula::hard_gelu, Formula::relu};

// A function-local static: registrations of other files run during static initialisation, in no particular order.
std::vector<Kernel>& kernels() {
  static std::vector<Kernel> list;
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
    case Formula::i_gelu:
      return "i_gelu";
    case Formula::hard_gelu:
      return "hard_gelu";
    case Formula::relu:
      return "relu";
  }
  return "?";
}

std::string_view to_string(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "f32";
  }
  return "?";
}

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::forward:
      return "forward";
  }
  return "?";
}

std::string_view to_string(Path path) {
  switch (path) {
    case Path::scalar:
      return "scalar";
    case Path::sse4:
      return "sse4";
    case Path::avx2:
      return "avx2";
    case Path::avx512:
      return "avx512";
  }
  return "?";
}

std::span<const Formula> all_formulas() { return formulas; }

bool cpu_supports(Path path) {
  const auto supported = hwy::SupportedTargets();
  switch (path) {
    case Path::scalar:
      return true;
    case Path::sse4:
      return (supported & HWY_SSE4) != 0;
    case Path::avx2:
      return (supported & HWY_AVX2) != 0;
    case Path::avx512:
      return (supported & HWY_AVX3) != 0;
  }
  return false;
}

Registered::Registered(const Description& description, std::initializer_list<PathFunction> paths) {
  for (const PathFunction& path : paths) {
    Kernel kernel;
    kernel.method = description.method;
    kernel.variant = description.variant;
    kernel.path = path.path;
    kernel.formula = description.formula;
    kernel.forward = path.forward;
    kernel.claim = description.claim;
    kernel.provenance = description.provenance;
    kernel.id = kernel.method + "/" + kernel.variant + "/" + std::string(to_string(kernel.dtype)) + "/" +
                std::string(to_string(kernel.direction)) + "/" + std::string(to_string(kernel.path));
    kernels().push_back(std::move(kernel));
  }
}

const std::vector<Kernel>& registry() {
  static const std::vector<Kernel> ordered = [] {
    std::vector<Kernel> list = kernels();
    std::sort(list.begin(), list.end(), [](const Kernel& a, const Kernel& b) {
      return std::tuple(a.implementation(), a.path) < std::tuple(b.implementation(), b.path);
    });
    return list;
  }();
  return ordered;
}

}  // namespace gelubench
