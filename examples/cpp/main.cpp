// GELU in place over a std::vector, float and bfloat16.
#include <cstdint>
#include <cstdio>
#include <gelubench/gelu.hpp>
#include <stdexcept>
#include <vector>

int main() {
  std::vector<float> x{-5.0f, -1.0f, 0.5f, 2.0f};
  gelubench::gelu_exact(x, x);
  for (const float y : x) std::printf("%a\n", static_cast<double>(y));
  std::vector<std::uint16_t> half{0x3F80, 0xBF80};  // 1 and -1 in bfloat16
  gelubench::gelu_bf16(half, half);
  for (const std::uint16_t y : half) std::printf("0x%04X\n", y);
  try {
    gelubench::relu(x, std::span(x).first(1));
  } catch (const std::invalid_argument& e) {
    std::printf("%s\n", e.what());
  }
}
