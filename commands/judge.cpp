// judge: results that were made elsewhere, against the truth, and against other results.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <vector>

#include "accuracy/identify.hpp"
#include "accuracy/tolerance.hpp"
#include "commands/command.hpp"
#include "commands/number_text.hpp"
#include "commands/options.hpp"
#include "engines/hello.hpp"
#include "reports/format.hpp"
#include "reports/report.hpp"
#include "results/atomic_file.hpp"
#include "suite/exit_codes.hpp"
#include "suite/judge_arrays.hpp"
#include "suite/run.hpp"

namespace gelubench {
namespace {

class Judge final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("x", x_, "Inputs: .npy, or raw little-endian with --dtype")->type_name("FILE")->required();
    app.add_option("y", y_, "Results of the same type and shape")->type_name("FILE")->required();
    CLI::Option* const dy = app.add_option("--dy", dy_, "They are gradients, dy times g'(x), with these dy");
    CLI::Option* const u = app.add_option("--u", u_, "They are gated, u times g(x), with these u");
    CLI::Option* const gradient = app.add_flag("--gradient", is_gradient_, "They are gradients, with dy = 1");
    dy->type_name("FILE");
    u->type_name("FILE")->excludes(dy)->excludes(gradient);
    add_dtype(app, dtype_);
    app.add_option("--formula", formula_, "What was asked for; without it, what the results follow")
        ->type_name("FORMULA");
    app.add_option("--against", against_file_, "Results of another implementation for the same inputs")
        ->type_name("FILE");
    add_tolerance(app, tolerance_, "Exit code 3 unless all results are");
    app.add_option("--out", out_, "Write the results there; -: on standard output, instead of the tables")
        ->type_name("FILE");
  }

  int run() override {
    read();
    if (!out_.empty()) check_writable(out_);
    say_formula();
    say_if_two_results();
    if (arrays_.factor) {
      const bool is_gated = arrays_.direction == Direction::gated;
      say(fmt::format("errors are in ULP of {}", is_gated ? "u times the function" : "dy times the derivative"), false);
    }
    const std::vector<double> right = right_results(arrays_, formula_judged_);
    say_closeness(right);
    if (against_) say_distances(right);
    const ResultSet results = judge_arrays(arrays_, formula_judged_);
    if (!out_.empty()) write_measured(out_, results);
    if (is_said()) fmt::print("\n{}", accuracy_section(results));
    return is_wrong_ ? exit_claim_broken : exit_fine;
  }

 private:
  std::string number(double v) const { return decimal(v, arrays_.x.dtype); }

  bool is_said() const { return !is_standard_output(out_); }

  void say(const std::string& line, bool is_wrong) {
    is_wrong_ = is_wrong_ || is_wrong;
    if (is_said()) fmt::print("{}\n", line);
  }

  ArrayFile read_like_x(const std::string& path) const {
    ArrayFile file = read_array(path, arrays_.x.dtype);
    if (file.size() != arrays_.x.size()) {
      throw UsageError(fmt::format("{} has {} elements, {} has {}", path, file.size(), x_, arrays_.x.size()));
    }
    return file;
  }

  void read() {
    arrays_.name = std::filesystem::path(y_).stem().string();
    arrays_.x = dtype_.empty() ? read_any_npy(x_) : read_array(x_, parse_dtype(dtype_));
    if (arrays_.x.size() == 0) throw UsageError(x_ + " has no elements");
    arrays_.y = read_like_x(y_);
    if (is_gradient_ || !dy_.empty()) arrays_.direction = Direction::backward;
    if (!u_.empty()) arrays_.direction = Direction::gated;
    if (!dy_.empty() || !u_.empty()) arrays_.factor = read_like_x(dy_.empty() ? u_ : dy_);
    if (!against_file_.empty()) against_ = read_like_x(against_file_);
    if (arrays_.factor) {
      const std::vector<double> factors = numbers_of(*arrays_.factor);
      if (std::all_of(factors.begin(), factors.end(), [](double v) { return v == 1; })) arrays_.factor.reset();
    }
    if (formula_.empty()) return;
    formula_judged_ = parse_formula(formula_);
    if (arrays_.direction == Direction::backward && is_ingredient(formula_judged_)) {
      throw UsageError(fmt::format("{} is judged forward only: there is no gradient of it here", formula_));
    }
  }

  /// Says what the results follow, and settles by what they are judged.
  void say_formula() {
    const std::vector<FormulaDistance> nearest =
        identify(arrays_.x.dtype, numbers_of(arrays_.x), unscaled_results(arrays_.y, arrays_.factor));
    const bool is_gradient = arrays_.direction == Direction::backward;
    if (!formula_.empty()) {
      const Curve asked = curve_of(formula_judged_, arrays_.direction);
      const bool follows_other = is_clear(nearest) && !(nearest.front().curve == asked);
      say(follows_other ? fmt::format("asked for {}, but it {}", to_string(asked), describe(nearest))
                        : describe(nearest),
          follows_other);
      return;
    }
    if (nearest.empty()) {
      throw UsageError(fmt::format("{} has too few inputs in [-6, 4] to tell the formula: say --formula", x_));
    }
    const bool is_no_gradient = is_gradient && is_clear(nearest) && !nearest.front().curve.is_derivative();
    say(is_no_gradient ? fmt::format("asked for a gradient, but it {}", describe(nearest)) : describe(nearest),
        is_no_gradient);
    const auto judged_by = std::find_if(nearest.begin(), nearest.end(), [&](const FormulaDistance& d) {
      return !is_gradient || d.curve.is_derivative();
    });
    formula_judged_ = judged_by->curve.formula;
    if (judged_by->curve.is_derivative()) arrays_.direction = Direction::backward;
  }

  void say_if_two_results() {
    const auto two = find_two_results(arrays_);
    if (!two) return;
    say(fmt::format("results depend on more than the input: {} gives {} and {}", number(two->x), number(two->first),
                    number(two->second)),
        true);
  }

  void say_closeness(const std::vector<double>& right) {
    const Tolerance tolerance = tolerance_.of(arrays_.x.dtype);
    const ToleranceReport close = check_tolerance(numbers_of(arrays_.x), numbers_of(arrays_.y), right, tolerance);
    say(describe_close(close, tolerance), tolerance_.is_asked() && !close.passes());
  }

  std::string describe_close(const ToleranceReport& close, const Tolerance& t) const {
    const std::string name = fmt::format("rtol {:g}, atol {:g}", t.rtol, t.atol);
    if (close.passes()) return fmt::format("close to the formula ({}): all {}", name, format_count(close.inputs));
    const Outside& worst = *close.worst;
    return fmt::format(
        "not close to the formula ({}): {} of {} results, {:.3g} %; the worst: x = {}, got {}, want {}{}", name,
        format_count(close.outside), format_count(close.inputs),
        100 * static_cast<double>(close.outside) / static_cast<double>(close.inputs), number(worst.x),
        number(worst.got), number(worst.want),
        std::isfinite(worst.times) ? fmt::format(", {:.3g} times what is allowed", worst.times) : "");
  }

  /// Between the two, and of each from the truth.
  void say_distances(const std::vector<double>& right) {
    const std::vector<double> y = numbers_of(arrays_.y);
    const std::vector<double> other = numbers_of(*against_);
    say_distance(fmt::format("{} and {}", y_, against_file_), y, other);
    say_distance(y_ + " and the truth, rounded", y, right);
    say_distance(against_file_ + " and the truth, rounded", other, right);
  }

  void say_distance(const std::string& which, const std::vector<double>& a, const std::vector<double>& b) {
    const ArrayDistance d = distance_between(arrays_.x.dtype, a, b);
    std::string line = fmt::format("{}: {:.4g} % equal, on average {:.4g} representable numbers apart", which,
                                   100 * static_cast<double>(d.equal) / static_cast<double>(d.inputs), d.mean);
    if (d.largest > 0) {
      line += fmt::format(", at most {}, at x = {}", format_count(d.largest), number(numbers_of(arrays_.x)[d.at]));
    }
    if (d.one_is_nan > 0) line += fmt::format("; {} where only one is NaN", format_count(d.one_is_nan));
    say(line, false);
  }

  std::string x_, y_, dy_, u_, dtype_, formula_, against_file_, out_;
  bool is_gradient_ = false;
  ToleranceAsked tolerance_;
  ResultArrays arrays_;
  std::optional<ArrayFile> against_;
  Formula formula_judged_ = Formula::gelu;
  bool is_wrong_ = false;
};

const RegisteredCommand judge({.name = "judge",
                               .group = CommandEntry::Group::measure,
                               .summary = "Errors of results that were made elsewhere",
                               .examples = "run_suite inputs --dtype bf16 --out x.npy\n"
                                           "run_suite judge x.npy y.npy --formula gelu_tanh --against other.npy",
                               .make = make_command<Judge>});

}  // namespace
}  // namespace gelubench
