#include "reports/charts.hpp"

#include <optional>
#include <utility>

#include "reports/chart_families.hpp"
#include "reports/verdict.hpp"

namespace gelubench {

std::vector<Chart> charts(const ResultSet& results) {
  std::vector<Chart> list;
  const auto add = [&](std::optional<Chart> chart) {
    if (chart) list.push_back(std::move(*chart));
  };
  add(functions_chart(results));
  add(frontier_chart(results));
  add(error_chart(results, main_group(),
                  {"error",
                   "Error against input: float32 forward",
                   "Largest error against true GELU over each eighth of a binade, a panel a method. Blue: the most "
                   "accurate; green: the fastest; orange: the least accurate; pink: others of libgelubench; grey: the "
                   "rest. *Lost*: some results "
                   "are zero, NaN or of wrong sign where GELU is not.",
                   2,
                   {},
                   {}}));
  add(error_line_chart(results));
  add(error_chart(results, {"f32", "backward"},
                  {"gradient-error",
                   "Error of the gradient against input: float32 backward",
                   "As above, against the derivative of true GELU, which is zero at −0.7518: there no number of ULP is "
                   "small.",
                   2,
                   {},
                   {}}));
  add(cliffs_chart(results));
  add(working_sets_chart(results));
  add(threads_chart(results));
  add(predicted_chart(results));
  return list;
}

}  // namespace gelubench
