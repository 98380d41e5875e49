#include "reports/export.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/report.hpp"
#include "reports/summary.hpp"
#include "reports/verdict.hpp"

namespace gelubench {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string row_name(const TimingRecord& t) {
  return fmt::format("{}/{}/{}_threads{}{}", t.kernel, t.level, t.threads,
                     t.distribution == "N(0,1)" ? "" : "/" + t.distribution, t.in_place ? "/in_place" : "");
}

std::string escaped_xml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;  // XML has no way to write most of them
    }
  }
  return out;
}

/// Text of a workflow command.
std::string escaped_command(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

struct Failure {
  std::string kernel;
  std::string what;
};

std::vector<Failure> broken(const ResultSet& results) {
  std::vector<Failure> list;
  for (const BrokenClaim& c : results.broken_claims) list.push_back({c.kernel, c.message});
  for (const ContractRecord& c : results.contracts) {
    if (!c.passed) list.push_back({c.kernel, fmt::format("contract broken, {}: {}", c.check, c.detail)});
  }
  return list;
}

std::string speed_text(const SpeedChange& s) {
  return fmt::format("{}: {:.4g} -> {:.4g} ns, {:.3f} times [{:.3f}, {:.3f}]", s.row(), s.before_ns, s.after_ns,
                     s.ratio, s.low, s.high);
}

class JUnit {
 public:
  void begin(const std::string& suite) { suite_ = suite; }
  void add(const std::string& name, const std::vector<std::string>& failures) {
    cases_ += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escaped_xml(suite_), escaped_xml(name));
    ++tests_;
    if (failures.empty()) {
      cases_ += "/>\n";
      return;
    }
    ++failed_;
    cases_ += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                          escaped_xml(failures.front()), escaped_xml(fmt::format("{}", fmt::join(failures, "\n"))));
  }
  /// A suite without tests is left out: what it would be about was not measured.
  void end() {
    if (tests_ == 0) return;
    suites_ += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n{}  </testsuite>\n",
        escaped_xml(suite_), tests_, failed_, cases_);
    cases_.clear();
    tests_ = failed_ = 0;
  }
  std::string text() const {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gelubench\">\n" + suites_ +
           "</testsuites>\n";
  }

 private:
  std::string suite_;
  std::string cases_;
  std::string suites_;
  int tests_ = 0;
  int failed_ = 0;
};

}  // namespace

std::string bencher_metric_format(const ResultSet& results) {
  Json json = Json::object();
  for (const TimingRecord& t : results.timings) {
    if (!std::isfinite(t.median_ns)) continue;
    Json& latency = json[row_name(t)]["latency"] = {{"value", t.median_ns}};
    if (std::isfinite(t.low_ns) && std::isfinite(t.high_ns)) {
      latency["lower_value"] = t.low_ns;
      latency["upper_value"] = t.high_ns;
    }
  }
  for (const AccuracyRecord& a : results.accuracy) {
    if (a.region != "all" || a.reference != "own") continue;
    if (a.worst && std::isfinite(a.max_ulp)) json[a.kernel]["max-ulp"] = {{"value", a.max_ulp}};
    if (std::isfinite(a.max_abs)) json[a.kernel]["max-absolute-error"] = {{"value", a.max_abs}};
  }
  return dumped(json);
}

std::string github_action_benchmark(const ResultSet& results) {
  Json json = Json::array();
  for (const TimingRecord& t : results.timings) {
    if (!std::isfinite(t.median_ns)) continue;
    Json entry{{"name", row_name(t)}, {"unit", "ns/element"}, {"value", t.median_ns}};
    if (std::isfinite(t.mad_ns)) entry["range"] = fmt::format("± {:.3g}", t.mad_ns);
    entry["extra"] = fmt::format("{} samples, {}", t.samples_ns.size(), results.environment.cpu_model);
    json.push_back(std::move(entry));
  }
  for (const AccuracyRecord& a : results.accuracy) {
    if (a.region != "all" || a.reference != "own" || !a.worst || !std::isfinite(a.max_ulp)) continue;
    json.push_back({{"name", a.kernel + " max ULP"}, {"unit", "ULP"}, {"value", a.max_ulp}, {"extra", a.coverage}});
  }
  return dumped(json);
}

std::string google_benchmark_json(const ResultSet& results) {
  const Environment& e = results.environment;
  Json json{{"context",
             {{"date", e.utc},
              {"executable", "run_suite"},
              {"num_cpus", e.cores},
              {"library_build_type", "release"},
              {"gelubench_commit", e.commit}}}};
  Json& list = json["benchmarks"] = Json::array();
  int family = 0;
  for (const TimingRecord& t : results.timings) {
    int index = 0;
    for (const double ns : t.samples_ns) {
      if (!std::isfinite(ns)) continue;
      list.push_back({{"name", row_name(t)},
                      {"family_index", family},
                      {"per_family_instance_index", 0},
                      {"run_name", row_name(t)},
                      {"run_type", "iteration"},
                      {"repetitions", t.samples_ns.size()},
                      {"repetition_index", index++},
                      {"threads", t.threads},
                      {"iterations", t.elements},
                      {"real_time", ns},
                      {"cpu_time", ns},
                      {"time_unit", "ns"}});
    }
    ++family;
  }
  return dumped(json);
}

std::string junit_xml(const ResultSet& results, const Comparison* comparison) {
  JUnit junit;
  std::map<std::string, std::vector<std::string>> claims, contracts;
  for (const BrokenClaim& c : results.broken_claims) claims[c.kernel].push_back(c.message);
  for (const ContractRecord& c : results.contracts) {
    auto& list = contracts[c.kernel];
    if (!c.passed) list.push_back(c.check + ": " + c.detail);
  }
  junit.begin("claim");
  for (const AccuracyRecord& a : results.accuracy) {
    if (a.region != "all" || a.reference != "own") continue;
    const auto& failures = claims[a.kernel];
    // An interrupted sweep that found nothing does not show that the claim holds.
    if (a.coverage != "partial" || !failures.empty()) junit.add(a.kernel, failures);
  }
  junit.end();
  junit.begin("contract");
  for (const auto& [kernel, failures] : contracts) junit.add(kernel, failures);
  junit.end();
  if (comparison != nullptr) {
    std::map<std::string, std::vector<std::string>> worse;
    for (const AccuracyChange& c : comparison->accuracy) {
      if (c.kind == AccuracyChange::Kind::worse) worse[c.kernel].push_back(c.what);
    }
    junit.begin("accuracy against the baseline");
    for (const KernelRecord& k : results.kernels) {
      const auto& failures = worse[k.id];
      if (!failures.empty() || comparison->judged_twice.contains(k.id)) junit.add(k.id, failures);
    }
    junit.end();
    junit.begin("speed against the baseline");
    for (const SpeedChange& s : comparison->speed) {
      junit.add(s.row(), s.kind == SpeedChange::Kind::slower ? std::vector{speed_text(s)} : std::vector<std::string>());
    }
    junit.end();
  }
  return junit.text();
}

std::string github_summary(const ResultSet& results, const Comparison* comparison) {
  constexpr std::size_t most = 1000 * 1000;  // GitHub takes 1 MiB
  std::string text;
  if (comparison != nullptr) {
    const bool bad = comparison->accuracy_worse() || !comparison->of(SpeedChange::Kind::slower).empty();
    text += bad ? "## Worse than the baseline\n\n" : "## Not worse than the baseline\n\n";
    std::string changes = comparison_text(*comparison);
    if (changes.size() > most / 4) changes = changes.substr(0, changes.rfind('\n', most / 4)) + "\n… and more\n";
    text += "```\n" + changes + "```\n\n";
  }
  for (const auto& section : {std::function<std::string()>([&] { return verdict_section(results); }),
                              std::function<std::string()>([&] { return summary_table(results); })}) {
    const std::string body = section();
    if (!body.empty() && text.size() + body.size() < most) text += body + "\n";
  }
  return text;
}

std::string github_annotations(const ResultSet& results, const Comparison* comparison) {
  std::string text;
  const auto say = [&](const char* command, const std::string& title, const std::string& what) {
    text += fmt::format("::{} title={}::{}\n", command, title, escaped_command(what));
  };
  for (const Failure& f : broken(results)) say("error", "broken promise", f.kernel + ": " + f.what);
  if (comparison == nullptr) return text;
  for (const std::string& d : comparison->differences) say("warning", "cannot be compared", d);
  for (const AccuracyChange& c : comparison->accuracy) {
    if (c.kind == AccuracyChange::Kind::worse) say("error", "less accurate", c.kernel + ": " + c.what);
  }
  for (const SpeedChange* s : comparison->of(SpeedChange::Kind::slower)) say("error", "slower", speed_text(*s));
  for (const SpeedChange* s : comparison->of(SpeedChange::Kind::unclear))
    say("warning", "may be slower", speed_text(*s));
  return text;
}

}  // namespace gelubench
