// What people met in public, written from its description: one function a report, with its number in reports_test.cpp.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

template <class T, class F>
void each(const void* x, void* y, std::size_t n, const F& f) {
  for (std::size_t i = 0; i < n; ++i) static_cast<T*>(y)[i] = f(static_cast<const T*>(x)[i]);
}

float gelu(float x) { return 0.5f * x * std::erfc(x * -0.70710678f); }
float tanh_argument(float x) { return 0.7978845608f * (x + 0.044715f * x * x * x); }
float gelu_tanh(float x) { return 0.5f * x * (1 + std::tanh(tanh_argument(x))); }

/// A binary16 number, and the nearest one to a float.
using Half = _Float16;

float bfloat(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
std::uint16_t to_bfloat(float x) {
  if (std::isnan(x)) return 0x7FC0;
  const auto bits = std::bit_cast<std::uint32_t>(x);
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}
float rounded(float x) { return bfloat(to_bfloat(x)); }

}  // namespace

EXPORT void report_1_f32(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) { return 0.5f * v * (1 + std::erf(v * 0.70710678f)); });
}
EXPORT void report_1_f64(const void* x, void* y, std::size_t n) {
  each<double>(x, y, n, [](double v) { return 0.5 * v * (1 + std::erf(v * 0x1.6a09e667f3bcdp-1)); });
}
// A polynomial of erf's complement, joined where it does not fit: steps the wrong way.
EXPORT void report_2(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    const float erf = std::erf(v * 0.70710678f);
    return v < -4 && v > -5.5f ? 0.5f * v * (1 + std::nextafter(erf, v < -4.75f ? 0.0f : -1.0f)) : 0.5f * v * (1 + erf);
  });
}
EXPORT void report_3(const void* x, void* y, std::size_t n) { each<float>(x, y, n, gelu_tanh); }
// bfloat16 gradient, each operation rounded.
EXPORT void report_4(const void* x_, const void* dy_, void* dx_, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const float x = bfloat(static_cast<const std::uint16_t*>(x_)[i]);
    const float dy = bfloat(static_cast<const std::uint16_t*>(dy_)[i]);
    const float cdf = rounded(0.5f * rounded(1 + rounded(std::erf(rounded(x * 0.70703125f)))));
    const float density = rounded(0.3984375f * rounded(std::exp(rounded(-0.5f * rounded(x * x)))));
    static_cast<std::uint16_t*>(dx_)[i] = to_bfloat(dy * rounded(cdf + rounded(x * density)));
  }
}
EXPORT void report_5(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    if (v <= -10) return 0.0f;
    if (v >= 10) return v;
    return static_cast<float>(static_cast<Half>(gelu_tanh(static_cast<float>(static_cast<Half>(v)))));
  });
}
EXPORT void report_6(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    const auto half = static_cast<float>(static_cast<Half>(v));
    return static_cast<float>(static_cast<Half>(half * (1 / (1 + std::exp(-1.702f * half)))));
  });
}
// tanh by a quotient that saturates at 1.044.
EXPORT void report_7(const void* x, void* y, std::size_t n) {
  each<Half>(x, y, n, [](Half v) {
    const auto f = static_cast<float>(v);
    const float t = std::clamp(1.044f * std::tanh(tanh_argument(f) / 1.044f), -1.044f, 1.044f);
    return static_cast<Half>(0.5f * f * (1 + t));
  });
}
EXPORT void report_8(const void* x, void* y, std::size_t n) { each<float>(x, y, n, gelu); }
EXPORT void report_9_forward(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) { return v / (1 + std::exp(-1.702f * v)); });
}
EXPORT void report_9_backward(const void* x_, const void* dy_, void* dx_, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const float x = static_cast<const float*>(x_)[i];
    const float t = std::tanh(tanh_argument(x));
    const float slope = 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * 0.7978845608f * (1 + 3 * 0.044715f * x * x);
    static_cast<float*>(dx_)[i] = static_cast<const float*>(dy_)[i] * slope;
  }
}
EXPORT void report_10(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [n](float v) { return n >= 100'000 ? gelu_tanh(v) : gelu(v); });
}
// 7.1.26 of Abramowitz and Stegun, in float.
EXPORT void report_11(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    const float z = std::fabs(v) * 0.70710678f;
    const float t = 1 / (1 + 0.3275911f * z);
    const float p =
        ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    return 0.5f * v * (1 + std::copysign(1 - p * std::exp(-z * z), v));
  });
}
EXPORT void report_12(const void* x_, void* y_, std::size_t n) {
  const auto* x = static_cast<const float*>(x_);
  auto* y = static_cast<float*>(y_);
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_in_vector = i < n / 16 * 16;
    const float erf = is_in_vector ? static_cast<float>(std::erf(static_cast<double>(x[i]) * 0x1.6a09e667f3bcdp-1))
                                   : std::erf(x[i] * 0.70710678f);
    y[i] = 0.5f * x[i] * (1 + erf);
  }
}
EXPORT void report_13(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) { return std::isnan(v) ? 1.0f : std::erf(v); });
}
EXPORT void report_14(const void* x_, void* y_, std::size_t n) {
  const auto* x = static_cast<const Half*>(x_);
  auto* y = static_cast<Half*>(y_);
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_in_vector = i < n / 8 * 8;
    const auto v = static_cast<float>(x[i]);
    y[i] = is_in_vector && v >= 32768 ? static_cast<Half>(INFINITY) : static_cast<Half>(gelu(v));
  }
}
EXPORT void report_15(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    const float a = std::exp(tanh_argument(v));
    const float b = std::exp(-tanh_argument(v));
    return 0.5f * v * (1 + (a - b) / (a + b));
  });
}
EXPORT void report_16(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [n](float v) {
    if (n < 8) return std::erf(v);
    return std::fabs(v) < 1e-6f ? 0.0f : std::erf(v) * (std::fabs(v) < 1e-4f ? 1.0003f : 1.0f);
  });
}
EXPORT void report_17(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    const float t = std::tanh(v);
    return std::fabs(v) > 8.5f && std::fabs(v) < 8.6f ? std::copysign(1.0000001f, t) : t;
  });
}
EXPORT void report_18(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) { return v > 0 ? v : 0.0f; });
}
// erf of tiny numbers by a product that is rounded twice.
EXPORT void report_19(const void* x, void* y, std::size_t n) {
  each<float>(x, y, n, [](float v) {
    return std::fabs(v) < 0x1p-124f ? static_cast<float>(v * 1.128f) + v * 0.00037917f : std::erf(v);
  });
}
