#include "bench/pinning.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <fstream>

namespace gelubench {
namespace {

/// Whether a CPU is the first of its core.
bool leads_its_core(int cpu) {
  std::ifstream file(fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu));
  int first = cpu;
  return !(file >> first) || first == cpu;
}

bool put_on(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<unsigned>(cpu), &one);
  return sched_setaffinity(0, sizeof one, &one) == 0;
}

}  // namespace

std::vector<int> cpus_for_threads() {
  cpu_set_t allowed;
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return cpus;
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; --cpu) {
    if (CPU_ISSET(static_cast<unsigned>(cpu), &allowed)) cpus.push_back(cpu);
  }
  std::stable_partition(cpus.begin(), cpus.end(), leads_its_core);
  return cpus;
}

Pinning::Pinning(int threads) : threads_(threads) {
  const std::vector<int> cpus = cpus_for_threads();
  if (sched_getaffinity(0, sizeof before_, &before_) != 0 || cpus.size() < static_cast<std::size_t>(threads)) return;
  if (threads == 1) {
    pinned_ = put_on(cpus.front());
    return;
  }
  bool all = true;
#pragma omp parallel num_threads(threads) reduction(&& : all)
  all = put_on(cpus[static_cast<std::size_t>(omp_get_thread_num())]);
  pinned_ = all;
}

Pinning::~Pinning() {
  if (threads_ == 1) {
    sched_setaffinity(0, sizeof before_, &before_);
    return;
  }
#pragma omp parallel num_threads(threads_)
  sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace gelubench
