#include "accuracy/certify.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/screen.hpp"

namespace gelubench {
namespace {

/// Adds one point to the certificate.
void check(const Screen& screen, float x, Certificate& certificate) {
  double got = 0;
  screen.evaluate({&x, 1}, {&got, 1});
  const Real exact = exact_value(screen.formula(), static_cast<double>(x), 96);
  ++certificate.points;
  if (exact.is_zero() || exact.exponent() < -200) {
    // What the screen calls vanishing, or zero, has to be as small and of the same sign.
    const bool fits = exact.is_zero() ? got == 0 : std::fabs(got) < 0x1p-199 && std::signbit(got) == (exact.sign() < 0);
    certificate.misfits += fits ? 0 : 1;
    return;
  }
  Real deviation(96);
  mpfr_sub_d(deviation.get(), exact.get(), got, MPFR_RNDA);
  mpfr_div(deviation.get(), deviation.get(), exact.get(), MPFR_RNDA);
  const double magnitude = std::fabs(deviation.to_double());
  if (magnitude > certificate.largest || (magnitude == certificate.largest && bits_of(x) < bits_of(certificate.at))) {
    certificate.largest = magnitude;
    certificate.at = x;
  }
}

void merge(Certificate& into, const Certificate& part) {
  into.points += part.points;
  into.misfits += part.misfits;
  const bool tie = part.largest == into.largest && bits_of(part.at) < bits_of(into.at);
  if (part.largest > into.largest || tie) {
    into.largest = part.largest;
    into.at = part.at;
  }
}

}  // namespace

bool Certificate::holds() const { return misfits == 0 && largest <= Screen::relative_error; }

Certificate certify(Formula formula, const CertifyOptions& options) {
  const Screen screen(formula);
  std::vector<ScreenSegment> segments;
  for (const bool negative : {false, true}) {
    const auto side = screen.segments(negative);
    segments.insert(segments.end(), side.begin(), side.end());
  }
  const std::uint64_t per_segment = std::max<std::uint64_t>(2, options.points / segments.size() + 1);
  Certificate certificate{.formula = formula};
  std::uint64_t done = 0;
#pragma omp parallel for schedule(dynamic) num_threads(options.threads)
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const ScreenSegment& segment = segments[s];
    const std::uint64_t size = std::uint64_t{segment.last} - segment.first + 1;
    // One generator per interval: the points do not depend on the number of threads.
    std::mt19937_64 random(options.seed * segments.size() + s);
    Certificate part{.formula = formula};
    for (std::uint64_t i = 0; i < per_segment; ++i) {
      if (options.stop != nullptr && *options.stop) break;
      const std::uint64_t offset = i == 0 ? 0 : (i == 1 ? size - 1 : random() % size);
      check(screen, float_of(segment.first + static_cast<std::uint32_t>(offset)), part);
    }
#pragma omp critical
    {
      merge(certificate, part);
      if (options.progress) options.progress(++done, segments.size());
    }
  }
  return certificate;
}

}  // namespace gelubench
