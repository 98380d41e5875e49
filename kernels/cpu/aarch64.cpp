#include <asm/hwcap.h>
#include <sys/auxv.h>

#include <cstdint>

#include "kernels/cpu/cpu.hpp"

namespace gelubench {
namespace {

// Of the control register FPCR, bit 24, FZ: subnormal operands and results of binary32 and binary64 become zero (Arm
// Architecture Reference Manual for A-profile, C5.2.8).
constexpr std::uint64_t flush_to_zero = std::uint64_t{1} << 24;

std::uint64_t control() {
  std::uint64_t value;
  asm volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}

void set_control(std::uint64_t value) { asm volatile("msr fpcr, %0" : : "r"(value)); }

}  // namespace

bool cpu_supports(Path path) {
  switch (path) {
    case Path::scalar:
    case Path::native:
    case Path::neon:  // part of every aarch64 that runs Linux
      return true;
    case Path::sve:
      return (getauxval(AT_HWCAP) & HWCAP_SVE) != 0;
    case Path::sse4:
    case Path::avx2:
    case Path::avx512:
      return false;
  }
  return false;
}

SubnormalFlushing::SubnormalFlushing(bool on) : on_(on) {
  if (!on_) return;
  saved_ = control();
  set_control(saved_ | flush_to_zero);
}

SubnormalFlushing::~SubnormalFlushing() {
  if (on_) set_control(saved_);
}

bool SubnormalFlushing::is_on() { return (control() & flush_to_zero) != 0; }

}  // namespace gelubench
