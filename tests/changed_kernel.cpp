// run_suite with results that changed. lut/nearest, bfloat16 forward, scalar, is correctly rounded but for x = -3/4,
// which was right and is one ULP off: every figure of a sweep is better, one result is worse. relu/max, float32
// forward, scalar, is one bit off at one input.

#include <cstdint>
#include <stdexcept>
#include <string>

#include "commands/run_suite.hpp"
#include "kernels/kernel.hpp"

namespace gelubench {
namespace {

Function* exact = nullptr;

void changed(const void* x_, const void* dy, void* y_, std::size_t n) {
  const auto* x = static_cast<const std::uint16_t*>(x_);
  auto* y = static_cast<std::uint16_t*>(y_);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint16_t at = x[i];
    exact(&at, dy, &y[i], 1);
    if (at == 0xBF40) ++y[i];
  }
}

Function* relu = nullptr;

void changed_relu(const void* x_, const void* dy, void* y_, std::size_t n) {
  relu(x_, dy, y_, n);
  const auto* x = static_cast<const std::uint32_t*>(x_);
  auto* y = static_cast<std::uint32_t*>(y_);
  constexpr std::uint32_t at = 0x404A8F5C;  // 3.165
  for (std::size_t i = 0; i < n; ++i) y[i] ^= x[i] == at ? 1 : 0;
}

const Kernel& kernel(const std::string& id) {
  for (const Kernel& k : registry()) {
    if (k.id == id) return k;
  }
  throw std::logic_error("no " + id);
}

}  // namespace
}  // namespace gelubench

int main(int argc, char** argv) {
  using namespace gelubench;
  exact = kernel("erf/exact/bf16/forward/scalar").function.here();
  const_cast<Kernel&>(kernel("lut/nearest/bf16/forward/scalar")).function = changed;
  relu = kernel("relu/max/f32/forward/scalar").function.here();
  const_cast<Kernel&>(kernel("relu/max/f32/forward/scalar")).function = changed_relu;
  return run_suite(argc, argv);
}
