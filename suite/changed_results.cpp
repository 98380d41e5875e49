#include "suite/changed_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "accuracy/element.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/ulp.hpp"
#include "reports/format.hpp"
#include "results/hex_float.hpp"
#include "suite/array_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/other_program.hpp"

namespace gelubench {
namespace {

constexpr std::size_t most_at_once = std::size_t{1} << 22;
/// MPFR takes some 20 us each.
constexpr std::size_t most_judged = 100'000;

/// In ULP; infinite where it is no number of them.
double error_of(const Kernel& kernel, double x, double got) {
  const Format format = format_of(kernel.dtype);
  const Real exact = exact_value(kernel.curve(), x);
  const double want = exact.to_double();
  const bool lost = got == 0 && std::fabs(want) >= std::ldexp(1.0, format.smallest_exponent());
  if (!std::isfinite(got) || lost || (got != 0 && want != 0 && (got < 0) != (want < 0))) {
    return std::numeric_limits<double>::infinity();
  }
  return ulp_error(format, got, exact);
}

/// The kernel as another program has it, on n elements.
std::string results_before(const Kernel& kernel, const std::string& program, const std::string& x) {
  const TemporaryFolder folder;
  const auto in = folder.path() / "x.raw";
  const auto out = folder.path() / "y.raw";
  write_array(in, {kernel.dtype, x, ""});
  const int code = run_program(program,
                               fmt::format("eval {} --in {} --out {}", shell_quoted(kernel.id),
                                           shell_quoted(in.string()), shell_quoted(out.string())),
                               folder.path());
  if (code != exit_fine) {
    throw UsageError(fmt::format("{} eval {} failed (exit code {})", program, kernel.id, code));
  }
  return read_array(out, kernel.dtype).bytes;
}

struct Change {
  double x, before, after;
};

template <class S>
class Finder {
 public:
  Finder(const Kernel& kernel, const std::string& before, ChangedResults& result)
      : kernel_(kernel), before_(before), result_(result) {}

  void add(std::uint64_t pattern) {
    x_.push_back(element_of<S>(pattern));
    if (x_.size() == most_at_once) run();
  }

  /// Every change, ascending in the order of the inputs.
  std::vector<Change> finish() {
    run();
    return std::move(changes_);
  }

 private:
  void run() {
    if (x_.empty()) return;
    const std::vector<S> one(x_.size(), element_of<S>(encode(format_of(kernel_.dtype), 1.0)));
    std::vector<S> after(x_.size());
    kernel_.function(x_.data(), one.data(), after.data(), x_.size());
    const std::string bytes =
        results_before(kernel_, before_, {reinterpret_cast<const char*>(x_.data()), x_.size() * sizeof(S)});
    if (bytes.size() != x_.size() * sizeof(S)) {
      throw UsageError(
          fmt::format("{} eval {} wrote {} bytes for {} elements", before_, kernel_.id, bytes.size(), x_.size()));
    }
    std::vector<S> before(x_.size());
    std::memcpy(before.data(), bytes.data(), bytes.size());
    for (std::size_t i = 0; i < x_.size(); ++i) {
      if (pattern_of(before[i]) == pattern_of(after[i])) continue;
      changes_.push_back({number_of(x_[i]), number_of(before[i]), number_of(after[i])});
    }
    result_.inputs += x_.size();
    x_.clear();
  }

  const Kernel& kernel_;
  const std::string& before_;
  ChangedResults& result_;
  std::vector<S> x_;
  std::vector<Change> changes_;
};

}  // namespace

ChangedResults changed_results(const Kernel& kernel, const std::string& before, std::span<const InputPiece> pieces,
                               std::uint64_t seed) {
  ChangedResults result;
  const std::vector<Change> changes = with_storage(kernel.dtype, [&](auto storage) {
    Finder<decltype(storage)> finder(kernel, before, result);
    for (const InputPiece& piece : pieces) {
      for (std::uint64_t i = 0; i < piece.count; ++i) finder.add(piece.pattern(i, seed));
    }
    return finder.finish();
  });
  result.changed = changes.size();
  result.judged = std::min(changes.size(), most_judged);
  double largest = 0;
  for (std::size_t k = 0; k < result.judged; ++k) {
    const Change& change = changes[k * changes.size() / result.judged];
    const double before_ulp = error_of(kernel, change.x, change.before);
    const double after_ulp = error_of(kernel, change.x, change.after);
    result.worse += after_ulp > before_ulp ? 1 : 0;
    result.better += after_ulp < before_ulp ? 1 : 0;
    if (!(after_ulp > before_ulp) || after_ulp - before_ulp <= largest) continue;
    largest = after_ulp - before_ulp;
    result.x = change.x;
    result.before = change.before;
    result.after = change.after;
    result.before_ulp = before_ulp;
    result.after_ulp = after_ulp;
  }
  return result;
}

std::string to_string(const ChangedResults& r) {
  std::string text = fmt::format("{} of {} results are worse, {} better", format_count(r.worse), format_count(r.inputs),
                                 format_count(r.better));
  if (r.judged < r.changed) {
    text += fmt::format(" ({} of the {} that differ judged)", format_count(r.judged), format_count(r.changed));
  }
  if (r.worse == 0) return text;
  return text + fmt::format(", at x = {} {} ({} ULP) -> {} ({} ULP)", hex_float(r.x), hex_float(r.before),
                            format_ulp(r.before_ulp), hex_float(r.after), format_ulp(r.after_ulp));
}

}  // namespace gelubench
