#include "bench/arrays.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <random>

#include "kernels/drivers/convert.hpp"
#include "kernels/threads.hpp"

namespace gelubench {
namespace {

constexpr std::size_t page = 4096;

void touch(const void*, const void*, void* y, std::size_t n) { std::memset(y, 0, n); }

template <class T>
T from_double(double x) {
  if constexpr (dtype_of<T> == DType::f16)
    return to_float16(static_cast<float>(x));
  else if constexpr (dtype_of<T> == DType::bf16)
    return to_bfloat16(static_cast<float>(x));
  else
    return static_cast<T>(x);
}

template <class T>
constexpr double smallest_normal = dtype_of<T> == DType::f64   ? 0x1p-1022
                                   : dtype_of<T> == DType::f16 ? 0x1p-14
                                                               : 0x1p-126;

template <class T, class Draw>
Buffer fill(std::size_t n, int threads, const Draw& draw) {
  Buffer buffer(n * sizeof(T), threads);
  std::generate_n(static_cast<T*>(buffer.get()), n, [&] { return from_double<T>(draw(smallest_normal<T>)); });
  return buffer;
}

template <class Draw>
Buffer fill(DType dtype, std::size_t n, int threads, const Draw& draw) {
  switch (dtype) {
    case DType::f64:
      return fill<double>(n, threads, draw);
    case DType::f16:
      return fill<Float16>(n, threads, draw);
    case DType::bf16:
      return fill<BFloat16>(n, threads, draw);
    case DType::f32:
      break;
  }
  return fill<float>(n, threads, draw);
}

}  // namespace

Buffer::Buffer(std::size_t bytes, int threads) {
  const std::size_t whole = (bytes + page - 1) / page * page;
  memory_.reset(std::aligned_alloc(page, std::max(whole, page)));
  if (memory_ == nullptr) throw std::bad_alloc();
  run_on_threads(&touch, 1, nullptr, nullptr, memory_.get(), bytes, threads);
}

Buffer draw_inputs(DType dtype, std::size_t n, const Distribution& distribution, std::uint64_t seed, int threads) {
  std::mt19937 bits(static_cast<std::mt19937::result_type>(seed));
  const auto draw = distribution.draw;
  // So many that no branch predictor learns them; drawing takes longer than most kernels.
  constexpr std::size_t period = std::size_t{1} << 20;
  const std::size_t drawn = std::min(n, period);
  Buffer buffer(n * size_of(dtype), threads);
  const Buffer first = fill(dtype, drawn, 1, [&](double smallest) { return draw(bits, smallest); });
  for (std::size_t at = 0; at < n; at += drawn) {
    std::memcpy(static_cast<std::byte*>(buffer.get()) + at * size_of(dtype), first.get(),
                std::min(drawn, n - at) * size_of(dtype));
  }
  return buffer;
}

Buffer constant_inputs(DType dtype, std::size_t n, double value, int threads) {
  return fill(dtype, n, threads, [value](double) { return value; });
}

}  // namespace gelubench
