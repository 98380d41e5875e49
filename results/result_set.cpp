#include "results/result_set.hpp"

#include <algorithm>

namespace gelubench {
namespace {

template <class Record, class Predicate>
const Record* find(const std::vector<Record>& records, Predicate predicate) {
  const auto at = std::find_if(records.begin(), records.end(), predicate);
  return at == records.end() ? nullptr : &*at;
}

}  // namespace

std::string baseline_id(const std::string& name, const std::string& dtype, const std::string& direction) {
  return name + "/" + dtype + "/" + direction;
}

bool is_baseline_id(const std::string& id) { return id.starts_with("memcpy/") || id.starts_with("triad/"); }

std::string Environment::revision(std::size_t digits) const {
  return commit.substr(0, digits) + (dirty ? " with changes" : "");
}

const KernelRecord* ResultSet::find_kernel(const std::string& id) const {
  return find(kernels, [&](const KernelRecord& k) { return k.id == id; });
}

const AccuracyRecord* ResultSet::find_accuracy(const std::string& kernel, const std::string& reference,
                                               const std::string& region) const {
  return find(accuracy, [&](const AccuracyRecord& a) {
    return a.kernel == kernel && a.reference == reference && a.region == region;
  });
}

const TimingRecord* ResultSet::find_timing(const std::string& kernel, const std::string& level, int threads) const {
  return find(timings,
              [&](const TimingRecord& t) { return t.kernel == kernel && t.level == level && t.threads == threads; });
}

}  // namespace gelubench
