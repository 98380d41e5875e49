// What eigen_baseline.cpp, eigen_avx2.cpp and eigen_avx512.cpp have in common; included once in each, with the
// instruction set in force and Eigen's namespace renamed, so that no function compiled for one is linked into another.

#include <unsupported/Eigen/SpecialFunctions>

namespace {

/// y = f(x) in blocks of whole packets: Eigen computes what is left over, and what comes before an aligned address, by
/// other functions.
template <class F>
void in_blocks(const void* x, void* y, std::size_t n, const F& f) {
  constexpr std::size_t block = 64;
  using Block = Eigen::Array<float, block, 1>;
  const auto* from = static_cast<const float*>(x);
  auto* to = static_cast<float*>(y);
  Block in = Block::Zero();
  for (std::size_t i = 0; i < n; i += block) {
    const std::size_t count = n - i < block ? n - i : block;
    std::memcpy(in.data(), from + i, count * sizeof(float));
    const Block out = f(in);
    std::memcpy(to + i, out.data(), count * sizeof(float));
  }
}

void gelu_erf(const void* x, const void*, void* y, std::size_t n) {
  in_blocks(x, y, n, [](const auto& in) { return 0.5f * in * (1.0f + (in * 0x1.6a09e6p-1f).erf()); });
}

void gelu_tanh(const void* x, const void*, void* y, std::size_t n) {
  in_blocks(x, y, n, [](const auto& in) {
    return 0.5f * in * (1.0f + (0x1.988454p-1f * (in + 0.044715f * in * in * in)).tanh());
  });
}

}  // namespace
