// How numbers are written in reports: one function a quantity.

#pragma once

#include <cstdint>
#include <string>

#include "results/result_set.hpp"

namespace gelubench {

/// A cell for what was not measured.
inline constexpr const char* not_measured = "";

/// Where results are zero though the exact ones are not, going left: "-5.54243", or "never"; not_measured where the
/// record is null.
std::string format_first_zero(const AccuracyRecord* own);

std::string format_ulp(double ulp);             ///< "0.5", "3.45", "190", "1.16e7"; rounded up in the last digit shown
std::string format_abs(double error);           ///< "4.73e-4"; rounded up; "0"
std::string format_ns(double nanoseconds);      ///< "0.0471", "12.2": three significant digits
std::string format_ratio(double ratio);         ///< "1.00", "12.3"
std::string format_percent(double share);       ///< "99.71 %"
std::string format_count(std::uint64_t n);      ///< "4,278,190,078"
std::string format_bytes(std::uint64_t bytes);  ///< "32 KiB"
std::string format_seconds(double seconds);     ///< "3 min 12 s", "8.4 s"
std::string format_decimal(double x);           ///< shortest decimal of a binary32 number, "-5.5426"

/// Largest error in ULP of a record, and what is worse than any, counted apart from it: "190", "190 + loss", "loss"
/// where nothing else is left, "4.2 + 3 NaN".
std::string format_max_ulp(const AccuracyRecord& record);

/// "25 of 5,000 results tried are outside rtol 1.3e-06, atol 1e-05; the worst: x = -5, got 0, want -1.4e-06"; "all
/// 5,000 results tried are within ...".
std::string format_close(const CloseRecord& record);

/// "exhaustive" or "sampled(34,341,751)".
std::string format_coverage(const AccuracyRecord& record);

/// "right", or the first special input with a wrong result, "-inf → nan".
std::string format_special(const ResultSet& results, const std::string& kernel);

}  // namespace gelubench
