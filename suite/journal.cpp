#include "suite/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "results/atomic_file.hpp"
#include "results/hex_float.hpp"
#include "results/result_json.hpp"
#include "suite/exit_codes.hpp"

namespace gelubench {
namespace {

using Json = nlohmann::json;

double number(const Json& json) {
  const auto& text = json.get_ref<const std::string&>();
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw std::invalid_argument("no number");
  return value;
}

std::uint64_t whole(const Json& json) {
  if (!json.is_number_unsigned()) throw std::invalid_argument("no count");
  return json.get<std::uint64_t>();
}

Json wide(Uint128 value) {
  return fmt::format("{:x}.{:x}", static_cast<std::uint64_t>(value >> 64), static_cast<std::uint64_t>(value));
}

Uint128 wide_number(const Json& json) {
  const auto& text = json.get_ref<const std::string&>();
  const std::size_t point = text.find('.');
  if (point == std::string::npos) throw std::invalid_argument("no number");
  std::uint64_t high = 0, low = 0;
  const char* end = text.data() + text.size();
  const auto one = std::from_chars(text.data(), text.data() + point, high, 16);
  const auto two = std::from_chars(text.data() + point + 1, end, low, 16);
  if (one.ec != std::errc() || two.ec != std::errc() || two.ptr != end) throw std::invalid_argument("no number");
  return Uint128{high} << 64 | low;
}

Json encode(const Extreme& e) { return {hex_float(e.value), e.at}; }
Extreme extreme(const Json& json) { return {number(json.at(0)), whole(json.at(1))}; }

Json encode(const ErrorStats& s) {
  Json histogram = Json::array();
  for (int b = 0; b < UlpHistogram::size; ++b) {
    if (s.histogram.count(b) > 0) histogram.push_back({b, s.histogram.count(b)});
  }
  return {s.inputs,
          s.nan,
          s.infinite,
          s.total_loss,
          s.wrong_sign,
          s.wrong_zero,
          s.correctly_rounded,
          s.within_one_ulp,
          wide(s.ulp_sum),
          wide(static_cast<Uint128>(s.signed_ulp_sum)),
          wide(s.ulp_square_sum),
          histogram,
          encode(s.max_ulp),
          encode(s.max_abs),
          hex_float(s.max_rel)};
}

ErrorStats error_stats(const Json& json) {
  ErrorStats s;
  std::size_t i = 0;
  for (std::uint64_t* count : {&s.inputs, &s.nan, &s.infinite, &s.total_loss, &s.wrong_sign, &s.wrong_zero,
                               &s.correctly_rounded, &s.within_one_ulp}) {
    *count = whole(json.at(i++));
  }
  s.ulp_sum = wide_number(json.at(i++));
  s.signed_ulp_sum = static_cast<Int128>(wide_number(json.at(i++)));
  s.ulp_square_sum = wide_number(json.at(i++));
  for (const Json& bucket : json.at(i++)) {
    const std::uint64_t at = whole(bucket.at(0));
    if (at >= UlpHistogram::size) throw std::invalid_argument("no bucket");
    s.histogram.add(static_cast<int>(at), whole(bucket.at(1)));
  }
  s.max_ulp = extreme(json.at(i++));
  s.max_abs = extreme(json.at(i++));
  s.max_rel = number(json.at(i++));
  return s;
}

Json encode(const ReferenceState& state) {
  Json regions = Json::array();
  for (std::size_t r = 0; r < region_count; ++r) {
    if (state.regions[r].inputs > 0) regions.push_back({r, encode(state.regions[r])});
  }
  Json stretches = Json::array();
  for (std::size_t i = 0; i < state.stretches.size(); ++i) {
    const StretchErrors& s = state.stretches[i];
    if (s.max_ulp.value >= 0 || s.counted_apart > 0) {
      stretches.push_back({i, encode(s.max_ulp), s.counted_apart, s.at});
    }
  }
  return {{"regions", regions}, {"size", state.stretches.size()}, {"stretches", stretches}};
}

ReferenceState reference_state(const Json& json) {
  constexpr std::size_t most_stretches = std::size_t{1} << 16;  // of binary64: 2^15
  ReferenceState state;
  const auto size = whole(json.at("size"));
  if (size > most_stretches) throw std::invalid_argument("too many stretches");
  state.stretches.resize(size);
  for (const Json& region : json.at("regions")) {
    state.regions.at(whole(region.at(0))) = error_stats(region.at(1));
  }
  for (const Json& stretch : json.at("stretches")) {
    state.stretches.at(whole(stretch.at(0))) = {extreme(stretch.at(1)), whole(stretch.at(2)), whole(stretch.at(3))};
  }
  return state;
}

Json encode(const ShapeStats& s) {
  return {s.steps,          s.wrong_steps, encode(s.largest_wrong_step), s.below_minimum,
          encode(s.lowest), s.mirrored,    encode(s.asymmetry)};
}

ShapeStats shape_stats(const Json& json) {
  ShapeStats s;
  s.steps = whole(json.at(0));
  s.wrong_steps = whole(json.at(1));
  s.largest_wrong_step = extreme(json.at(2));
  s.below_minimum = whole(json.at(3));
  s.lowest = extreme(json.at(4));
  s.mirrored = whole(json.at(5));
  s.asymmetry = extreme(json.at(6));
  return s;
}

Json encode(const KernelState& s) {
  return {{"own", encode(s.own)},
          {"gelu", encode(s.gelu)},
          {"shape", encode(s.shape)},
          {"counts", {s.first_zero, s.differing, s.first_difference, s.flush_differing, s.flush_first}}};
}

KernelState kernel_state(const Json& json) {
  KernelState s;
  s.own = reference_state(json.at("own"));
  s.gelu = reference_state(json.at("gelu"));
  s.shape = shape_stats(json.at("shape"));
  std::size_t i = 0;
  for (std::uint64_t* count : {&s.first_zero, &s.differing, &s.first_difference, &s.flush_differing, &s.flush_first}) {
    *count = whole(json.at("counts").at(i++));
  }
  return s;
}

std::string hex_digest(const Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

Digest digest(const Json& json) {
  const auto& text = json.get_ref<const std::string&>();
  Digest d{};
  if (text.size() != 2 * d.size()) throw std::invalid_argument("no digest");
  for (std::size_t i = 0; i < d.size(); ++i) {
    const char* begin = text.data() + 2 * i;
    if (std::from_chars(begin, begin + 2, d[i], 16).ptr != begin + 2) throw std::invalid_argument("no digest");
  }
  return d;
}

constexpr const char* magic = "gelubench journal 1";

std::string encode_identity(const RunIdentity& id) {
  return Json{{"journal", magic},      {"commit", id.commit},   {"profile", id.profile}, {"seed", id.seed},
              {"kernels", id.kernels}, {"skipped", id.skipped}, {"utc", id.utc}}
      .dump();
}

std::optional<RunIdentity> decode_identity(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    if (!json.is_object() || json.at("journal").get<std::string>() != magic) return std::nullopt;
    return RunIdentity{json.at("commit").get<std::string>(),
                       json.at("profile").get<std::string>(),
                       whole(json.at("seed")),
                       json.at("kernels").get<std::string>(),
                       json.at("skipped").get<std::string>(),
                       json.at("utc").get<std::string>()};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// A record as it stands in the file.
std::string line_of(const std::string& record) {
  return fmt::format("{:016x} {}\n", XXH3_64bits(record.data(), record.size()), record);
}

/// The record of a line without its end; nothing where the checksum is wrong.
std::optional<std::string> record_of(const std::string& line) {
  if (line.size() < 17 || line[16] != ' ') return std::nullopt;
  const std::string record = line.substr(17);
  return line_of(record) == line + "\n" ? std::optional(record) : std::nullopt;
}

std::string reason() { return std::error_code(errno, std::generic_category()).message(); }

/// Whether a state can be added to another: as many kernels, each with as many stretches, no piece twice.
bool fits(const SweepState& a, const SweepState& b) {
  if (a.kernels.size() != b.kernels.size()) return false;
  for (std::size_t k = 0; k < a.kernels.size(); ++k) {
    if (a.kernels[k].own.stretches.size() != b.kernels[k].own.stretches.size()) return false;
    if (a.kernels[k].gelu.stretches.size() != b.kernels[k].gelu.stretches.size()) return false;
  }
  const std::set<std::uint32_t> there(a.pieces.begin(), a.pieces.end());
  return std::none_of(b.pieces.begin(), b.pieces.end(), [&](std::uint32_t p) { return there.contains(p); });
}

/// {"certified": curve, "of": parts in all, "parts": [numbers], ...}; what is not in Certificate is not kept: the curve
/// and its bound are the program's.
std::string encode_certified(const std::string& curve, const CertifiedParts& parts) {
  const Certificate& c = parts.found;
  return Json{{"certified", curve},   {"of", parts.of},       {"parts", parts.parts},
              {"points", c.points},   {"misfits", c.misfits}, {"largest", hex_float(c.largest)},
              {"at", hex_float(c.at)}}
      .dump();
}

std::optional<std::pair<std::string, CertifiedParts>> decode_certified(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    CertifiedParts parts;
    const std::uint64_t of = whole(json.at("of"));
    if (of > 0xFFFFFFFFu) return std::nullopt;
    parts.of = static_cast<std::uint32_t>(of);
    for (const Json& part : json.at("parts")) {
      if (whole(part) >= of) return std::nullopt;
      parts.parts.push_back(part.get<std::uint32_t>());
    }
    parts.found.points = whole(json.at("points"));
    parts.found.misfits = whole(json.at("misfits"));
    parts.found.largest = number(json.at("largest"));
    parts.found.at = number(json.at("at"));
    if (!(parts.found.largest >= 0)) return std::nullopt;
    return std::pair(json.at("certified").get<std::string>(), std::move(parts));
  } catch (const std::exception&) {  // of another shape
    return std::nullopt;
  }
}

}  // namespace

bool add_certified(CertifiedCurves& curves, const std::string& curve, const CertifiedParts& parts) {
  const auto [at, is_new] = curves.try_emplace(curve, CertifiedParts{{}, {}, parts.of});
  CertifiedParts& all = at->second;
  if (all.of != parts.of) return false;
  std::set<std::uint32_t> there(all.parts.begin(), all.parts.end());
  for (const std::uint32_t part : parts.parts) {
    if (!there.insert(part).second) return false;
  }
  all.parts.assign(there.begin(), there.end());
  all.found.merge(parts.found);
  return true;
}

bool add_states(SweepStates& states, const SweepStates& others) {
  for (const auto& [key, state] : others) {
    const auto [at, is_new] = states.try_emplace(key, state);
    if (is_new) continue;
    if (!fits(at->second, state)) return false;
    at->second.merge(state);
  }
  return true;
}

std::string RunIdentity::differs_from(const RunIdentity& other) const {
  std::string text;
  const auto add = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) text += fmt::format("{}{} '{}' and '{}'", text.empty() ? "" : ", ", what, a, b);
  };
  add("commit", commit, other.commit);
  add("profile", profile, other.profile);
  add("seed", std::to_string(seed), std::to_string(other.seed));
  add("kernels", kernels, other.kernels);
  add("skipped kernels", skipped, other.skipped);
  return text;
}

std::string encode_state(const std::string& sweep_key, const SweepState& state) {
  Json json{{"sweep", sweep_key}, {"pieces", state.pieces}};
  Json& digests = json["digests"] = Json::array();
  for (const auto& of_piece : state.digests) {
    std::string all;
    for (const Digest& d : of_piece) all += (all.empty() ? "" : " ") + hex_digest(d);
    digests.push_back(std::move(all));
  }
  Json& kernels = json["kernels"] = Json::array();
  for (const KernelState& k : state.kernels) kernels.push_back(encode(k));
  return json.dump();
}

std::optional<std::pair<std::string, SweepState>> decode_state(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    SweepState state;
    for (const Json& piece : json.at("pieces"))
      state.pieces.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(whole(piece), 0xFFFFFFFFu)));
    for (const Json& k : json.at("kernels")) state.kernels.push_back(kernel_state(k));
    for (const Json& of_piece : json.at("digests")) {
      auto& list = state.digests.emplace_back();
      const auto& all = of_piece.get_ref<const std::string&>();
      for (std::size_t at = 0; at < all.size(); at += 33) list.push_back(digest(Json(all.substr(at, 32))));
      if (list.size() != state.kernels.size()) return std::nullopt;
    }
    if (state.digests.size() != state.pieces.size()) return std::nullopt;
    return std::pair(json.at("sweep").get<std::string>(), std::move(state));
  } catch (const std::exception&) {  // of another shape, or out of range
    return std::nullopt;
  }
}

JournalContents read_journal(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    errno = std::filesystem::is_directory(path) ? EISDIR : errno;
    throw UnreadableResults(fmt::format("cannot read {}: {}", path.string(), reason()));
  }
  return parse_journal(file, path.string());
}

JournalContents parse_journal(std::istream& file, const std::string& name) {
  JournalContents contents;
  bool first = true;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    const auto record = record_of(line);
    if (!record) break;
    if (first) {
      const auto identity = decode_identity(*record);
      if (!identity) break;
      contents.identity = *identity;
      first = false;
    } else {
      if (auto decoded = decode_state(*record)) {
        if (!add_states(contents.states, {std::move(*decoded)})) break;
      } else if (const auto certified = decode_certified(*record)) {
        if (!add_certified(contents.certified, certified->first, certified->second)) break;
      } else {
        break;
      }
    }
    contents.intact_bytes += line.size() + 1;
  }
  if (first) throw UnreadableResults(fmt::format("{} is no journal or shard of gelubench", name));
  return contents;
}

JournalContents begin_journal(const std::filesystem::path& path, const RunIdentity& identity, bool resume,
                              bool may_be_replaced) {
  JournalContents contents;
  if (!is_regular_place(path)) {
    throw UsageError(fmt::format("{} is no regular file: a journal or shard cannot be kept there", path.string()));
  }
  const bool exists = std::filesystem::exists(path);
  if (exists && !resume && !may_be_replaced) {
    throw UsageError(
        fmt::format("{} is there from an interrupted run: add --resume to go on from it, or remove it", path.string()));
  }
  if (exists && resume) {
    contents = read_journal(path);
    if (const std::string other = contents.identity.differs_from(identity); !other.empty()) {
      throw UsageError(fmt::format("{} is of another run, they differ in {}", path.string(), other));
    }
  }
  return contents;
}

JournalWriter::JournalWriter(std::filesystem::path path, const RunIdentity& identity, std::uint64_t intact_bytes)
    : path_(std::move(path)), intact_(intact_bytes) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw CannotWrite(fmt::format("cannot write {}: {}", path_.string(), reason()));
  if (::ftruncate(descriptor_, static_cast<off_t>(intact_)) != 0 || ::lseek(descriptor_, 0, SEEK_END) < 0) {
    throw CannotWrite(fmt::format("cannot write {}: {}", path_.string(), reason()));
  }
  if (intact_ == 0) append(encode_identity(identity));
}

JournalWriter::~JournalWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void JournalWriter::add(const std::string& sweep_key, const SweepState& state) {
  append(encode_state(sweep_key, state));
}

void JournalWriter::add(const std::string& curve, const CertifiedParts& parts) {
  append(encode_certified(curve, parts));
}

void JournalWriter::append(const std::string& record) {
  const std::string line = line_of(record);
  std::string_view left = line;
  bool failed = false;
  while (!left.empty() && !failed) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    failed = written <= 0;
    if (!failed) left.remove_prefix(static_cast<std::size_t>(written));
  }
  if (failed || (::fdatasync(descriptor_) != 0 && errno != EINVAL)) {
    const std::string why = reason();
    const bool cut = ::ftruncate(descriptor_, static_cast<off_t>(intact_)) == 0;
    throw CannotWrite(fmt::format("cannot write {}: {}{}", path_.string(), why,
                                  cut ? "; what it holds is intact, --resume continues from there" : ""));
  }
  intact_ += line.size();
}

}  // namespace gelubench
