#include <xmmintrin.h>

#include "kernels/cpu/cpu.hpp"

namespace gelubench {
namespace {

// Bits of the control register MXCSR: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 10.2.3.
constexpr unsigned flush_to_zero = 1u << 15;       // FTZ: results
constexpr unsigned denormals_are_zeros = 1u << 6;  // DAZ: operands
constexpr unsigned flushing = flush_to_zero | denormals_are_zeros;

}  // namespace

bool cpu_supports(Path path) {
  // What Highway compiles these targets for; the system's saving of the registers is included.
  switch (path) {
    case Path::scalar:
    case Path::native:
      return true;
    case Path::sse4:
      return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
             __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
    case Path::avx2:
      return cpu_supports(Path::sse4) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    case Path::avx512:
      return cpu_supports(Path::avx2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512cd");
    case Path::neon:
    case Path::sve:
      return false;
  }
  return false;
}

SubnormalFlushing::SubnormalFlushing(bool on) : on_(on) {
  if (!on_) return;
  const unsigned before = _mm_getcsr();
  saved_ = before;
  _mm_setcsr(before | flushing);
}

SubnormalFlushing::~SubnormalFlushing() {
  if (on_) _mm_setcsr(static_cast<unsigned>(saved_));
}

bool SubnormalFlushing::is_on() { return (_mm_getcsr() & flushing) == flushing; }

}  // namespace gelubench
