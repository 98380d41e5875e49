#include "accuracy/error_stats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gelubench {

double UlpHistogram::upper_edge(int bucket) {
  if (bucket >= size - 1) return std::numeric_limits<double>::infinity();
  constexpr int per_octave = 1 << sub_bucket_bits;
  return std::ldexp(1 + (bucket % per_octave) / static_cast<double>(per_octave), lowest_octave + bucket / per_octave);
}

void UlpHistogram::merge(const UlpHistogram& other, std::uint64_t times) {
  if (other.count_.empty()) return;
  count_.resize(size);
  for (std::size_t i = 0; i < count_.size(); ++i) count_[i] += times * other.count_[i];
}

std::uint64_t UlpHistogram::total() const {
  std::uint64_t sum = 0;
  for (std::uint64_t n : count_) sum += n;
  return sum;
}

double UlpHistogram::quantile_bound(double quantile) const {
  const std::uint64_t n = total();
  if (n == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(n)));
  std::uint64_t seen = 0;
  for (int i = 0; i < size; ++i) {
    seen += count(i);
    if (seen >= std::max<std::uint64_t>(rank, 1)) return upper_edge(i);
  }
  return upper_edge(size - 1);
}

double ErrorStats::mean_ulp() const {
  if (scored() == 0) return 0;
  return static_cast<double>(ulp_sum) * sum_unit / static_cast<double>(scored());
}

double ErrorStats::signed_mean_ulp() const {
  if (scored() == 0) return 0;
  return static_cast<double>(signed_ulp_sum) * sum_unit / static_cast<double>(scored());
}

double ErrorStats::rms_ulp() const {
  if (scored() == 0) return 0;
  return std::sqrt(static_cast<double>(ulp_square_sum) / static_cast<double>(scored())) * sum_unit;
}

void ErrorStats::merge(const ErrorStats& other, std::uint64_t times) {
  inputs += times * other.inputs;
  nan += times * other.nan;
  infinite += times * other.infinite;
  total_loss += times * other.total_loss;
  wrong_sign += times * other.wrong_sign;
  wrong_zero += times * other.wrong_zero;
  correctly_rounded += times * other.correctly_rounded;
  within_one_ulp += times * other.within_one_ulp;
  ulp_sum += times * other.ulp_sum;
  signed_ulp_sum += static_cast<Int128>(times) * other.signed_ulp_sum;
  ulp_square_sum += times * other.ulp_square_sum;
  histogram.merge(other.histogram, times);
  max_ulp.merge(other.max_ulp);
  max_abs.merge(other.max_abs);
  max_rel = std::max(max_rel, other.max_rel);
}

}  // namespace gelubench
