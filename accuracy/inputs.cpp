#include "accuracy/inputs.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "accuracy/element.hpp"
#include "accuracy/rounding.hpp"

namespace gelubench {
namespace {

/// A piece is swept by one thread, in a fraction of a second for a kernel; checkpoints and shards are made of pieces.
constexpr std::uint64_t largest_piece = 1u << 20;

void append_cut(std::vector<InputPiece>& pieces, Region region, std::uint64_t first, std::uint64_t count,
                int stride_log2) {
  for (std::uint64_t done = 0; done < count; done += largest_piece) {
    pieces.push_back({region, first + (done << stride_log2), std::min(largest_piece, count - done), stride_log2});
  }
}

}  // namespace

std::vector<InputPiece> exhaustive_inputs(DType dtype) {
  if (dtype == DType::f64) throw std::logic_error("binary64 cannot be swept exhaustively");
  std::vector<InputPiece> pieces;
  for (const RegionRun& run : region_runs(dtype)) append_cut(pieces, run.region, run.first, run.size(), 0);
  return pieces;
}

std::vector<InputPiece> stratified_inputs(DType dtype, int log2_per_binade) {
  const Format format = format_of(dtype);
  const int fraction_bits = format.fraction_bits();
  std::vector<InputPiece> pieces;
  for (const RegionRun& run : region_runs(dtype)) {
    const std::uint64_t sign = run.first & format.sign();
    const std::uint64_t last = run.last & ~format.sign();
    // Binades as magnitudes: [2^k, 2^(k+1)) while subnormal, then 2^fraction_bits patterns each.
    std::uint64_t first = run.first & ~format.sign();
    while (first <= last) {
      const int width = std::min(static_cast<int>(std::bit_width(first)) - 1, fraction_bits);
      const std::uint64_t beyond =
          width < fraction_bits ? std::uint64_t{2} << width
                                : (first >> fraction_bits << fraction_bits) + (std::uint64_t{1} << fraction_bits);
      const std::uint64_t end = std::min(beyond, last + 1);
      const int stride_log2 = std::max(width - log2_per_binade, 0);
      // A cut binade keeps its density; what is left below one stride is taken whole.
      const std::uint64_t strided = (end - first) >> stride_log2;
      append_cut(pieces, run.region, first | sign, strided, stride_log2);
      const std::uint64_t rest = first + (strided << stride_log2);
      const int rest_stride = std::max(static_cast<int>(std::bit_width(end - rest)) - 1 - log2_per_binade, 0);
      append_cut(pieces, run.region, rest | sign, (end - rest) >> rest_stride, rest_stride);
      first = end;
    }
  }
  return pieces;
}

std::vector<InputPiece> listed_inputs(DType dtype, std::vector<double> numbers) {
  std::vector<std::uint64_t> patterns;
  for (const double x : numbers) {
    if (std::isfinite(x) && x != 0) patterns.push_back(encode(format_of(dtype), x));
  }
  std::sort(patterns.begin(), patterns.end());
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
  std::vector<InputPiece> pieces;
  for (const RegionRun& run : region_runs(dtype)) {
    const auto begin = std::lower_bound(patterns.begin(), patterns.end(), run.first);
    const auto end = std::upper_bound(patterns.begin(), patterns.end(), run.last);
    if (begin == end) continue;
    pieces.push_back({run.region, *begin, static_cast<std::uint64_t>(end - begin), 0, {begin, end}});
  }
  return pieces;
}

std::uint64_t input_count(std::span<const InputPiece> pieces) {
  std::uint64_t n = 0;
  for (const InputPiece& piece : pieces) n += piece.count;
  return n;
}

}  // namespace gelubench
