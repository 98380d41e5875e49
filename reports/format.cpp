#include "reports/format.hpp"

#include <fmt/format.h>

#include <cmath>

namespace gelubench {
namespace {

/// Three significant digits, not below the value.
double round_up(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  // long double: the unit of a subnormal double would be 0.
  const long double unit = std::pow(10.0L, std::floor(std::log10(value)) - 2);
  const long double rounded = std::round(value / unit) * unit;
  // Within the noise of binary arithmetic the nearest is not below.
  const bool is_nearest = rounded >= value * (1 - 1e-12L);
  return static_cast<double>(is_nearest ? rounded : std::ceil(value / unit) * unit);
}

std::string significant(double value) {
  if (!std::isfinite(value)) return fmt::format("{}", value);
  if (value == 0) return "0";
  if (value >= 1e5 || value < 1e-3) {
    const int exponent = static_cast<int>(std::floor(std::log10(value) + 1e-12));
    return fmt::format("{:.3g}e{}", static_cast<double>(value / std::pow(10.0L, exponent)), exponent);
  }
  const int digits = std::max(0, 2 - static_cast<int>(std::floor(std::log10(value) + 1e-12)));
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

}  // namespace

std::string format_ulp(double ulp) {
  // Just above 1/2 and just below 1 the difference is one of kind, and three digits would hide it.
  if (ulp > 0.9999999 && ulp < 1) return "< 1";
  if ((ulp > 0.5 && ulp < 0.5005) || (ulp > 0.9995 && ulp < 1))
    return fmt::format("{:.7f}", std::ceil(ulp * 1e7) / 1e7);
  return significant(round_up(ulp));
}
std::string format_abs(double error) { return significant(round_up(error)); }

std::string format_ns(double nanoseconds) {
  const int digits = nanoseconds > 0 ? std::max(0, 2 - static_cast<int>(std::floor(std::log10(nanoseconds)))) : 0;
  return fmt::format("{:.{}f}", nanoseconds, digits);
}

std::string format_ratio(double ratio) {
  return ratio >= 100 ? fmt::format("{:.0f}", ratio)
                      : (ratio >= 10 ? fmt::format("{:.1f}", ratio) : fmt::format("{:.2f}", ratio));
}

std::string format_percent(double share) { return fmt::format("{:.2f} %", std::floor(share * 1e4) / 1e2); }

std::string format_count(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string format_bytes(std::uint64_t bytes) {
  const double b = static_cast<double>(bytes);
  if (bytes >= 1u << 20) return fmt::format("{:.4g} MiB", b / (1 << 20));
  if (bytes >= 1u << 10) return fmt::format("{:.4g} KiB", b / (1 << 10));
  return fmt::format("{} B", bytes);
}

std::string format_seconds(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const long whole = std::lround(seconds);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string format_decimal(double x) { return std::isnan(x) ? "nan" : fmt::format("{:.6g}", x); }

std::string format_first_zero(const AccuracyRecord* own) {
  if (own == nullptr) return not_measured;
  if (own->first_zero) return format_decimal(*own->first_zero);
  return own->coverage == "partial" ? not_measured : "never";  // an interrupted sweep may not have come to it
}

std::string format_max_ulp(const AccuracyRecord& record) {
  std::string text = record.worst ? format_ulp(record.max_ulp) : "";
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : " + ") + what; };
  if (record.total_loss > 0) add("loss");
  if (record.nan > 0) add(format_count(record.nan) + " NaN");
  if (record.infinite > 0) add(format_count(record.infinite) + " infinite");
  if (record.wrong_sign > 0) add(format_count(record.wrong_sign) + " wrong sign");
  return text.empty() ? "–" : text;
}

std::string format_close(const CloseRecord& record) {
  const std::string bounds = fmt::format("rtol {:g}, atol {:g}", record.rtol, record.atol);
  if (record.outside == 0)
    return fmt::format("all {} results tried are within {}", format_count(record.inputs), bounds);
  const auto number = [](const std::optional<double>& x) {
    if (!x) return std::string("?");
    return std::isnan(*x) ? "nan" : fmt::format("{:.9g}", *x);
  };
  return fmt::format("{} of {} results tried are outside {}; the worst: x = {}, got {}, want {}",
                     format_count(record.outside), format_count(record.inputs), bounds, number(record.x),
                     number(record.got), number(record.want));
}

std::string format_coverage(const AccuracyRecord& record) {
  if (record.coverage != "exhaustive") return fmt::format("{}({})", record.coverage, format_count(record.inputs));
  if (!record.same_bits_as) return record.coverage;
  const SourceRecord& source = *record.same_bits_as;
  return fmt::format("exhaustive, same bits as {} ({}, {})", source.run, source.commit.substr(0, 7),
                     source.utc.substr(0, 10));
}

std::string format_special(const ResultSet& results, const std::string& kernel) {
  for (const SpecialRecord& s : results.special) {
    if (s.kernel != kernel) continue;
    if (s.failures == 0) return "right";
    if (s.examples.empty()) return "wrong";
    const SpecialFailureRecord& f = s.examples.front();
    return fmt::format("{} → {}", format_decimal(f.x), format_decimal(f.got));
  }
  return not_measured;
}

}  // namespace gelubench
