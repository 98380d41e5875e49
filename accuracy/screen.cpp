#include "accuracy/screen.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>

#include "accuracy/reference.hpp"
#include "accuracy/screen_fit.hpp"
#include "kernels/first_exception.hpp"

namespace gelubench {
namespace {

/// The line cut where curves change their nature: at powers of two and kinks.
template <class Input>
std::vector<ScreenPart<typename BitLayout<Input>::Bits>> parts_of(Curve curve) {
  using Bits = typename BitLayout<Input>::Bits;
  constexpr int largest = ScreenNumbers<Input>::limit_exponent;  // beyond, every curve is at its limit: one part
  constexpr int smallest_border = -8;  // below 2^-8 every curve is nearly linear: the smaller x, the lower the degree
  constexpr int plain = -ScreenNumbers<Input>::identity_bits - 2;  // below 2^this it is a number or a multiple of x
  std::vector<int> exponents{plain, plain * 2 / 3, plain * 2 / 5, plain / 4};
  for (int e = smallest_border; e <= largest; ++e) exponents.push_back(e);
  std::vector<ScreenPart<Bits>> list;
  for (const bool negative : {false, true}) {
    std::vector<Bits> borders{0};
    for (const int e : exponents) borders.push_back(std::bit_cast<Bits>(std::ldexp(Input(1), e)));
    borders.push_back(BitLayout<Input>::infinity);
    for (const Real& kink : kinks(curve, 2 * std::numeric_limits<Input>::digits)) {
      if ((kink.sign() < 0) != negative) continue;
      Real before(std::numeric_limits<Input>::digits);
      mpfr_set(before.get(), kink.get(), MPFR_RNDZ);
      borders.push_back(std::bit_cast<Bits>(static_cast<Input>(std::fabs(before.to_double()))) + 1);
    }
    std::sort(borders.begin(), borders.end());
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) list.push_back({borders[i], borders[i + 1] - 1, negative});
  }
  return list;
}

/// A part cut at multiples of 1/8, so that its pieces are fitted within milliseconds; but not beyond the limits.
template <class Input>
std::vector<ScreenPart<typename BitLayout<Input>::Bits>> cut(ScreenPart<typename BitLayout<Input>::Bits> part) {
  using Bits = typename BitLayout<Input>::Bits;
  constexpr double width = 0.125;
  std::vector<ScreenPart<Bits>> list;
  const double high = static_cast<double>(std::bit_cast<Input>(part.last));
  const double low = static_cast<double>(std::bit_cast<Input>(part.first));
  if (high >= std::ldexp(1.0, ScreenNumbers<Input>::limit_exponent)) return {part};
  for (double border = (std::floor(low / width) + 1) * width; border <= high; border += width) {
    const Bits beyond = std::bit_cast<Bits>(static_cast<Input>(border));
    list.push_back({part.first, beyond - 1, part.negative});
    part.first = beyond;
  }
  list.push_back(part);
  return list;
}

/// Appends an interval, joining those of a limit.
template <class Input>
void append(std::vector<ScreenSegment<Input>>& list, const ScreenSegment<Input>& segment) {
  const bool extends = !list.empty() && list.back().kind == segment.kind && list.back().constant == segment.constant &&
                       list.back().factor == segment.factor && segment.kind != ScreenSegment<Input>::Kind::polynomial;
  if (extends)
    list.back().last = segment.last;
  else
    list.push_back(segment);
}

/// A part, and its intervals since they were first asked for.
template <class Input>
class FittedPart {
  using Bits = typename BitLayout<Input>::Bits;
  using Segments = std::vector<ScreenSegment<Input>>;

 public:
  explicit FittedPart(const ScreenPart<Bits>& part) : part_(part) {}
  /// Of a plain one.
  FittedPart(const ScreenPart<Bits>& part, const ScreenSegment<Input>& plain) : part_(part), segments_{plain} {
    std::call_once(fitted_, [] {});
  }

  Bits first() const { return part_.first; }

  const Segments& segments(const ScreenFitter<Input>& fitter) {
    std::call_once(fitted_, [&] { segments_ = ScreenCover<Input>(fitter, part_).segments(); });
    return segments_;
  }

 private:
  ScreenPart<Bits> part_;
  std::once_flag fitted_;
  Segments segments_;
};

}  // namespace

template <class Input>
struct Screen<Input>::Fits {
  ScreenFitter<Input> fitter;
  std::deque<FittedPart<Input>> parts[2];  ///< of positive and of negative x, ascending magnitude

  explicit Fits(Curve curve) : fitter(curve) {
    std::vector<ScreenSegment<Input>> plain[2];
    const auto add_plain = [&](bool negative) {
      for (const ScreenSegment<Input>& s : plain[negative]) {
        constexpr Bits magnitude = static_cast<Bits>(~BitLayout<Input>::sign);
        parts[negative].emplace_back(
            ScreenPart<Bits>{static_cast<Bits>(s.first & magnitude), static_cast<Bits>(s.last & magnitude), negative},
            s);
      }
      plain[negative].clear();
    };
    for (const ScreenPart<Bits>& part : parts_of<Input>(curve)) {
      if (const auto segment = ScreenCover<Input>(fitter, part).plain()) {
        append(plain[part.negative], *segment);
        continue;
      }
      add_plain(part.negative);
      for (const ScreenPart<Bits>& piece : cut<Input>(part)) parts[part.negative].emplace_back(piece);
    }
    for (const bool negative : {false, true}) add_plain(negative);
  }
};

template <class Input>
Screen<Input>::Screen(Curve curve) : curve_(curve), fits_(std::make_unique<Fits>(curve)) {}

template <class Input>
Screen<Input>::~Screen() = default;

template <class Input>
std::vector<ScreenSegment<Input>> Screen<Input>::segments(bool negative) const {
  auto& parts = fits_->parts[negative];
  FirstException failure;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < parts.size(); ++i) failure.guard([&] { (void)parts[i].segments(fits_->fitter); });
  failure.rethrow();
  std::vector<ScreenSegment<Input>> list;
  for (auto& part : parts) {
    for (const ScreenSegment<Input>& segment : part.segments(fits_->fitter)) append(list, segment);
  }
  return list;
}

template <class Input>
const ScreenSegment<Input>* Screen<Input>::segment_of(Input x) const {
  const Bits bits = std::bit_cast<Bits>(x);
  const Bits magnitude = bits & static_cast<Bits>(~BitLayout<Input>::sign);
  auto& parts = fits_->parts[std::signbit(x)];
  const auto part = std::upper_bound(parts.begin(), parts.end(), magnitude,
                                     [](Bits b, const FittedPart<Input>& p) { return b < p.first(); }) -
                    1;
  const auto& segments = part->segments(fits_->fitter);
  const auto beyond = std::upper_bound(segments.begin(), segments.end(), bits,
                                       [](Bits b, const ScreenSegment<Input>& s) { return b < s.first; });
  return &*(beyond - 1);
}

template <class Input>
const ScreenSegment<Input>* Screen<Input>::plain_segment(std::span<const Input> x) const {
  const ScreenSegment<Input>* segment = segment_of(x.front());
  const bool is_plain = segment->kind != ScreenSegment<Input>::Kind::polynomial;
  return is_plain && std::bit_cast<Bits>(x.back()) <= segment->last ? segment : nullptr;
}

template <class Input>
void Screen<Input>::evaluate(std::span<const Input> x, std::span<Value> value) const {
  if (x.empty()) return;
  const auto bits = [](Input v) { return std::bit_cast<Bits>(v); };
  std::size_t begin = 0;
  while (begin < x.size()) {
    const ScreenSegment<Input>* segment = segment_of(x[begin]);
    const auto beyond = std::upper_bound(x.begin() + static_cast<std::ptrdiff_t>(begin), x.end(), segment->last,
                                         [bits](Bits last, Input v) { return last < bits(v); });
    const std::size_t end = static_cast<std::size_t>(beyond - x.begin());
    evaluate_segment(*segment, x.subspan(begin, end - begin), value.subspan(begin, end - begin));
    begin = end;
  }
}

template <class Input>
const Screen<Input>& screen_of(Curve curve) {
  static std::mutex mutex;
  static std::vector<std::unique_ptr<Screen<Input>>> screens;
  const std::lock_guard lock(mutex);
  for (const auto& screen : screens) {
    if (screen->curve() == curve) return *screen;
  }
  return *screens.emplace_back(std::make_unique<Screen<Input>>(curve));
}

template class Screen<float>;
template class Screen<double>;
template const Screen<float>& screen_of(Curve curve);
template const Screen<double>& screen_of(Curve curve);

}  // namespace gelubench
